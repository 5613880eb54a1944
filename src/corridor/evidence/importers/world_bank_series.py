"""Series of the World Bank (World Development Indicators) and the indicators of the catalogue they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corridor.evidence import areas
from corridor.evidence.catalogue import INDICATORS
from corridor.evidence.model import ESTIMATE, MODEL, OBSERVED, Kind, Sex
from corridor.evidence.problems import Findings

PUBLISHER = "World Bank"
LICENCE = "CC BY 4.0 (World Bank terms of use for datasets; the file does not say)"
ADDRESS = "https://datatopics.worldbank.org/world-development-indicators/"
SERIES = "wb-wdi"

_GROUPS = (
    "AFE AFR AFW ARB CEA CEB CEU CLA CME CSA CSS EAP EAR EAS ECA ECS EMU EUU FCS HIC HPC IBB IBD IBT IDA IDB "
    "IDX INX LAC LCN LDC LIC LMC LMY LTE MEA MIC MNA NAC NRS NXS OED OSS PRE PSS PST RRS SAS SSA SSF SST SXZ TEA "
    "TEC TLA TMN TSA TSS UMC XZN DEA DEC DLA DMN DNS DSA DSF DSS"
)
AGGREGATES = frozenset(_GROUPS.split())
"""Codes of the Bank's groups of economies, which are left out."""


@dataclass(frozen=True, slots=True)
class Known:
    """A series and what it is: indicator, kind, sex, and what its title must hold to be that."""

    indicator: str
    kind: Kind = ESTIMATE
    sex: Sex = "both"
    title_holds: str = ""


WDI: dict[str, Known] = {
    "BX.TRF.PWKR.CD.DT": Known("remittance_received"),
    "BM.TRF.PWKR.CD.DT": Known("remittance_paid"),
    "BX.TRF.PWKR.DT.GD.ZS": Known("remittance_received_gdp"),
    "SI.RMT.COST.OB.ZS": Known("remittance_cost_sending", OBSERVED),
    "SI.RMT.COST.IB.ZS": Known("remittance_cost_receiving", OBSERVED),
    "NY.GDP.MKTP.CD": Known("gdp_usd"),
    "NY.GDP.PCAP.CD": Known("gdp_pc_usd"),
    "NY.GDP.PCAP.KD": Known("gdp_pc_const_usd"),
    "NY.GDP.PCAP.PP.KD": Known("gdp_pc_ppp"),
    "NY.GNP.PCAP.CD": Known("gni_pc_atlas"),
    "SP.POP.TOTL": Known("population"),
    "SP.POP.TOTL.FE.IN": Known("population", sex="female"),
    "SP.POP.TOTL.MA.IN": Known("population", sex="male"),
    "SP.POP.DPND": Known("age_dependency"),
    "SP.DYN.LE00.IN": Known("life_expectancy"),
    "SP.DYN.LE00.FE.IN": Known("life_expectancy", sex="female"),
    "SP.DYN.LE00.MA.IN": Known("life_expectancy", sex="male"),
    "SP.DYN.TFRT.IN": Known("fertility"),
    "SP.DYN.CBRT.IN": Known("birth_rate_crude"),
    "SP.DYN.CDRT.IN": Known("death_rate_crude"),
    "SL.TLF.CACT.FE.ZS": Known("lfp_female_15plus", MODEL, title_holds="15+"),
    "SL.TLF.CACT.MA.ZS": Known("lfp_male_15plus", MODEL, title_holds="15+"),
    "SL.UEM.TOTL.ZS": Known("unemployment_15plus", MODEL),
    "SL.EMP.SELF.ZS": Known("self_employed", MODEL),
    "SI.POV.GINI": Known("gini"),
    # The line of this series was moved more than once; only the $3.00 line is the indicator of the catalogue.
    "SI.POV.DDAY": Known("poverty_300", title_holds="3.00"),
    "SM.POP.TOTL": Known("immigrant_stock"),
    "SM.POP.NETM": Known("net_migration"),
    "SM.POP.REFG": Known("refugees_hosted", OBSERVED),
    "SM.POP.REFG.OR": Known("refugees_originating", OBSERVED),
    "DT.ODA.ODAT.GN.ZS": Known("oda_received_gni"),
    "SH.MED.PHYS.ZS": Known("doctors_per_1000", OBSERVED),
    "PV.EST": Known("political_stability"),
    "VC.IDP.TOCV": Known("idps_conflict"),
    "VC.IDP.NWCV": Known("new_displacements_conflict"),
    "VC.IDP.NWDS": Known("new_displacements_disaster"),
}

_BASE_OF_TITLE = frozenset({"gdp_pc_const_usd", "gdp_pc_ppp"})
"""Indicators in constant prices: the base year is that of the file's title."""


def meaning(code: str, title: str) -> Known | None:
    """What a series is in the catalogue, or None."""
    known = WDI.get(code)
    return known if known is not None and known.title_holds in title else None


def unit_of(known: Known, title: str) -> str:
    """The unit of a series of the catalogue; in constant prices with the base year of the title."""
    stated = re.search(r"\(([^()]*constant[^()]*)\)", title)
    if known.indicator in _BASE_OF_TITLE and stated:
        return stated[1]
    return INDICATORS[known.indicator].unit


def own_indicator(code: str, title: str) -> tuple[str, dict[str, str]]:
    """Id, title and unit of a series that the catalogue does not have."""
    stated = re.search(r"\(([^()]*)\)\s*$", title)
    unit = stated[1] if stated else ("%" if "%" in title else "as the title says")
    return f"wdi:{code}", {"title": title or code, "unit": unit}


def report_unknown(codes: Iterable[str], where: str, report: Findings) -> None:
    """Warn of codes that are neither an economy nor a group the Bank is known to publish."""
    unknown = sorted({c for c in codes if areas.of_world_bank(c) is None} - AGGREGATES)
    if unknown:
        report.warn(
            where, f"left out: codes that are no economy and no known group: {', '.join(unknown[:20])}"
        )
