"""Estimated movements between two dates: published estimates with the span of their methods, or a baseline."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from corridor.countries import opening
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
from corridor.evidence.profiles.words import (
    about,
    corridor_name,
    men_words,
    percent,
    place_in_sentence,
    shown,
    women_words,
    years_words,
)
from corridor.i18n import N_, _, isolate, listed, ngettext

if TYPE_CHECKING:
    import polars as pl

CENTRAL_METHOD = "da_pb_closed"
"""Pseudo-Bayesian, closed demographic accounting: the method Abel and Cohen (2019) found nearest to reports."""
SPAN_METHODS = ("sd_drop_neg", "sd_rev_neg", "mig_rate", "da_min_open", "da_min_closed", "da_pb_closed")
"""Chosen: the interval is the lowest and highest of these six published methods."""
BASELINE = "sd_rev_neg"
ADD_FLOWS = N_(
    "Bilateral flow estimates of Abel and Cohen (figshare 7731233) as a tidy CSV with metadata, then: "
    "corridor evidence add FILE"
)
ADD_COUNTED = N_("Counted flows as a tidy CSV with metadata: corridor evidence add FILE")
TITLES = {
    "published": N_("Estimated moves in five years, with the span of six methods"),
    "own": N_("Estimated moves, with the interval of the ensemble"),
    "baseline": N_("Moves implied by the change of stocks"),
}
SUBJECTS = {
    "published": N_("Estimated moves by period, span of six methods"),
    "own": N_("Estimated moves by period, interval of the ensemble"),
    "baseline": N_("Moves implied by the change of stocks, by period; no interval"),
}
NOTES = {
    "published": N_(
        "Models, not counts: six published methods turn changes of stocks into moves. The value is the "
        "pseudo-Bayesian estimate; the interval is the lowest and highest of the six methods, not a confidence interval."
    ),
    "own": N_(
        "Corridor's own estimate from the stocks, population, births and deaths in the store; the interval is that "
        "of an ensemble with perturbed inputs. Areas without population figures are left out. A model, not a count."
    ),
    "baseline": N_(
        "A baseline, not a count: the change of the stocks between two dates, decreases taken as returns. "
        "Deaths and onward moves are not accounted for, and nothing bounds it."
    ),
}

Pair = tuple[str, str]
Directions = tuple[Pair, Pair]


def moves(book: Book, origin: str, destination: str, estimated: pl.DataFrame | None = None) -> Part:
    """The panel of a pair. ``estimated`` are Corridor's own estimates (rows of flows), used instead if given."""
    ends = {"origin": place_in_sentence(origin), "destination": place_in_sentence(destination)}
    title = _("Movements")
    pairs: Directions = ((origin, destination), (destination, origin))
    found = {p: _own(estimated, *p) if estimated is not None else published(book, *p) for p in pairs}
    how = "own" if estimated is not None else "published"
    if not any(found.values()):
        how, found = "baseline", {p: baseline(book, *p) for p in pairs}
    if not any(found.values()):
        gap = Gap(
            _("Movements between {origin} and {destination}").format(**ends),
            _("No estimate is at hand, and flows cannot be estimated without stocks of two dates."),
            _(ADD_FLOWS),
            _("Entry, exit and residence records of {origin} and {destination} could be exchanged and compared,"
              " by sex.").format(**ends),
        )  # fmt: skip
        lead = _("No estimate of movements between {origin} and {destination} is at hand.").format(**ends)
        return Part(Panel("moves", title, lead), [], [gap])
    table = _table(found, pairs, how)
    said = _sentences(found, pairs, how)
    charts = (_chart(found, pairs, how),)
    gap = Gap(
        _("Movements between {origin} and {destination} as they were counted").format(**ends),
        _("What is shown is a model from changes of stocks: moves within a period and seasonal work stay unseen."),
        _(ADD_FLOWS) if how == "baseline" else _(ADD_COUNTED),
        opening(
            _("{origin} and {destination} could publish arrivals and departures of the same people side by side,"
              " by sex and permit.").format(**ends)
        ),
    )  # fmt: skip
    return Part(Panel("moves", title, said[0].text, (table,), charts, (_(NOTES[how]),)), said, [gap])


def published(book: Book, origin: str, destination: str) -> list[Figure]:
    """Published estimates by period and sex, those of all together with the span of the methods."""
    rows = book.figures("flow", _("moves"), origin=origin, destination=destination, variants=True)
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
            bounds = ngettext(
                "lowest and highest of {number} method", "lowest and highest of {number} methods", len(same)
            )
            f = replace(f, low=min(same), high=max(same), bounds=bounds.format(number=len(same)))  # noqa: PLW2901
        found.append(f)
    return found


def baseline(book: Book, origin: str, destination: str) -> list[Figure]:
    """Stock differences of a pair with decreases as returns, from the stocks of both directions of one source."""
    there = _stocks(book, origin, destination)
    back = _stocks(book, destination, origin)
    found = []
    for sex in ("both", "female", "male"):
        for start, end in pairwise(sorted(y for y, s in there if s == sex)):
            a, b = there[start, sex], there[end, sex]
            value = max((b.value or 0) - (a.value or 0), 0.0)
            inputs = [a, b]
            c, e = back.get((start, sex)), back.get((end, sex))
            if c is not None and e is not None:
                value += max((c.value or 0) - (e.value or 0), 0.0)
                inputs += [c, e]
            how = _("change of stocks, decreases of the other direction as returns")
            sources = tuple(dict.fromkeys([*(s for f in inputs for s in f.sources), OWN_SOURCE]))
            found.append(
                Figure(
                    value, _("moves"), "persons", "model", sources, indicator="flow", year=start, year_to=end,
                    sex=sex, origin=origin, destination=destination, variant=BASELINE, computed=how,
                )
            )  # fmt: skip
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
    how = _("flow estimation from the stocks, population, births and deaths in the store")
    found = []
    for r in rows:
        bounds = _("{share} of the draws").format(share=percent(r["level"])) if r.get("level") else ""
        found.append(
            Figure(
                r["value"], _("moves"), "persons", "model", (OWN_SOURCE,), indicator="flow", year=r["year"],
                year_to=r["year_to"], sex=r["sex"], origin=origin, destination=destination, variant=r["method"],
                low=r.get("low"), high=r.get("high"), bounds=bounds, computed=how,
            )
        )  # fmt: skip
    return found


def _at(found: list[Figure], period: tuple[int | None, int | None], sex: str) -> Figure | None:
    return next((f for f in found if (f.year, f.year_to) == period and f.sex == sex), None)


def _periods(found: dict[Pair, list[Figure]]) -> list[tuple[int | None, int | None]]:
    return sorted(
        {(f.year, f.year_to) for fs in found.values() for f in fs}, key=lambda p: (p[0] or 0, p[1] or 0)
    )


def _table(found: dict[Pair, list[Figure]], pairs: Directions, how: str) -> Table:
    rows = []
    for period in _periods(found):
        cells = [_at(found[p], period, s) for p in pairs for s in ("both", "female", "male")]
        rows.append((years_words(*period), *cells))
    columns = [_("Period")]
    for a, b in pairs:
        ends = {"origin": isolate(a), "destination": isolate(b)}
        columns += [
            _("{origin} to {destination}").format(**ends),
            _("{origin} to {destination}, women").format(**ends),
            _("{origin} to {destination}, men").format(**ends),
        ]
    return Table("moves", _(TITLES[how]), tuple(columns), tuple(rows), by_time=True)


def _chart(found: dict[Pair, list[Figure]], pairs: Directions, how: str) -> Chart:
    periods = _periods(found)
    series, said = (
        [],
        [_("Marks by period.") if how == "baseline" else _("Marks by period with their interval.")],
    )
    for pair in pairs:
        cells = [_at(found[pair], period, "both") for period in periods]
        points = tuple(
            (float(i), f.value if f else None, f.low if f else None, f.high if f else None)
            for i, f in enumerate(cells)
        )
        name = corridor_name(*pair)
        series.append(Series(name, points))
        f = cells[-1]
        if f is not None and f.value is not None:
            text = _("{series}, {period}: {value}.")
            said.append(text.format(series=name, period=years_words(f.year, f.year_to), value=shown(f)))
    years = tuple(years_words(*p) for p in periods)
    short = tuple(isolate(f"{str(a)[2:]}-{str(b)[2:]}") for a, b in periods)
    return Chart(
        "chart-moves", _found(found, pairs, how), "ranges", "persons", tuple(series), " ".join(said), "moves", years,
        subject=_(SUBJECTS[how]), short=short,
    )  # fmt: skip


def _found(found: dict[Pair, list[Figure]], pairs: Directions, how: str) -> str:
    """What the chart shows, in a sentence: the moves of the last period each way."""
    period = _periods(found)[-1]
    there, back = (_at(found[p], period, "both") for p in pairs)
    o, d = (place_in_sentence(c) for c in pairs[0])
    words = {"period": years_words(*period), "origin": o, "destination": d}
    if there is None or back is None or there.value is None or back.value is None:
        return _(SUBJECTS[how])
    return _("{period}: about {there} moves from {origin} to {destination}, {back} the other way").format(
        there=about(there.value), back=about(back.value), **words
    )


def _way(f: Figure, origin: str, destination: str) -> str:
    """A number of moves one way, with its interval if it has one."""
    words = {"number": about(f.value or 0), "origin": origin, "destination": destination}
    if f.low is None or f.high is None:
        return _("{number} from {origin} to {destination}").format(**words)
    return _("{number} ({low} to {high}) from {origin} to {destination}").format(
        low=about(f.low), high=about(f.high), **words
    )


def _sentences(found: dict[Pair, list[Figure]], pairs: Directions, how: str) -> list[Statement]:
    period = _periods(found)[-1]
    there, back = (_at(found[p], period, "both") for p in pairs)
    o, d = (place_in_sentence(c) for c in pairs[0])
    figures = tuple(f for f in (there, back) if f is not None)
    ways = [
        _way(f, a, b) for f, a, b in ((there, o, d), (back, d, o)) if f is not None and f.value is not None
    ]
    texts = {
        "published": _("From {start} to {end}, about {moves} moved by the central published model; in brackets, the lowest"
                       " and highest of six methods."),
        "own": _("From {start} to {end}, about {moves} moved by Corridor's estimate; in brackets, its interval."),
        "baseline": _("From {start} to {end}, the stocks imply that about {moves} moved: a baseline without deaths or"
                      " onward moves."),
    }  # fmt: skip
    text = texts[how].format(start=period[0], end=period[1], moves=listed(ways))
    made = [Statement(text, figures, "moves")]
    women, men = (_at(found[pairs[0]], period, s) for s in ("female", "male"))
    if women is not None and men is not None and (women.value or 0) + (men.value or 0):
        text = _(
            "By sex, estimated separately: about {women} and {men} moved from {origin} to {destination} (model)."
        )
        text = text.format(
            origin=o, destination=d, women=women_words(women.value or 0, roughly=True),
            men=men_words(men.value or 0, roughly=True),
        )  # fmt: skip
        made.append(Statement(text, (women, men), "moves"))
    return made
