"""Development on both ends, and the necessity panel of an origin: no ranking, each country beside its own past."""

from __future__ import annotations

from collections.abc import Sequence

from corridor.evidence.profiles.figures import Book, Cell, Figure, Gap, Panel, Statement, Table
from corridor.evidence.profiles.parts import Part
from corridor.evidence.profiles.words import (
    group_words,
    number,
    percent,
    place_in_sentence,
    place_name,
    unit_words,
    when_words,
)
from corridor.i18n import N_, _, in_a_row, listed, ngettext, number_in_words

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

    title = CATALOGUE[indicator].title if indicator in CATALOGUE else EXTRA_TITLES.get(indicator, indicator)
    if sex == "both":
        return _(title)
    text = _("{indicator}, women") if sex == "female" else _("{indicator}, men")
    return text.format(indicator=_(title))


def with_unit(indicator: str, sex: str, unit: str) -> str:
    """The title of an indicator with its unit, as the first cell of a row."""
    return _("{indicator} ({unit})").format(indicator=label(indicator, sex), unit=unit_words(unit))


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
            rows.append((with_unit(indicator, sex, unit), *cells))
    groups = [book.latest("income_group", country=c) for c in countries]
    if any(groups):
        both = [x for g in groups for x in (g, _before(book, "income_group", "both", g))]
        rows.insert(0, (_("World Bank income group"), *both))
    names = [place_name(c) for c in countries]
    columns = [_("Indicator")]
    for name in names:
        columns += [name, _("{country}, {years} years before").format(country=name, years=BACK)]
    said = _sentences(book, countries, groups)
    title = _("Development on both ends") if len(countries) > 1 else _("Development")
    gaps = [
        Gap(
            _("Development of {country}: {indicators}").format(country=place_in_sentence(c), indicators=_some(a, 6)),
            _("No figure is at hand."),
            _("Save the series from data.worldbank.org or the WDI archive (csv, zip): corridor evidence add FILE"),
        )
        for c, a in absent.items() if len(a) > 3
    ]  # fmt: skip
    if not rows:
        lead = _("No figure of {countries} is at hand.").format(countries=listed(names))
        return Part(Panel("development", title, lead), [], gaps)
    lead = (
        said[0].text
        if said
        else _("Figures of {countries}, latest and {years} years before.").format(
            countries=listed(names), years=BACK
        )
    )
    note = _(
        "Each cell has its own year. Beside it the last figure at least {years} years older; no ranking is meant."
    )
    table = Table("development", title, tuple(columns), tuple(rows), note.format(years=BACK))
    return Part(Panel("development", title, lead, (table,), (), ()), said, gaps)


def _some(names: Sequence[str], most: int) -> str:
    """The first of several names, and how many more there are."""
    shown = in_a_row(names[:most])
    more = len(names) - most
    if more <= 0:
        return shown
    return ngettext("{names}; and {number} more", "{names}; and {number} more", more).format(
        names=shown, number=more
    )


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
            said.append(Statement(_incomes(countries, a, b), (a, b), "development"))
    named = [(c, g) for c, g in zip(countries, groups, strict=True) if g is not None]
    if named and len(named) == len(countries):
        parts = [
            _("{country}: {group}").format(country=place_name(c), group=group_words(g.flag) or number(g.value, g.unit))
            for c, g in named
        ]  # fmt: skip
        words = {"year": when_words(named[0][1]), "groups": in_a_row(parts)}
        if len(named) == 2 and all((g.value or 4) < 4 for _code, g in named):
            text = _("By the World Bank's groups of data year {year}: {groups}. Neither end is high-income, a South-South"
                     " corridor by that measure.")  # fmt: skip
        else:
            text = _("By the World Bank's groups of data year {year}: {groups}.")
        said.append(Statement(text.format(**words), tuple(g for _code, g in named), "development"))
    return said


def _incomes(countries: tuple[str, ...], a: Figure, b: Figure) -> str:
    one, other = a.value or 0.0, b.value or 0.0
    words = {
        "origin": place_in_sentence(countries[0]), "at_origin": number(one, a.unit), "year_origin": when_words(a),
        "destination": place_in_sentence(countries[1]), "at_destination": number(other, b.unit),
        "year_destination": when_words(b), "ratio": number_in_words(max(one, other) / min(one, other), 1),
    }  # fmt: skip
    start = _(
        "Income per person (GNI, Atlas method) was US${at_origin} in {origin} ({year_origin}) and US${at_destination} in"
        " {destination} ({year_destination}): 1 to {ratio}."
    )
    other_way = _(
        "Income per person (GNI, Atlas method) was US${at_origin} in {origin} ({year_origin}) and US${at_destination} in"
        " {destination} ({year_destination}): {ratio} to 1."
    )
    return (start if other >= one else other_way).format(**words)


QUESTIONS: tuple[tuple[str, str, tuple[tuple[str, str, int], ...]], ...] = (
    (N_("Can people live from their work at home?"),
     N_("living wages, decent jobs, an end to working poverty"),
     (("poverty_300", "both", -1), ("unemployment_15plus", "both", -1), ("self_employed", "both", 0),
      ("hourly_labour_cost", "both", 0), ("gini", "both", -1), ("wdi:SI.POV.EMP1.ZS", "both", -1))),
    (N_("Do women have the same choice as men?"),
     N_("paid work, property and care that do not depend on leaving"),
     (("lfp_female_15plus", "both", 1), ("lfp_male_15plus", "both", 0), ("fertility", "both", 0))),
    (N_("Do young people have a place?"),
     N_("training and first jobs at home"),
     (("wdi:SL.UEM.NEET.ZS", "both", -1), ("wdi:SL.UEM.1524.ZS", "both", -1))),
    (N_("Is there protection in old age, illness and unemployment?"),
     N_("a floor of social protection, and rights that travel"),
     (("pension_coverage_old_age", "both", 1), ("social_protection_any", "both", 1),
      ("unemployment_benefit_coverage", "both", 1))),
    (N_("Are health and food in reach?"),
     N_("doctors who can afford to stay, food that is secure"),
     (("life_expectancy", "female", 1), ("life_expectancy", "male", 1), ("doctors_per_1000", "both", 1),
      ("wdi:SN.ITK.MSFI.ZS", "both", -1))),
    (N_("Is it safe to stay?"),
     N_("peace, and protection from disasters"),
     (("idps_conflict", "both", -1), ("refugees_originating", "both", -1),
      ("new_displacements_disaster", "both", -1), ("political_stability", "both", 1))),
)  # fmt: skip
"""Chosen: questions, what would answer them, and indicators with the direction that makes staying easier (0: open).

After the Bellagio conclusions of 2006 (sustainable development so that migration is an option and not a necessity)
and the criterion of the catalogue of commitments (B1.3): youth neither in work nor in school, working poverty, food
insecurity, unemployment.  ``wdi:`` are series that ``corridor evidence add --all-series`` keeps.
"""
EXTRA_TITLES = {
    "wdi:SI.POV.EMP1.ZS": N_("Working poor"),
    "wdi:SL.UEM.NEET.ZS": N_("Youth neither in work, school nor training"),
    "wdi:SL.UEM.1524.ZS": N_("Youth unemployment"),
    "wdi:SN.ITK.MSFI.ZS": N_("Moderate or severe food insecurity"),
}


DIRECTIONS = {
    "easier": N_("easier"),
    "harder": N_("harder"),
    "open": N_("open"),
    "no change": N_("no change"),
    "no earlier figure": N_("no earlier figure"),
}
"""Which way a condition moved, as :func:`direction_of` says it."""


def necessity(book: Book, country: str, year: int) -> Part:
    """What would make migration from a country an option and not a necessity, as far as figures tell.

    Each figure stands beside the country's own earlier one, never beside other countries.
    """
    name = place_in_sentence(country)
    rows: list[tuple[Cell, ...]] = []
    moved: dict[str, list[str]] = {d: [] for d in DIRECTIONS}
    absent, old = [], []
    figures: list[Figure] = []
    for question, _answer, indicators in QUESTIONS:
        known = 0
        for indicator, sex, good in indicators:
            title = label(indicator, sex)
            last, before = _two(book, indicator, sex, country)
            if last is None:
                absent.append(title)
                continue
            known += 1
            figures.append(last)
            direction = direction_of(last, before, good)
            rows.append(
                (_(question), with_unit(indicator, sex, last.unit), last, before, _(DIRECTIONS[direction]))
            )
            moved[direction].append(title)
            if last.year is not None and year - last.year > OLD:
                old.append(_("{indicator} ({year})").format(indicator=title, year=last.year))
        if not known:
            rows.append((_(question), _("no figure at hand"), None, None, _("not known")))
    said = _necessity_sentences(name, figures, moved)
    lead = " ".join(
        [
            _("What would make leaving {country} an option and not a necessity.").format(country=name),
            said[0].text if said else _("Hardly any figure is at hand."),
        ]
    )
    columns = (
        _("Question"), _("Indicator"), _("Latest"), _("{years} years before").format(years=BACK), _("Staying became"),
    )  # fmt: skip
    title = _("Conditions in {country}, beside its own past").format(country=name)
    table = Table("necessity", title, columns, tuple(rows))
    answers = tuple(
        _("{question} What would answer it: {answer}.").format(question=_(q), answer=_(a)) for q, a, _i in QUESTIONS
    )  # fmt: skip
    panel = Panel("necessity", _("An option, not a necessity"), lead, (table,), (), answers)
    return Part(panel, said, _necessity_gaps(name, absent, old))


def _necessity_gaps(name: str, absent: list[str], old: list[str]) -> list[Gap]:
    gaps = []
    if absent:
        gaps.append(
            Gap(
                _("For {country}: {indicators}").format(country=name, indicators=in_a_row(absent)),
                _("Without them nobody can say whether leaving is a choice."),
                _("Save the series from data.worldbank.org (csv): corridor evidence add FILE --all-series"),
                _("Households in {country}, with and without members abroad, could be asked why they leave or"
                  " stay.").format(country=name),
            )
        )  # fmt: skip
    if old:
        gaps.append(
            Gap(
                _("Newer figures for {country}: {indicators}").format(country=name, indicators=in_a_row(old)),
                _("They are more than {years} years old.").format(years=OLD),
                "corridor evidence add FILE",
            )
        )
    return gaps


def _necessity_sentences(name: str, figures: list[Figure], moved: dict[str, list[str]]) -> list[Statement]:
    said = []
    easier, harder = moved["easier"], moved["harder"]
    known = len(easier) + len(harder)
    if known:
        text = ngettext(
            "Beside its own past, of {known} condition in {country} with a direction, {easier} moved towards making it"
            " easier to stay and {harder} the other way.",
            "Beside its own past, of {known} conditions in {country} with a direction, {easier} moved towards making it"
            " easier to stay and {harder} the other way.",
            known,
        ).format(known=known, country=name, easier=len(easier), harder=len(harder))
        if harder:
            worse = _("Harder: {indicators}.").format(indicators=_some(harder, 4))
            text = f"{text} {worse}"
        said.append(Statement(text, tuple(figures), "necessity"))
    pension = next((f for f in figures if f.indicator == "pension_coverage_old_age"), None)
    if pension is not None and pension.value is not None:
        text = _("In {country}, {share} of people above pension age received a pension ({year}).").format(
            country=name, share=percent(pension.value / 100), year=when_words(pension)
        )
        said.append(Statement(text, (pension,), "necessity"))
    return said


def direction_of(last: Figure, before: Figure | None, good: int) -> str:
    """Which way a condition moved: a key of :data:`DIRECTIONS`; a change of a hundredth is none."""
    if before is None or last.value is None or before.value is None:
        return "no earlier figure"
    if not good:
        return "open"
    change = last.value - before.value
    if abs(change) <= 0.01 * max(abs(before.value), 1e-9):
        return "no change"
    return "easier" if change * good > 0 else "harder"
