"""The choices that move the shares of the regimes, and the groups of origin countries.

None of them is settled by the papers that define the regimes; each is a parameter, with the setting used for
the central estimate and the settings over which the range is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

REGIMES: Mapping[str, str] = {
    "I": "portability by agreement",
    "II": "access in the host country, no agreement",
    "III": "legal residence without access to the host country's scheme",
    "IV": "without legal residence, no access",
}

GULF = frozenset({"ARE", "BHR", "KWT", "OMN", "QAT", "SAU"})
"""States whose pension schemes cover their own (and other Gulf) nationals only: GOSI and national laws."""

WIDER = GULF | {"SGP"}
"""The Gulf states and Singapore, whose Central Provident Fund is closed to foreigners (law not read)."""

NO_ACCESS: Mapping[str, frozenset[str]] = {"gulf": GULF, "wider": WIDER}

COUNTED_BY_CITIZENSHIP_OECD = frozenset({"CZE", "JPN", "KOR"})
"""OECD countries whose migrants the United Nations (edition 2020) counts by citizenship, not birth."""

NATURALISED_SHARE = 0.35
"""Chosen: share of the foreign-born of OECD countries who are nationals of the host.

OECD (Indicators of immigrant integration): over half of those who have stayed ten years or more; no series by
host is used here.
"""

TERRITORIES: Mapping[str, str] = {
    **dict.fromkeys(("ASM", "GUM", "MNP", "PRI", "VIR"), "USA"),
    **dict.fromkeys(("GLP", "GUF", "MTQ", "MYT", "REU"), "FRA"),
}
"""Areas with figures of their own that belong to the scheme of a state: US Social Security (42 U.S.C. 410(h)-(i))
and the French general scheme (overseas departments); the laws were not read."""

SAME_AGREEMENTS: Mapping[str, str] = {"CHI": "GGY"}
"""The Channel Islands are one area in the stocks; Guernsey and Jersey have the agreements that count here alike."""

OECD_MEMBERS: Mapping[str, int] = {
    **dict.fromkeys(
        (
            "AUT", "BEL", "CAN", "DNK", "FRA", "DEU", "GRC", "ISL", "IRL", "ITA", "LUX", "NLD", "NOR", "PRT",
            "ESP", "SWE", "CHE", "TUR", "GBR", "USA",
        ),
        1961,
    ),
    "JPN": 1964, "FIN": 1969, "AUS": 1971, "NZL": 1973, "MEX": 1994, "CZE": 1995, "HUN": 1996, "POL": 1996,
    "KOR": 1996, "SVK": 2000, "CHL": 2010, "SVN": 2010, "ISR": 2010, "EST": 2010, "LVA": 2016, "LTU": 2018,
    "COL": 2020, "CRI": 2021,
}  # fmt: skip
"""Year from which a state is a member of the OECD."""


@dataclass(frozen=True, slots=True)
class Switches:
    """One setting of every choice; the defaults are the central estimate.

    Attributes:
        confidence: lowest confidence of an agreement row that counts (high, medium, low).
        contributions_only: whether agreements on contributions alone count as portability.
        association: regime of migrants bound only by the EEC-Türkiye Decision 3/80 or the Euro-Mediterranean
            agreements (equal treatment, export, no adding up): I or II.
        export_only: regime where benefits are exported but periods not added up (Dutch treaties): I or II.
        residence_pays: regime under the CIS agreement of 1992 (host counts all periods, nothing exported).
        home_scheme: whether the Gulf scheme for Gulf nationals counts as portability.
        residual: whether agreements overtaken by a later instrument count for a pair that nothing else binds.
        sub_national: whether agreements of a part of a state (Québec) count for the whole state.
        third_country: EU Regulations 859/2003 and 1231/2010: ``off``; ``between members`` (they lift the limit
            to nationals between member states); ``everywhere`` (all legal residents of a member state are in
            regime I: their rights move within the EU, not home; outside the range, shown in the sensitivity).
        outsiders: share of a corridor's migrants who are nationals of neither party and so are left out where
            an agreement covers nationals only.  Chosen; nobody publishes it.
        naturalised: ``kept`` in the stock or ``excluded`` from it.
        naturalised_share: share of the stock that is excluded, in OECD countries that count by birth.
        refugees: ``kept`` or ``excluded`` (needs a table of refugees by origin and destination).
        territories: ``with their state`` (between Puerto Rico and the United States one scheme applies: regime I;
            agreements of the state cover them) or ``apart`` (only agreements of their own count).
        agreements_lag: years by which the agreements counted are later than the stock; 0 is right.  The papers
            put lists of their time of writing on older stocks: 8 reproduces the table for 2000 best.
        unknown_origins: ``excluded`` or ``II`` (migrants whose origin the stock does not know).
        no_access: hosts where legal residents have no access: ``gulf`` or ``wider``.
        irregular: share without legal residence: ``low``, ``central`` or ``high``.
    """

    confidence: str = "medium"
    contributions_only: bool = False
    association: str = "II"
    export_only: str = "I"
    residence_pays: str = "II"
    home_scheme: bool = True
    residual: bool = True
    sub_national: bool = False
    third_country: str = "between members"
    outsiders: float = 0.0
    naturalised: str = "kept"
    naturalised_share: float = NATURALISED_SHARE
    refugees: str = "kept"
    territories: str = "with their state"
    agreements_lag: int = 0
    unknown_origins: str = "excluded"
    no_access: str = "gulf"
    irregular: str = "central"

    def __post_init__(self) -> None:
        problems = [
            f"{name}: expected one of {', '.join(map(str, allowed))}, not {getattr(self, name)!r}"
            for name, allowed in ALLOWED.items()
            if getattr(self, name) not in allowed
        ]
        problems += [
            f"{name}: expected a share from 0 to 1, not {getattr(self, name)!r}"
            for name in ("outsiders", "naturalised_share")
            if not 0 <= getattr(self, name) <= 1
        ]
        if self.agreements_lag != int(self.agreements_lag):
            problems.append(f"agreements_lag: expected whole years, not {self.agreements_lag!r}")
        if problems:
            raise ValueError("\n".join(problems))

    def but(self, **changes: Any) -> Switches:
        """The same setting with some switches changed."""
        return replace(self, **changes)

    def as_dict(self) -> dict[str, Any]:
        """All switches as plain data, to stand beside a result."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


ALLOWED: Mapping[str, tuple[Any, ...]] = {
    "confidence": ("high", "medium", "low"),
    "contributions_only": (False, True),
    "association": ("II", "I"),
    "export_only": ("I", "II"),
    "residence_pays": ("II", "I"),
    "home_scheme": (True, False),
    "residual": (True, False),
    "sub_national": (False, True),
    "third_country": ("off", "between members", "everywhere"),
    "naturalised": ("kept", "excluded"),
    "refugees": ("kept", "excluded"),
    "territories": ("with their state", "apart"),
    "unknown_origins": ("excluded", "II"),
    "no_access": tuple(NO_ACCESS),
    "irregular": ("low", "central", "high"),
}

CENTRAL = Switches()

RANGE: Mapping[str, tuple[Any, ...]] = {
    "confidence": ("high", "medium", "low"),
    "contributions_only": (False, True),
    "association": ("II", "I"),
    "residence_pays": ("II", "I"),
    "residual": (True, False),
    "third_country": ("off", "between members"),
    "outsiders": (0.0, 0.05),
    "naturalised": ("kept", "excluded"),
    "refugees": ("kept", "excluded"),
    "territories": ("with their state", "apart"),
    "unknown_origins": ("excluded", "II"),
    "no_access": ("gulf", "wider"),
    "irregular": ("low", "central", "high"),
}
"""The settings over which results are given as a range: every combination of them."""

SWITCHES: Mapping[str, str] = {
    "confidence": "Agreement rows that count: read in a source (high), partly (medium), not (low)",
    "contributions_only": "Agreements on contributions alone count as portability",
    "association": "EEC-Türkiye Decision 3/80 and Euro-Mediterranean agreements",
    "export_only": "Agreements on export alone",
    "residence_pays": "CIS agreement of 1992: the host pays for all periods",
    "home_scheme": "Gulf scheme for Gulf nationals counts as portability",
    "residual": "Agreements overtaken by a later instrument count",
    "sub_national": "Agreements of Québec count for Canada",
    "third_country": "EU rules for third-country nationals",
    "outsiders": "Share of migrants who are nationals of neither party",
    "naturalised": "Migrants who became nationals of the host",
    "refugees": "Refugees in the stock",
    "territories": "Overseas areas that belong to the scheme of a state",
    "agreements_lag": "Years by which the agreements counted are later than the stock",
    "unknown_origins": "Migrants of unknown origin",
    "no_access": "Hosts whose schemes are closed to foreigners",
    "irregular": "Share without legal residence",
}

GROUPS: Mapping[str, str] = {
    "L": "low income",
    "LM": "lower-middle income",
    "UM": "upper-middle income",
    "H non-OECD": "high income, not OECD",
    "H OECD": "high income, OECD",
    "not classified": "origin unknown or without a group",
}


def origin_groups(income: pl.DataFrame, *, data_year: int, oecd_year: int) -> pl.DataFrame:
    """Origin countries with the groups of the published tables: columns origin, group.

    Args:
        income: columns country, year, group (L, LM, UM, H), as the World Bank publishes them by data year.
        data_year: the data year of the groups.
        oecd_year: the year of membership of the OECD.

    Raises:
        ValueError: a column is missing, or no country has a group in the year.
    """
    import polars as pl

    missing = [c for c in ("country", "year", "group") if c not in income.columns]
    if missing:
        raise ValueError(f"income groups: missing columns {', '.join(missing)}; found {income.columns}")
    rows = income.filter((pl.col("year") == data_year) & pl.col("group").is_in(["L", "LM", "UM", "H"]))
    if rows.is_empty():
        raise ValueError(f"income groups: no country has a group in data year {data_year}")
    members = [c for c, since in OECD_MEMBERS.items() if since <= oecd_year]
    high = pl.when(pl.col("country").is_in(members)).then(pl.lit("H OECD")).otherwise(pl.lit("H non-OECD"))
    return rows.select(
        pl.col("country").alias("origin"),
        pl.when(pl.col("group") == "H").then(high).otherwise(pl.col("group")).alias("group"),
    )
