"""Estimated movements between two dates: published estimates with the span of their methods, or a baseline."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from corridor.evidence.areas import area_name
from corridor.evidence.profiles.figures import (
    OWN_SOURCE,
    Book,
    Chart,
    Figure,
    Gap,
    Panel,
    Series,
    Statement,
    Table,
)
from corridor.evidence.profiles.parts import Part
from corridor.evidence.profiles.words import about, number

if TYPE_CHECKING:
    import polars as pl

CENTRAL_METHOD = "da_pb_closed"
"""Pseudo-Bayesian, closed demographic accounting: the method Abel and Cohen (2019) found nearest to reports."""
SPAN_METHODS = ("sd_drop_neg", "sd_rev_neg", "mig_rate", "da_min_open", "da_min_closed", "da_pb_closed")
"""Chosen: the interval is the lowest and highest of these six published methods."""
BASELINE = "sd_rev_neg"
ADD_FLOWS = (
    "Bilateral flow estimates of Abel and Cohen (figshare 7731233) as a tidy CSV with metadata, then: "
    "corridor evidence add FILE"
)

Directions = tuple[tuple[str, str], tuple[str, str]]


def moves(book: Book, origin: str, destination: str, estimated: pl.DataFrame | None = None) -> Part:
    """The panel of a pair. ``estimated`` are Corridor's own estimates (rows of flows), used instead if given."""
    o, d = area_name(origin), area_name(destination)
    pairs: Directions = ((origin, destination), (destination, origin))
    found = {p: _own(estimated, *p) if estimated is not None else published(book, *p) for p in pairs}
    how = "own" if estimated is not None else "published"
    if not any(found.values()):
        how, found = "baseline", {p: baseline(book, *p) for p in pairs}
    if not any(found.values()):
        gap = Gap(
            f"Movements between {o} and {d}",
            "No estimate is at hand, and flows cannot be estimated without stocks of two dates.",
            ADD_FLOWS,
            f"Entry, exit and residence records of {o} and {d} could be exchanged and compared, by sex.",
        )
        return Part(
            Panel("moves", "Movements", f"No estimate of movements between {o} and {d} is at hand."),
            [],
            [gap],
        )
    table = _table(found, pairs, how)
    charts = (_chart(found, pairs, how),)
    said = _sentences(found, pairs, how)
    gaps = [
        Gap(
            f"Movements between {o} and {d} as they were counted",
            "What is shown is a model from changes of stocks: moves within a period and seasonal work stay unseen.",
            ADD_FLOWS
            if how == "baseline"
            else "Counted flows as a tidy CSV with metadata: corridor evidence add FILE",
            f"{o} and {d} could publish arrivals and departures of the same people side by side, by sex and permit.",
        )
    ]
    return Part(Panel("moves", "Movements", said[0].text, (table,), charts, (NOTES[how],)), said, gaps)


NOTES = {
    "published": "Models, not counts: six published methods turn changes of stocks into moves. The value is the "
    "pseudo-Bayesian estimate; the interval is the lowest and highest of the six methods, not a confidence interval.",
    "own": "Corridor's own estimate from the stocks, population, births and deaths in the store; the interval is that "
    "of an ensemble with perturbed inputs. A model, not a count.",
    "baseline": "A baseline, not a count: the change of the stocks between two dates, decreases taken as returns. "
    "Deaths and onward moves are not accounted for, and nothing bounds it.",
}


def published(book: Book, origin: str, destination: str) -> list[Figure]:
    """Published estimates by period and sex, those of all together with the span of the methods."""
    rows = book.figures("flow", "moves", origin=origin, destination=destination, variants=True)
    methods = {f.variant for f in rows}
    central = CENTRAL_METHOD if CENTRAL_METHOD in methods else next(iter(sorted(methods)), "")
    found = []
    for f in rows:
        if f.variant != central or f.value is None:
            continue
        same = [
            g.value for g in rows
            if (g.year, g.year_to, g.sex) == (f.year, f.year_to, f.sex) and g.value is not None
            and (g.variant in SPAN_METHODS)
        ]  # fmt: skip
        if len(same) > 1:
            f = replace(f, low=min(same), high=max(same), bounds=f"lowest and highest of {len(same)} methods")  # noqa: PLW2901
        found.append(f)
    return found


def baseline(book: Book, origin: str, destination: str) -> list[Figure]:
    """Stock differences of a pair with decreases as returns, from the stocks of both directions of one source."""
    sexes = ("both", "female", "male")
    there = _stocks(book, origin, destination)
    back = _stocks(book, destination, origin)
    found = []
    for sex in sexes:
        years = sorted(y for y, s in there if s == sex)
        for start, end in pairwise(years):
            a, b = there[start, sex], there[end, sex]
            value = max((b.value or 0) - (a.value or 0), 0.0)
            inputs = [a, b]
            c, e = back.get((start, sex)), back.get((end, sex))
            if c is not None and e is not None:
                value += max((c.value or 0) - (e.value or 0), 0.0)
                inputs += [c, e]
            found.append(
                Figure(
                    value=value,
                    label="moves",
                    unit="persons",
                    kind="model",
                    sources=tuple(dict.fromkeys([*(s for f in inputs for s in f.sources), OWN_SOURCE])),
                    indicator="flow",
                    year=start,
                    year_to=end,
                    sex=sex,
                    origin=origin,
                    destination=destination,
                    variant=BASELINE,
                    computed="change of stocks, decreases of the other direction as returns",
                )
            )
    return found


def _stocks(book: Book, origin: str, destination: str) -> dict[tuple[int, str], Figure]:
    rows = book.figures("stock", origin=origin, destination=destination)
    return {(f.year, f.sex): f for f in rows if f.value is not None and f.year is not None}


def _own(estimated: pl.DataFrame | None, origin: str, destination: str) -> list[Figure]:
    if estimated is None:
        return []
    rows = [
        r for r in estimated.iter_rows(named=True) if (r["origin"], r["destination"]) == (origin, destination)
    ]
    return [
        Figure(
            value=r["value"],
            label="moves",
            unit="persons",
            kind="model",
            sources=(OWN_SOURCE,),
            indicator="flow",
            year=r["year"],
            year_to=r["year_to"],
            sex=r["sex"],
            origin=origin,
            destination=destination,
            variant=r["method"],
            low=r.get("low"),
            high=r.get("high"),
            bounds=f"{r['level']:.0%} of the draws" if r.get("level") else "",
            computed="flow estimation from the stocks, population, births and deaths in the store",
        )
        for r in rows
    ]


def _at(found: list[Figure], period: tuple[int | None, int | None], sex: str) -> Figure | None:
    return next((f for f in found if (f.year, f.year_to) == period and f.sex == sex), None)


def _periods(found: dict[tuple[str, str], list[Figure]]) -> list[tuple[int | None, int | None]]:
    return sorted(
        {(f.year, f.year_to) for fs in found.values() for f in fs}, key=lambda p: (p[0] or 0, p[1] or 0)
    )


def _table(found: dict[tuple[str, str], list[Figure]], pairs: Directions, how: str) -> Table:
    names = [f"{a} to {b}" for a, b in pairs]
    rows = []
    for period in _periods(found):
        cells = [_at(found[p], period, s) for p in pairs for s in ("both", "female", "male")]
        rows.append((f"{period[0]}-{period[1]}", *cells))
    columns = tuple(c for n in names for c in (n, f"{n}, women", f"{n}, men"))
    title = {"published": "Estimated moves in five years, with the span of six methods",
             "own": "Estimated moves, with the interval of the ensemble",
             "baseline": "Moves implied by the change of stocks"}[how]  # fmt: skip
    return Table("moves", title, ("Period", *columns), tuple(rows))


def _chart(found: dict[tuple[str, str], list[Figure]], pairs: Directions, how: str) -> Chart:
    periods = _periods(found)
    series = []
    for a, b in pairs:
        points = []
        for i, period in enumerate(periods):
            f = _at(found[a, b], period, "both")
            points.append((float(i), f.value if f else None, f.low if f else None, f.high if f else None))
        series.append(Series(f"{area_name(a)} to {area_name(b)}", tuple(points)))
    words = [
        f"{s.name}, {periods[i][0]}-{periods[i][1]}: {number(p[1], 'persons')}"
        + (f" ({number(p[2], 'persons')} to {number(p[3], 'persons')})" if p[2] is not None else "")
        for s in series
        for i, p in [(len(periods) - 1, s.points[-1])]
        if p[1] is not None
    ]
    what = {"published": "span of six methods", "own": "interval of the ensemble", "baseline": "no interval"}[
        how
    ]
    return Chart(
        "chart-moves", f"Estimated moves by period, {what}", "ranges", "persons", tuple(series),
        f"Marks by period with their interval. {'; '.join(words)}.", "moves",
        tuple(f"{p[0]}-{p[1]}" for p in periods),
    )  # fmt: skip


def _sentences(found: dict[tuple[str, str], list[Figure]], pairs: Directions, how: str) -> list[Statement]:
    period = _periods(found)[-1]
    there, back = (_at(found[p], period, "both") for p in pairs)
    o, d = (area_name(c) for c in pairs[0])
    figures = tuple(f for f in (there, back) if f is not None)
    span = f"From {period[0]} to {period[1]}"
    parts = []
    for f, (a, b) in ((there, (o, d)), (back, (d, o))):
        if f is None or f.value is None:
            continue
        ends = f" ({about(f.low)} to {about(f.high)})" if f.low is not None and f.high is not None else ""
        parts.append(f"{about(f.value)}{ends} from {a} to {b}")
    said = {
        "published": f"{span}, about {' and '.join(parts)} moved by the central published model; in brackets, the lowest "
        "and highest of six methods.",
        "own": f"{span}, about {' and '.join(parts)} moved by Corridor's estimate; in brackets, its interval.",
        "baseline": f"{span}, the stocks imply about {' and '.join(parts)}: a baseline without deaths or onward moves.",
    }
    found_statements = [Statement(said[how], figures, "moves")]
    women, men = (_at(found[pairs[0]], period, s) for s in ("female", "male"))
    if women is not None and men is not None and women.value is not None and men.value is not None:
        total = women.value + men.value
        if total:
            found_statements.append(
                Statement(
                    f"Of the moves from {o} to {d} in those years, about {about(women.value)} were by women and "
                    f"{about(men.value)} by men (model).",
                    (women, men),
                    "moves",
                )
            )
    return found_statements
