"""Baselines and values from the evidence room, with their provenance.

An indicator that names a ``series`` is filled from it: its baseline by the last figure up to the year before the plan begins
(unless one is stated), and its values by later figures.  What people wrote is never replaced.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from corridor.i18n import _
from corridor.plan.model import Indicator, Plan, Series, Value

if TYPE_CHECKING:
    from corridor.evidence import Store


@dataclass(frozen=True, slots=True)
class Filled:
    """What was done for one indicator: ``values`` are those added (the baseline among them), ``why`` says why nothing was."""

    indicator: str
    values: tuple[Value, ...]
    why: str = ""


def fill(plan: Plan, store: Store) -> tuple[Plan, tuple[Filled, ...]]:
    """The plan with its figures, and what was filled."""
    report: list[Filled] = []
    results = []
    for r in plan.results:
        indicators = []
        for i in r.indicators:
            made, filled = (i, None) if i.series is None else _indicator(plan, i, i.series, store)
            indicators.append(made)
            if filled is not None:
                report.append(filled)
        results.append(replace(r, indicators=tuple(indicators)))
    return replace(plan, results=tuple(results)), tuple(report)


def _indicator(plan: Plan, i: Indicator, series: Series, store: Store) -> tuple[Indicator, Filled]:
    figures, why = _figures(series, store)
    if why:
        return i, Filled(i.id, (), why)
    unit = figures[0][1]
    if i.unit and unit != i.unit:
        said = _("The series is in {theirs}, the indicator in {ours}; nothing was filled.")
        return i, Filled(i.id, (), said.format(theirs=unit, ours=i.unit))
    both = [v for v, _unit in figures if v.sex == "both"]
    added: list[Value] = []
    baseline = i.baseline
    if baseline is None:
        before = [v for v in both if v.year < plan.start.year]
        if before:
            baseline = max(before, key=lambda v: v.year)
            added.append(baseline)
    have = {(v.year, v.sex) for v in i.values}
    since = baseline.year if baseline is not None else plan.start.year - 1
    fresh = [
        v
        for v, _unit in figures
        if v.year > since and v.year <= plan.end.year and (v.year, v.sex) not in have
    ]
    added += fresh
    if not added:
        return i, Filled(i.id, (), _("There is no figure that the plan does not have."))
    values = tuple(sorted((*i.values, *fresh), key=lambda v: (v.year, v.sex)))
    source = i.source or (added[0].source if added else "")
    return replace(i, baseline=baseline, values=values, source=source, unit=i.unit or unit), Filled(
        i.id, tuple(added)
    )


def _figures(series: Series, store: Store) -> tuple[list[tuple[Value, str]], str]:
    """Yearly figures of a series with their unit; of quarters the last one.  Else why there are none."""
    asked: dict[str, Any] = {
        k: getattr(series, k)
        for k in ("country", "origin", "destination", "variant", "source")
        if getattr(series, k)
    }
    frame = store.observations(series.indicator, **asked)
    rows = [r for r in frame.to_dicts() if r["value"] is not None]
    if not rows:
        return [], _("The evidence store has no figures of {series}.").format(series=_named(series))
    if len({(r["country"], r["origin"], r["destination"]) for r in rows}) > 1:
        return [], _("{series} has figures of several places; name the country or the pair.").format(
            series=_named(series)
        )
    if len({r["variant"] for r in rows}) > 1:
        variants = ", ".join(sorted(str(r["variant"]) for r in rows if r["variant"]))
        said = _("{series} has several variants; name one of {variants}.")
        return [], said.format(series=_named(series), variants=variants[:200])
    sources = {s.source_id: s.citation for s in store.sources}
    last: dict[tuple[int, str], dict[str, Any]] = {}
    for r in sorted(rows, key=lambda r: (r["year"], r["period"] or "")):
        last[(r["year"], r["sex"])] = r
    return [
        (
            Value(
                r["year"],
                # the shortest decimal that gives the stored number, to 12 digits: what the publisher printed
                Fraction(f"{r['value']:.12g}"),
                _("{source} ({id})").format(source=sources[r["source_id"]], id=_place(r)),
                sex,
                str(r["kind"]),
            ),
            str(r["unit"]),
        )
        for (_year, sex), r in last.items()
    ], ""


def _named(series: Series) -> str:
    return " ".join(
        x for x in (series.indicator, series.country, series.origin, series.destination, series.variant) if x
    )


def _place(row: dict[str, Any]) -> str:
    """Where in the source the figure stands: source, series, place, year."""
    place = row["country"] or f"{row['origin']}-{row['destination']}"
    year = str(row["year"]) + (f" {row['period']}" if row["period"] else "")
    return f"{row['source_id']}: {row['indicator']}, {place}, {year}"
