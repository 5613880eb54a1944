"""The catalogue of indicators: id, title, unit, and whether it is about a country or about a corridor.

Importers translate each publisher's own names into these ids and units, so that one question finds the
figures of all sources.  An importer may bring others (a further World Bank series); those carry their title
and unit in their source.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

from corridor.i18n import N_

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
        N_("Migrants from the origin living in the destination"),
        N_("persons"),
        "migrants",
        N_(
            "Mid-year. Mostly by country of birth, in some countries by citizenship; often includes refugees."
        ),
    ),
    _country(
        "immigrant_stock", N_("International migrants living in the country"), N_("persons"), "migrants"
    ),
    _country("emigrant_stock", N_("Migrants from the country living elsewhere"), N_("persons"), "migrants"),
    _corridor(
        "flow",
        N_("Movements from the origin to the destination in the period"),
        N_("persons"),
        "movements",
        N_("Moves of persons whose residence changed; the variant names the method of estimation."),
    ),
    _country("net_migration", N_("Net migration in the year"), N_("persons"), "movements"),
    _country(
        "net_migration_sd", N_("Net migration in the year, standard deviation"), N_("persons"), "movements"
    ),
    _corridor(
        "remittance_bilateral",
        N_("Remittances sent from the destination to the origin"),
        N_("current US$ million"),
        "remittances",
        N_("An allocation of national totals by stocks and incomes; nobody counts these flows."),
    ),
    _corridor(
        "remittance_cost",
        N_("Cost of sending remittances from the destination to the origin"),
        N_("% of amount sent"),
        "remittances",
        N_(
            "Average of the providers surveyed, fee and exchange margin, for US$200; the variant names other amounts."
        ),
    ),
    _country("remittance_received", N_("Personal remittances received"), N_("current US$"), "remittances"),
    _country("remittance_paid", N_("Personal remittances paid"), N_("current US$"), "remittances"),
    _country("remittance_received_gdp", N_("Personal remittances received"), N_("% of GDP"), "remittances"),
    _country(
        "remittance_cost_sending", N_("Average cost of sending from the country"), N_("%"), "remittances"
    ),
    _country(
        "remittance_cost_receiving", N_("Average cost of sending to the country"), N_("%"), "remittances"
    ),
    _country("population", N_("Population"), N_("persons"), "population"),
    _country("births", N_("Births in the year"), N_("persons"), "population"),
    _country("deaths", N_("Deaths in the year"), N_("persons"), "population"),
    _country("life_expectancy", N_("Life expectancy at birth"), N_("years"), "population"),
    _country("life_expectancy_60", N_("Life expectancy at age 60"), N_("years"), "population"),
    _country("fertility", N_("Total fertility"), N_("births per woman"), "population"),
    _country("death_rate", N_("Death rate at the age"), N_("deaths per person-year"), "population"),
    _country("birth_rate_crude", N_("Crude birth rate"), N_("per 1,000 persons"), "population"),
    _country("death_rate_crude", N_("Crude death rate"), N_("per 1,000 persons"), "population"),
    _country("net_migration_rate", N_("Crude net migration rate"), N_("per 1,000 persons"), "movements"),
    _country("age_dependency", N_("Age dependency ratio"), N_("% of working-age population"), "population"),
    _country("gdp_usd", N_("GDP"), N_("current US$"), "economy"),
    _country("gdp_pc_usd", N_("GDP per person"), N_("current US$"), "economy"),
    _country("gdp_pc_const_usd", N_("GDP per person"), N_("constant 2015 US$"), "economy"),
    _country(
        "gdp_pc_ppp", N_("GDP per person, purchasing power parity"), N_("constant international $"), "economy"
    ),
    _country("gni_pc_atlas", N_("GNI per person, Atlas method"), N_("current US$"), "economy"),
    _country("hdi", N_("Human Development Index"), N_("index 0-1"), "economy"),
    _country("gini", N_("Gini index of income or consumption"), N_("index 0-100"), "economy"),
    _country("poverty_300", N_("People living on less than $3.00 a day"), N_("% of population"), "economy"),
    _country(
        "oda_received_gni", N_("Net official development assistance received"), N_("% of GNI"), "economy"
    ),
    _country(
        "political_stability", N_("Political stability and absence of violence"), N_("score"), "economy"
    ),
    _country("lfp_female_15plus", N_("Women in the labour force"), N_("% of women aged 15 and over"), "work"),
    _country("lfp_male_15plus", N_("Men in the labour force"), N_("% of men aged 15 and over"), "work"),
    _country("unemployment_15plus", N_("Unemployment"), N_("% of labour force"), "work"),
    _country("self_employed", N_("Self-employed"), N_("% of employment"), "work"),
    _country("hourly_labour_cost", N_("Hourly labour cost"), N_("constant 2021 PPP $"), "work"),
    _country("doctors_per_1000", N_("Physicians"), N_("per 1,000 persons"), "protection"),
    _country(
        "pension_coverage_old_age",
        N_("Older persons who receive a pension"),
        N_("% of persons above pension age"),
        "protection",
    ),
    _country(
        "social_protection_any",
        N_("People covered by at least one social protection benefit"),
        N_("% of population"),
        "protection",
    ),
    _country(
        "unemployment_benefit_coverage",
        N_("Unemployed persons who receive a benefit"),
        N_("% of unemployed"),
        "protection",
    ),
    _corridor("refugees", N_("Refugees from the origin in the destination"), N_("persons"), "displacement"),
    _corridor(
        "asylum_seekers", N_("Asylum-seekers from the origin, cases pending"), N_("persons"), "displacement"
    ),
    _corridor("returned_refugees", N_("Refugees who returned in the year"), N_("persons"), "displacement"),
    _corridor("idps", N_("Internally displaced persons of concern to UNHCR"), N_("persons"), "displacement"),
    _corridor(
        "returned_idps", N_("Internally displaced persons who returned"), N_("persons"), "displacement"
    ),
    _corridor("stateless", N_("Stateless persons"), N_("persons"), "displacement"),
    _corridor("others_of_concern", N_("Others of concern to UNHCR"), N_("persons"), "displacement"),
    _corridor(
        "other_in_need", N_("Other people in need of international protection"), N_("persons"), "displacement"
    ),
    _corridor("host_community", N_("Host community"), N_("persons"), "displacement"),
    _corridor("asylum_recognized", N_("Asylum decisions: refugee status"), N_("persons"), "displacement"),
    _corridor("asylum_other", N_("Asylum decisions: other protection"), N_("persons"), "displacement"),
    _corridor("asylum_rejected", N_("Asylum decisions: rejected"), N_("persons"), "displacement"),
    _corridor("asylum_closed", N_("Asylum decisions: otherwise closed"), N_("persons"), "displacement"),
    _corridor("asylum_decisions", N_("Asylum decisions"), N_("persons"), "displacement"),
    _corridor("resettlement", N_("Refugees resettled in the year"), N_("persons"), "displacement"),
    _corridor("naturalisation", N_("Refugees naturalised in the year"), N_("persons"), "displacement"),
    _country("refugees_hosted", N_("Refugees hosted by the country"), N_("persons"), "displacement"),
    _country("refugees_originating", N_("Refugees from the country"), N_("persons"), "displacement"),
    _country(
        "asylum_seekers_hosted",
        N_("Asylum-seekers with a case pending in the country"),
        N_("persons"),
        "displacement",
    ),
    _country(
        "asylum_seekers_originating", N_("Asylum-seekers from the country"), N_("persons"), "displacement"
    ),
    _country(
        "refugees_and_asylum_seekers",
        N_("Refugees and asylum-seekers counted in the migrant stock"),
        N_("persons"),
        "displacement",
    ),
    _country(
        "idps_conflict",
        N_("Internally displaced persons, conflict and violence, end of year"),
        N_("persons"),
        "displacement",
    ),
    _country(
        "new_displacements_conflict", N_("New displacements by conflict"), N_("movements"), "displacement"
    ),
    _country(
        "new_displacements_disaster", N_("New displacements by disasters"), N_("movements"), "displacement"
    ),
    _country(
        "income_group",
        N_("World Bank income group"),
        N_("1 low, 2 lower middle, 3 upper middle, 4 high"),
        "group",
        N_("Of the data year; the World Bank's fiscal year is two years later."),
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
