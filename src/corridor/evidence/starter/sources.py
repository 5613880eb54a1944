"""The publications of the starter pack: publisher, edition, licence, where the copy came from, what to know."""

from __future__ import annotations

from corridor.evidence.model import ESTIMATE, MODEL, OBSERVED, Kind, Source
from corridor.evidence.starter import make
from corridor.evidence.starter.make import UN_POPULATION, WB_TERMS, WORLD_BANK, Part

_GAPMINDER = "open-numbers/ddf--gapminder--systema_globalis @c63631a (2026-03-01)"
_GDIVIZ = "ksreyes/gdiviz @f1b29d7 (2024-05-17)"


def _source(
    source_id: str,
    series: str,
    publisher: str,
    title: str,
    edition: str,
    licence: str,
    address: str,
    copy: str,
    notes: str = "",
    published: str = "",
) -> Source:
    """A source of the pack; ``copy`` is the public copy of the publisher's figures that was read."""
    said = f"Selected figures. Read from a public copy, not from the publisher's site: {copy}."
    return Source(
        source_id=source_id,
        publisher=publisher,
        title=title,
        edition=edition,
        published=published,
        licence=licence,
        address=address,
        importer="starter",
        importer_version="1",
        notes=f"{notes} {said}".strip(),
        series=series,
        coverage="selection",
    )


def _development(source: Source, kind: Kind, **names: str) -> Part:
    return Part(source, "development", make.indicators(kind, **names))


def parts() -> tuple[Part, ...]:
    """All publications of the pack, in the order in which they are written."""
    migrant_stock = "https://www.un.org/development/desa/pd/content/international-migrant-stock"
    wdi = "https://datatopics.worldbank.org/world-development-indicators/"
    return (
        Part(
            _source(
                "undesa-ims-2020-bilateral",
                "undesa-ims",
                UN_POPULATION,
                "International Migrant Stock 2020: by destination and origin",
                "2020",
                "CC BY 3.0 IGO",
                migrant_stock,
                f"{_GDIVIZ} data/stocks.rda; all totals equal the UN workbook by destination",
                "Mid-year. Both sexes, countries and the world are sums over the whole table. Cells of zero are absent. "
                "Kosovo is in Serbia.",
                "2020",
            ),
            "stocks",
            make.stocks,
        ),
        Part(
            _source(
                "undesa-ims-2024-totals",
                "undesa-ims",
                UN_POPULATION,
                "International Migrant Stock 2024: by destination, by origin",
                "2024",
                "CC BY 3.0 IGO",
                migrant_stock,
                "lakshsetia/global-migration-EDA @ba53831 (2025-09-10)",
                "Mid-year, both sexes; the world is the sum of all destinations. 60 of 233 areas were reassessed, "
                "173 extrapolated from the 2020 edition "
                "(second-hand). The figures for 2020 and before are revised: never mix with the 2020 edition.",
                "2025-01",
            ),
            "totals",
            make.stock_totals,
        ),
        Part(
            _source(
                "abel-cohen-flows-1990-2020",
                "abel-cohen",
                "Guy J. Abel and Joel E. Cohen",
                "Bilateral international migration flow estimates (Scientific Data 2019, 2022)",
                "1990-2020",
                "CC BY 4.0 (figshare, second-hand)",
                "https://doi.org/10.6084/m9.figshare.7731233",
                "X80110/migration-visualization @cb840bd (2023-12-05)",
                "Estimates of moves in five years from changes of stocks, six methods (variant). Women and men do "
                "not add up to both exactly: separate releases.",
                "2022",
            ),
            "flows",
            make.flows,
        ),
        Part(
            _source(
                "wb-bilateral-remittances-2017",
                "wb-bilateral-remittances",
                WORLD_BANK,
                "Bilateral Remittance Estimates for 2017",
                "April 2018 version",
                WB_TERMS,
                "https://www.worldbank.org/en/topic/migration",
                "hbenveniste/mig-fund @1ae3861 (2025-04-05)",
                "An allocation of national totals by migrant stocks and incomes (Ratha and Shaw 2007); the "
                "publisher says: not officially reported data.",
                "2018-04",
            ),
            "remittances",
            make.remittances,
        ),
        Part(
            _source(
                "wb-rpw-corridors-2020-12",
                "wb-rpw",
                WORLD_BANK,
                "Remittance Prices Worldwide (Corridors), DataBank",
                "2020-12-07",
                "CC BY 4.0 (data catalogue label, second-hand)",
                "https://remittanceprices.worldbank.org",
                "natesheehan/sdg_10C @3365194 (2021-10-12)",
                "Average total cost of the providers surveyed (ATCR.CORR), by quarter, to the third quarter of 2020.",
                "2020-12-07",
            ),
            "costs",
            make.costs,
        ),
        Part(
            _source(
                "undesa-wpp-2024",
                "undesa-wpp",
                UN_POPULATION,
                "World Population Prospects 2024",
                "2024",
                "CC BY 3.0 IGO",
                "https://population.un.org/wpp/",
                "PPgp/wpp2024 @2da7768 (2025-06-23); population by sex as in Gapminder Systema Globalis",
                "Estimates to 2023; projected years are left out. Population at mid-year.",
                "2024-07",
            ),
            "population",
            make.population,
        ),
        Part(
            _source(
                "unhcr-population-2025-12",
                "unhcr",
                "UNHCR",
                "Refugee Population Statistics Database",
                "2025.12.1",
                "CC BY 4.0",
                "https://www.unhcr.org/refugee-statistics/",
                "PopulationStatistics/refugees @0c16a6d (2026-06-25)",
                "End of year. Refugees under UNHCR's mandate (not UNRWA's). Migrant stocks include refugees in many "
                "countries: do not add them. Zero counts are absent.",
                "2026-06",
            ),
            "refugees",
            make.refugees,
        ),
        Part(
            _source(
                "idmc-displaced-2025",
                "idmc",
                "Internal Displacement Monitoring Centre",
                "Internally displaced persons by conflict and violence, as served by UNHCR",
                "2025.12.1",
                "CC BY 4.0 (of the package that serves it)",
                "https://www.internal-displacement.org",
                "PopulationStatistics/refugees @0c16a6d (2026-06-25)",
                "End of year.",
                "2026-06",
            ),
            "displaced",
            make.displaced,
        ),
        Part(
            _source(
                "wb-income-history-fy26",
                "wb-income-groups",
                WORLD_BANK,
                "World Bank Analytical Classifications (OGHIST)",
                "FY26",
                WB_TERMS,
                "https://datahelpdesk.worldbank.org/knowledgebase/articles/906519",
                "tigi/2026-migrant-stock @c6bd267, OGHIST_2025_10_07.xlsx",
                "The year is the data year; the fiscal year is two years later.",
                "2025-10-07",
            ),
            "income",
            make.income_groups,
        ),
        _development(
            _source(
                "wb-wdi-2024-05",
                "wb-wdi",
                WORLD_BANK,
                "World Development Indicators: personal remittances",
                "2024-05",
                WB_TERMS,
                wdi,
                _GDIVIZ,
                "Balance of payments figures with staff estimates.",
                "2024-05",
            ),
            ESTIMATE,
            remittances_received_usd="remittance_received",
            remittances_paid_usd="remittance_paid",
        ),
        _development(
            _source(
                "wb-wdi-2026-03",
                "wb-wdi",
                WORLD_BANK,
                "World Development Indicators: incomes, inequality, poverty, aid",
                "2026-03",
                WB_TERMS,
                wdi,
                _GAPMINDER,
                "The base year of the international dollars is not stated in the copy.",
                "2026-03",
            ),
            ESTIMATE,
            gdp_pc_ppp="gdp_pc_ppp",
            gdp_pc_const_usd="gdp_pc_const_usd",
            gni_pc_atlas="gni_pc_atlas",
            gini="gini",
            poverty_300="poverty_300",
            oda_received_gni="oda_received_gni",
            doctors_per_1000="doctors_per_1000",
        ),
        _development(
            _source(
                "undp-hdi-2026-03",
                "undp-hdr",
                "United Nations Development Programme",
                "Human Development Index",
                "2026-03 copy, to 2023",
                "CC BY 3.0 IGO (presumed; the copy is CC BY 4.0)",
                "https://hdr.undp.org",
                _GAPMINDER,
            ),
            ESTIMATE,
            hdi="hdi",
        ),
        _development(
            _source(
                "ilostat-2026-03-modelled",
                "ilostat-modelled",
                "International Labour Organization",
                "ILOSTAT, ILO modelled estimates: labour force participation, self-employment",
                "2026-03",
                "CC BY 4.0 (presumed; the copy is CC BY 4.0)",
                "https://ilostat.ilo.org",
                _GAPMINDER,
                "Modelled; years after 2024 are projections and left out.",
            ),
            MODEL,
            lfp_female_15plus="lfp_female_15plus",
            lfp_male_15plus="lfp_male_15plus",
            self_employed="self_employed",
        ),
        _development(
            _source(
                "ilostat-2026-03",
                "ilostat",
                "International Labour Organization",
                "ILOSTAT: unemployment, hourly labour cost",
                "2026-03",
                "CC BY 4.0 (presumed; the copy is CC BY 4.0)",
                "https://ilostat.ilo.org",
                _GAPMINDER,
                "From national surveys; labour cost in few countries only.",
            ),
            OBSERVED,
            unemployment_15plus="unemployment_15plus",
            hourly_labour_cost="hourly_labour_cost",
        ),
        _development(
            _source(
                "un-sdg-2020-10",
                "un-sdg",
                "International Labour Organization, through the UN SDG database",
                "SDG 1.3.1: social protection coverage",
                "2020-10",
                "CC BY 4.0 (as compiled); UN SDG database terms",
                "https://unstats.un.org/sdgs/dataportal",
                "open-numbers/ddf--unstats--sdg_indicators @1bfae15 (2020-10-19)",
                "One to three points a country, the last about 2016 to 2019.",
                "2020-10",
            ),
            ESTIMATE,
            pension_coverage_old_age="pension_coverage_old_age",
            social_protection_any="social_protection_any",
            unemployment_benefit_coverage="unemployment_benefit_coverage",
        ),
    )
