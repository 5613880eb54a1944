"""Development on both ends, and the necessity panel of an origin: no ranking, each country beside its own past."""

from __future__ import annotations

from corridor.evidence.areas import area_name
from corridor.evidence.profiles.figures import Book, Cell, Figure, Gap, Panel, Statement, Table
from corridor.evidence.profiles.parts import Part
from corridor.evidence.profiles.words import group_words, number, unit_words

INDICATORS: tuple[tuple[str, str], ...] = (
    ("population", "both"), ("hdi", "both"), ("gni_pc_atlas", "both"), ("gdp_pc_ppp", "both"),
    ("life_expectancy", "female"), ("life_expectancy", "male"), ("fertility", "both"), ("age_dependency", "both"),
    ("gini", "both"), ("lfp_female_15plus", "both"), ("lfp_male_15plus", "both"), ("unemployment_15plus", "both"),
    ("hourly_labour_cost", "both"), ("pension_coverage_old_age", "both"), ("oda_received_gni", "both"),
)  # fmt: skip
"""What is shown of both ends: (indicator, sex)."""
BACK = 10
"""Chosen: years between a figure and the earlier one beside it."""
OLD = 5
"""Chosen: a figure of the necessity panel older than this is listed as out of date."""


def label(indicator: str, sex: str) -> str:
    """The title of an indicator, with the sex where it matters."""
    from corridor.evidence.catalogue import INDICATORS as CATALOGUE

    title = CATALOGUE[indicator].title if indicator in CATALOGUE else indicator
    return f"{title}, {'women' if sex == 'female' else 'men'}" if sex != "both" else title


def development(book: Book, countries: tuple[str, ...]) -> Part:
    """The panel: latest and ten years before, for one country or both ends."""
    rows: list[tuple[Cell, ...]] = []
    absent: dict[str, list[str]] = {c: [] for c in countries}
    for indicator, sex in INDICATORS:
        cells: list[Cell] = []
        for country in countries:
            last, before = _two(book, indicator, sex, country)
            cells += [last, before]
            if last is None:
                absent[country].append(label(indicator, sex))
        if any(c is not None for c in cells):
            unit = next(c.unit for c in cells if isinstance(c, Figure))
            rows.append((f"{label(indicator, sex)} ({unit_words(unit)})", *cells))
    groups = [book.latest("income_group", country=c) for c in countries]
    if any(groups):
        rows.insert(
            0,
            (
                "World Bank income group",
                *(x for g in groups for x in (g, _before(book, "income_group", "both", g))),
            ),
        )
    columns = (
        "Indicator",
        *(w for c in countries for w in (area_name(c), f"{area_name(c)}, {BACK} years before")),
    )
    said = _sentences(book, countries, groups)
    names = " and ".join(area_name(c) for c in countries)
    title = "Development on both ends" if len(countries) > 1 else "Development"
    gaps = [
        Gap(f"Development of {area_name(c)}: {', '.join(a[:6])}{' and others' if len(a) > 6 else ''}", "No figure is at hand.",
            "Save the series from data.worldbank.org or the WDI archive (csv, zip): corridor evidence add FILE")
        for c, a in absent.items() if len(a) > 3
    ]  # fmt: skip
    if not rows:
        return Part(Panel("development", title, f"No figure of {names} is at hand."), [], gaps)
    lead = said[0].text if said else f"Figures of {names}, latest and {BACK} years before."
    note = f"Each cell has its own year. Beside it the last figure at least {BACK} years older; no ranking is meant."
    table = Table("development", title, columns, tuple(rows), note)
    return Part(Panel("development", title, lead, (table,), (), ()), said, gaps)


def _two(book: Book, indicator: str, sex: str, country: str) -> tuple[Figure | None, Figure | None]:
    last = book.latest(indicator, label(indicator, sex), country=country, sex=sex)
    return last, _before(book, indicator, sex, last)


def _before(book: Book, indicator: str, sex: str, last: Figure | None) -> Figure | None:
    """The last figure of the same source at least ten years older."""
    if last is None or last.year is None:
        return None
    return book.latest(
        indicator,
        label(indicator, sex),
        country=last.country,
        sex=sex,
        before=last.year - BACK,
        source=last.sources[0],
    )


def _sentences(book: Book, countries: tuple[str, ...], groups: list[Figure | None]) -> list[Statement]:
    said = []
    if len(countries) == 2:
        a, b = (book.latest("gni_pc_atlas", country=c) for c in countries)
        if a is not None and b is not None and a.value and b.value:
            o, d = map(area_name, countries)
            ratio = f"1 to {b.value / a.value:.1f}" if b.value >= a.value else f"{a.value / b.value:.1f} to 1"
            text = (
                f"Income per person (GNI, Atlas method) was US${number(a.value, a.unit)} in {o} ({a.when}) and "
                f"US${number(b.value, b.unit)} in {d} ({b.when}): {ratio}."
            )
            said.append(Statement(text, (a, b), "development"))
    named = [(c, g) for c, g in zip(countries, groups, strict=True) if g is not None]
    if named and len(named) == len(countries):
        words = " and ".join(f"{area_name(c)} {_group(g)}" for c, g in named)
        text = f"By the World Bank's groups of data year {named[0][1].when}, {words}."
        if len(named) == 2 and all((g.value or 4) < 4 for _, g in named):
            text = f"{text[:-1]}: neither end is high-income, a South-South corridor by that measure."
        said.append(Statement(text, tuple(g for _, g in named), "development"))
    return said


def _group(g: Figure) -> str:
    words = group_words(g.flag) or number(g.value, g.unit)
    return f"is {'an' if words[0] in 'aeiou' else 'a'} {words} economy"


QUESTIONS: tuple[tuple[str, str, tuple[tuple[str, str, int], ...]], ...] = (
    ("Can people live from their work at home?",
     "Living wages, decent jobs, an end to working poverty",
     (("poverty_300", "both", -1), ("unemployment_15plus", "both", -1), ("self_employed", "both", 0),
      ("hourly_labour_cost", "both", 0), ("gini", "both", -1), ("wdi:SI.POV.EMP1.ZS", "both", -1))),
    ("Do women have the same choice as men?",
     "Paid work, property and care that do not depend on leaving",
     (("lfp_female_15plus", "both", 1), ("lfp_male_15plus", "both", 0), ("fertility", "both", 0))),
    ("Do young people have a place?",
     "Training and first jobs at home",
     (("wdi:SL.UEM.NEET.ZS", "both", -1), ("wdi:SL.UEM.1524.ZS", "both", -1))),
    ("Is there protection in old age, illness and unemployment?",
     "A floor of social protection, and rights that travel",
     (("pension_coverage_old_age", "both", 1), ("social_protection_any", "both", 1),
      ("unemployment_benefit_coverage", "both", 1))),
    ("Are health and food in reach?",
     "Doctors who can afford to stay, food that is secure",
     (("life_expectancy", "female", 1), ("life_expectancy", "male", 1), ("doctors_per_1000", "both", 1),
      ("wdi:SN.ITK.MSFI.ZS", "both", -1))),
    ("Is it safe to stay?",
     "Peace, and protection from disasters",
     (("idps_conflict", "both", -1), ("refugees_originating", "both", -1),
      ("new_displacements_disaster", "both", -1), ("political_stability", "both", 1))),
)  # fmt: skip
"""Chosen: questions, what would answer them, and indicators with the direction that makes staying easier (0: open).

After the Bellagio conclusions of 2006 (sustainable development so that migration is an option and not a necessity)
and the criterion of the catalogue of commitments (B1.3): youth neither in work nor in school, working poverty, food
insecurity, unemployment.  ``wdi:`` are series that ``corridor evidence add --all-series`` keeps.
"""
EXTRA_TITLES = {
    "wdi:SI.POV.EMP1.ZS": "Working poor",
    "wdi:SL.UEM.NEET.ZS": "Youth neither in work, school nor training",
    "wdi:SL.UEM.1524.ZS": "Youth unemployment",
    "wdi:SN.ITK.MSFI.ZS": "Moderate or severe food insecurity",
}


def necessity(book: Book, country: str, year: int) -> Part:
    """What would make migration from a country an option and not a necessity, as far as figures tell.

    Each figure stands beside the country's own earlier one, never beside other countries.
    """
    name = area_name(country)
    rows: list[tuple[Cell, ...]] = []
    easier: list[str] = []
    harder: list[str] = []
    absent, old = [], []
    figures: list[Figure] = []
    for question, _answer, indicators in QUESTIONS:
        known = 0
        for indicator, sex, good in indicators:
            title = EXTRA_TITLES.get(indicator) or label(indicator, sex)
            last, before = _two(book, indicator, sex, country)
            if last is None:
                absent.append(title)
                continue
            known += 1
            figures.append(last)
            direction = _direction(last, before, good)
            rows.append((question, f"{title} ({unit_words(last.unit)})", last, before, direction))
            (easier if direction == "easier" else harder if direction == "harder" else []).append(
                title.lower()
            )
            if last.year is not None and year - last.year > OLD:
                old.append(f"{title} ({last.year})")
        if not known:
            rows.append((question, "no figure at hand", None, None, "not known"))
    gaps = []
    if absent:
        gaps.append(
            Gap(f"For {name}: {', '.join(absent)}", "Without them nobody can say whether leaving is a choice.",
                "Save the series from data.worldbank.org (csv): corridor evidence add FILE --all-series",
                f"Households in {name}, with and without members abroad, could be asked why they leave or stay."))  # fmt: skip
    if old:
        gaps.append(Gap(f"Newer figures for {name}: {', '.join(old)}", f"They are more than {OLD} years old.",
                        "corridor evidence add FILE"))  # fmt: skip
    said = []
    if easier or harder:
        parts = [f"{len(easier)} moved towards making it easier to stay"] if easier else []
        parts += [f"{len(harder)} the other way ({'; '.join(harder[:4])})"] if harder else []
        known = len(easier) + len(harder)
        text = (
            f"Beside its own past, of {known} conditions in {name} with a direction, {' and '.join(parts)}."
        )
        said.append(Statement(text, tuple(figures), "necessity"))
    pension = next((f for f in figures if f.indicator == "pension_coverage_old_age"), None)
    if pension is not None and pension.value is not None:
        said.append(Statement(f"In {name}, {pension.value:.0f}% of people above pension age received a pension ({pension.when}).",
                              (pension,), "necessity"))  # fmt: skip
    lead = f"What would make leaving {name} an option and not a necessity. " + (
        said[0].text if said else "Hardly any figure is at hand."
    )
    table = Table("necessity", f"Conditions in {name}, beside its own past",
                  ("Question", "Indicator", "Latest", f"{BACK} years before", "Staying became"), tuple(rows))  # fmt: skip
    answers = tuple(f"{q} What would answer it: {a.lower()}." for q, a, _ in QUESTIONS)
    return Part(Panel("necessity", "An option, not a necessity", lead, (table,), (), answers), said, gaps)


def _direction(last: Figure, before: Figure | None, good: int) -> str:
    if before is None or last.value is None or before.value is None:
        return "no earlier figure"
    if not good:
        return "open"
    change = last.value - before.value
    if abs(change) <= 0.01 * max(abs(before.value), 1e-9):
        return "no change"
    return "easier" if change * good > 0 else "harder"
