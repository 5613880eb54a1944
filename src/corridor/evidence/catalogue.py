"""The catalogue of indicators: id, title, unit, and whether it is about a country or about a corridor.

Importers translate each publisher's own names into these ids and units, so that one question finds the
figures of all sources.  An importer may bring others (a further World Bank series); those carry their title
and unit in their source.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

Shape = Literal["corridor", "country"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a figure is about.

    ``shape`` is ``corridor`` (the rows have origin and destination) or ``country`` (they have country).
    ``topic`` groups indicators for display: migrants, movements, remittances, population, economy, work,
    protection, displacement, group.  ``note`` says what a reader must know to use the figure.
    """

    id: str
    title: str
    unit: str
    shape: Shape
    topic: str
    note: str = ""


def _corridor(id_: str, title: str, unit: str, topic: str, note: str = "") -> Indicator:
    return Indicator(id_, title, unit, "corridor", topic, note)


def _country(id_: str, title: str, unit: str, topic: str, note: str = "") -> Indicator:
    return Indicator(id_, title, unit, "country", topic, note)


_ALL = (
    _corridor(
        "stock",
        "Migrants from the origin living in the destination",
        "persons",
        "migrants",
        "Mid-year. Mostly by country of birth, in some countries by citizenship; often includes refugees.",
    ),
    _country("immigrant_stock", "International migrants living in the country", "persons", "migrants"),
    _country("emigrant_stock", "Migrants from the country living elsewhere", "persons", "migrants"),
    _corridor(
        "flow",
        "Movements from the origin to the destination in the period",
        "persons",
        "movements",
        "Moves of persons whose residence changed; the variant names the method of estimation.",
    ),
    _country("net_migration", "Net migration in the year", "persons", "movements"),
    _country("net_migration_sd", "Net migration in the year, standard deviation", "persons", "movements"),
    _corridor(
        "remittance_bilateral",
        "Remittances sent from the destination to the origin",
        "current US$ million",
        "remittances",
        "An allocation of national totals by stocks and incomes; nobody counts these flows.",
    ),
    _corridor(
        "remittance_cost",
        "Cost of sending remittances from the destination to the origin",
        "% of amount sent",
        "remittances",
        "Average of the providers surveyed, fee and exchange margin, for US$200; the variant names other amounts.",
    ),
    _country("remittance_received", "Personal remittances received", "current US$", "remittances"),
    _country("remittance_paid", "Personal remittances paid", "current US$", "remittances"),
    _country("remittance_received_gdp", "Personal remittances received", "% of GDP", "remittances"),
    _country("remittance_cost_sending", "Average cost of sending from the country", "%", "remittances"),
    _country("remittance_cost_receiving", "Average cost of sending to the country", "%", "remittances"),
    _country("population", "Population", "persons", "population"),
    _country("births", "Births in the year", "persons", "population"),
    _country("deaths", "Deaths in the year", "persons", "population"),
    _country("life_expectancy", "Life expectancy at birth", "years", "population"),
    _country("life_expectancy_60", "Life expectancy at age 60", "years", "population"),
    _country("fertility", "Total fertility", "births per woman", "population"),
    _country("death_rate", "Death rate at the age", "deaths per person-year", "population"),
    _country("birth_rate_crude", "Crude birth rate", "per 1,000 persons", "population"),
    _country("death_rate_crude", "Crude death rate", "per 1,000 persons", "population"),
    _country("net_migration_rate", "Crude net migration rate", "per 1,000 persons", "movements"),
    _country("age_dependency", "Age dependency ratio", "% of working-age population", "population"),
    _country("gdp_usd", "GDP", "current US$", "economy"),
    _country("gdp_pc_usd", "GDP per person", "current US$", "economy"),
    _country("gdp_pc_const_usd", "GDP per person", "constant 2015 US$", "economy"),
    _country("gdp_pc_ppp", "GDP per person, purchasing power parity", "constant international $", "economy"),
    _country("gni_pc_atlas", "GNI per person, Atlas method", "current US$", "economy"),
    _country("hdi", "Human Development Index", "index 0-1", "economy"),
    _country("gini", "Gini index of income or consumption", "index 0-100", "economy"),
    _country("poverty_300", "People living on less than $3.00 a day", "% of population", "economy"),
    _country("oda_received_gni", "Net official development assistance received", "% of GNI", "economy"),
    _country("political_stability", "Political stability and absence of violence", "score", "economy"),
    _country("lfp_female_15plus", "Women in the labour force", "% of women aged 15 and over", "work"),
    _country("lfp_male_15plus", "Men in the labour force", "% of men aged 15 and over", "work"),
    _country("unemployment_15plus", "Unemployment", "% of labour force", "work"),
    _country("self_employed", "Self-employed", "% of employment", "work"),
    _country("hourly_labour_cost", "Hourly labour cost", "constant 2021 PPP $", "work"),
    _country("doctors_per_1000", "Physicians", "per 1,000 persons", "protection"),
    _country(
        "pension_coverage_old_age",
        "Older persons who receive a pension",
        "% of persons above pension age",
        "protection",
    ),
    _country(
        "social_protection_any",
        "People covered by at least one social protection benefit",
        "% of population",
        "protection",
    ),
    _country(
        "unemployment_benefit_coverage",
        "Unemployed persons who receive a benefit",
        "% of unemployed",
        "protection",
    ),
    _corridor("refugees", "Refugees from the origin in the destination", "persons", "displacement"),
    _corridor("asylum_seekers", "Asylum-seekers from the origin, cases pending", "persons", "displacement"),
    _corridor("returned_refugees", "Refugees who returned in the year", "persons", "displacement"),
    _corridor("idps", "Internally displaced persons of concern to UNHCR", "persons", "displacement"),
    _corridor("returned_idps", "Internally displaced persons who returned", "persons", "displacement"),
    _corridor("stateless", "Stateless persons", "persons", "displacement"),
    _corridor("others_of_concern", "Others of concern to UNHCR", "persons", "displacement"),
    _corridor("other_in_need", "Other people in need of international protection", "persons", "displacement"),
    _corridor("host_community", "Host community", "persons", "displacement"),
    _corridor("asylum_recognized", "Asylum decisions: refugee status", "persons", "displacement"),
    _corridor("asylum_other", "Asylum decisions: other protection", "persons", "displacement"),
    _corridor("asylum_rejected", "Asylum decisions: rejected", "persons", "displacement"),
    _corridor("asylum_closed", "Asylum decisions: otherwise closed", "persons", "displacement"),
    _corridor("asylum_decisions", "Asylum decisions", "persons", "displacement"),
    _corridor("resettlement", "Refugees resettled in the year", "persons", "displacement"),
    _corridor("naturalisation", "Refugees naturalised in the year", "persons", "displacement"),
    _country("refugees_hosted", "Refugees hosted by the country", "persons", "displacement"),
    _country("refugees_originating", "Refugees from the country", "persons", "displacement"),
    _country(
        "asylum_seekers_hosted",
        "Asylum-seekers with a case pending in the country",
        "persons",
        "displacement",
    ),
    _country("asylum_seekers_originating", "Asylum-seekers from the country", "persons", "displacement"),
    _country(
        "refugees_and_asylum_seekers",
        "Refugees and asylum-seekers counted in the migrant stock",
        "persons",
        "displacement",
    ),
    _country(
        "idps_conflict",
        "Internally displaced persons, conflict and violence, end of year",
        "persons",
        "displacement",
    ),
    _country("new_displacements_conflict", "New displacements by conflict", "movements", "displacement"),
    _country("new_displacements_disaster", "New displacements by disasters", "movements", "displacement"),
    _country(
        "income_group",
        "World Bank income group",
        "1 low, 2 lower middle, 3 upper middle, 4 high",
        "group",
        "Of the data year; the World Bank's fiscal year is two years later.",
    ),
)

INDICATORS: dict[str, Indicator] = {i.id: i for i in _ALL}
"""All indicators of the catalogue by id."""

INCOME_GROUPS: dict[str, float] = {"L": 1.0, "LM": 2.0, "UM": 3.0, "H": 4.0}
"""World Bank income groups as values of the indicator ``income_group``; its rows keep the letters as flag."""


PREFERRED_SERIES: dict[str, tuple[str, ...]] = {
    "stock": ("undesa-ims",),
    "immigrant_stock": ("undesa-ims",),
    "emigrant_stock": ("undesa-ims",),
    "population": ("undesa-wpp", "wb-wdi", "undesa-ims"),
    "life_expectancy": ("undesa-wpp", "wb-wdi"),
    "fertility": ("undesa-wpp", "wb-wdi"),
    "net_migration": ("undesa-wpp", "wb-wdi"),
    "births": ("undesa-wpp",),
    "deaths": ("undesa-wpp",),
    "flow": ("abel-cohen",),
    "refugees": ("unhcr",),
    "income_group": ("wb-income-groups", "wb-class"),
}
"""Which publication a figure is taken from when several have it, best first; a choice of Corridor.

Where nothing is said, the source that reaches the latest year is taken, then the newest edition.
"""


def find(name: str) -> Indicator:
    """The indicator of an id.

    Raises:
        KeyError: the catalogue has no such indicator; the message lists near ones.
    """
    if name in INDICATORS:
        return INDICATORS[name]
    near = difflib.get_close_matches(name, INDICATORS, n=3)
    hint = f"; near: {', '.join(near)}" if near else ""
    raise KeyError(f"no indicator {name!r} in the catalogue{hint}")
