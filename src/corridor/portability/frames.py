"""The results of blocks as a table: one row for each person, scheme and set of instruments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.agreements import Instrument
from corridor.law import calendar
from corridor.law.numeric import Array
from corridor.portability.awards import Award, SchemeOutcome
from corridor.portability.engine import OWN_LAW, Coordination
from corridor.portability.lanes import UNBOUNDED, Lanes
from corridor.portability.results import Status
from corridor.portability.wording import cause_text, deciding_text
from corridor.schemes import Scheme

if TYPE_CHECKING:
    import polars as pl

#: Decimal places kept in the table (statutory rounding has already happened).
PLACES = 6

_STATUS = (Status.ENTITLED, Status.NOT_YET, Status.NOT_ENTITLED, Status.CANNOT_TELL, Status.NOT_MODELLED)
_CODE = {status: i for i, status in enumerate(_STATUS)}

#: Columns of the table and what they hold.
COLUMNS: Mapping[str, str] = {
    "person_id": "the person",
    "country": "country that owes, ISO3",
    "scheme": "its scheme",
    "instruments": "name of the set of instruments",
    "status": "entitled, not yet, not entitled, cannot tell, not modelled",
    "amount": "benefit in currency per frequency; null unless known",
    "amount_low": "lower bound where the record leaves the amount open, else the amount",
    "amount_high": "upper bound; null where there is none",
    "currency": "ISO 4217",
    "frequency": "month, week or once",
    "starts": "first day payable",
    "payable_where_person_lives": "whether it is paid where the person lives; null if not entitled",
    "instrument": "the agreement by which it is owed or paid; null: own law",
    "method": "the agreement's method where the amount comes from it",
    "own_periods": "own insured periods in unit",
    "credited_periods": "foreign periods added, in unit",
    "unit": "unit of the periods",
    "fraction_numerator": "own periods in the pro rata fraction",
    "fraction_denominator": "all periods in the pro rata fraction",
    "refund_due": "whether a refund or lump sum could be taken instead",
    "refund": "how much; null if none is due or it cannot be told",
    "failed": "conditions of the right that do not hold",
    "missing": "what is missing where it cannot be told",
    "validation": "how far the scheme's amounts are validated",
    "unread_figures": "figures not read in a source that amounts of the scheme may rest on; check names those in use",
    "change_total": "change in what reaches the person against the first set of instruments",
    "change_right": "of that: rights gained or lost",
    "change_aggregation": "of that: amount changed by foreign periods",
    "change_export": "of that: now paid where the person lives",
    "refund_forgone": "lump sum that the new pension rules out (once, not in change_total)",
}


_DATES = ("starts",)
_TRUTHS = ("payable_where_person_lives", "refund_due")
_NUMBERS = (
    "amount", "amount_low", "amount_high", "own_periods", "credited_periods", "fraction_numerator",
    "fraction_denominator", "refund", "change_total", "change_right", "change_aggregation", "change_export",
    "refund_forgone",
)  # fmt: skip


def empty_table() -> pl.DataFrame:
    """The table of results with its columns and no rows."""
    import polars as pl

    types: dict[str, Any] = dict.fromkeys(COLUMNS, pl.String)
    types |= dict.fromkeys(_NUMBERS, pl.Float64) | dict.fromkeys(_TRUTHS, pl.Boolean)
    return pl.DataFrame(schema=types | dict.fromkeys(_DATES, pl.Date))


def result_frame(
    runs: Coordination, lanes: Lanes, sets: Mapping[str, Sequence[Instrument]], person_ids: Sequence[str]
) -> pl.DataFrame:
    """Results of all persons of a block under all sets of instruments, ordered by person, scheme and set.

    The first set is the one that changes are counted against.
    """
    import polars as pl

    frames: list[pl.DataFrame] = []
    order: list[Array] = []
    place = 0
    for scheme in runs.schemes.values():
        insured = runs.block.ledgers[scheme.id].insured
        base: dict[str, Array] | None = None
        for name, instruments in sets.items():
            columns = _columns(runs.outcome(scheme, instruments), scheme)
            keep, columns = _persons(columns, lanes, insured, scheme)
            base = columns if base is None else base
            frame = _frame(columns, base, scheme, name, [person_ids[i] for i in keep])
            frames.append(frame)
            order.append(np.asarray(keep, dtype="int64") * 1000 + place)
            place += 1
    table = pl.concat(frames) if frames else pl.DataFrame()
    return table[np.argsort(np.concatenate(order), kind="stable").tolist()] if frames else table


def _columns(outcome: SchemeOutcome, scheme: Scheme) -> dict[str, Array]:
    """What the chosen routes say, as plain arrays over lanes."""
    n = len(outcome.chosen)
    routes = outcome.routes
    pick = outcome.pick
    own = routes[0]
    claim = own.run.values.get("claim")
    entitled, unknown = pick("entitled"), pick("right_unknown")
    failed = pick("failed")
    only_waits = sum(1 << i for i, c in enumerate(scheme.rules.conditions) if c.waits)
    waiting = (failed != 0) & (failed & ~np.uint64(only_waits) == 0)
    status = np.full(n, _CODE[Status.NOT_ENTITLED], dtype="int8")
    status[waiting] = _CODE[Status.NOT_YET]
    status[unknown != 0] = _CODE[Status.CANNOT_TELL]
    status[entitled] = _CODE[Status.ENTITLED]
    if claim is not None:
        first, last = calendar.day_number(scheme.claims_from), calendar.day_number(scheme.claims_to)
        outside = (claim < first) | (claim > last)
        status = np.where(outside, _CODE[Status.NOT_MODELLED], status)
    is_entitled = status == _CODE[Status.ENTITLED]
    dated = is_entitled | (status == _CODE[Status.NOT_YET])
    amount_unknown = pick("amount_unknown") != 0
    amount = np.where(is_entitled & ~amount_unknown, pick("amount").astype(float), np.nan)
    totalized = pick("by_totalization")
    return {
        "status": status,
        "amount": amount,
        "starts": np.where(dated, pick("starts"), calendar.NEVER),
        "payable": np.asarray(pick("payable"), dtype=bool),
        "payable_open": np.zeros(n, dtype=bool),
        "route": outcome.chosen,
        "instrument": np.array([r.label for r in routes])[outcome.chosen],
        "method": np.where(totalized, np.array([_method(r) for r in routes])[outcome.chosen], ""),
        "own": pick("own").astype(float),
        "credited": _optional(outcome, lambda r: r.credited, 0.0),
        "numerator": np.where(totalized, _optional(outcome, lambda r: r.numerator, np.nan), np.nan),
        "denominator": np.where(totalized, _optional(outcome, lambda r: r.denominator, np.nan), np.nan),
        "refund_due": np.asarray(pick("refund_right"), dtype=bool),
        "refund": np.where(
            np.asarray(pick("refund_right"), dtype=bool) & (pick("refund_unknown") == 0),
            pick("refund").astype(float),
            np.nan,
        ),
        "failed": _failed_text(failed, scheme),
        "missing": _missing_text(outcome, status, unknown, is_entitled & amount_unknown),
    }


def _method(route: Award) -> str:
    return route.benefit.method if route.benefit else ""


def _optional(outcome: SchemeOutcome, get: Callable[[Award], Array | None], default: float) -> Array:
    n = len(outcome.chosen)
    columns = []
    for route in outcome.routes:
        found = get(route)
        columns.append(np.full(n, default) if found is None else np.asarray(found).astype(float))
    return np.choose(outcome.chosen, columns)


def _failed_text(failed: Array, scheme: Scheme) -> Array:
    names = [c.name for c in scheme.rules.conditions]
    values, place = np.unique(failed, return_inverse=True)
    texts = ["; ".join(n for i, n in enumerate(names) if int(v) >> i & 1) for v in values]
    return np.array(texts, dtype=object)[place]


def _missing_text(outcome: SchemeOutcome, status: Array, unknown: Array, amount_open: Array) -> Array:
    out = np.full(len(status), "", dtype=object)
    wanted = np.where(status == _CODE[Status.CANNOT_TELL], unknown, np.uint64(0))
    wanted = np.where(amount_open, outcome.pick("amount_unknown"), wanted)
    outside = status == _CODE[Status.NOT_MODELLED]
    scheme = outcome.scheme
    for bits in np.unique(wanted[wanted != 0]):
        causes = outcome.routes[0].run.causes_of(int(bits))
        out[wanted == bits] = "; ".join(cause_text(scheme, c) for c in causes)
    out[outside] = f"claims before {scheme.claims_from} or after {scheme.claims_to} are not modelled"
    return out


def _persons(
    columns: dict[str, Array], lanes: Lanes, insured: Array, scheme: Scheme
) -> tuple[list[int], dict[str, Array]]:
    """From lanes to persons: uncertain persons have several lanes, which become bounds."""
    person = np.asarray(lanes.person)
    if not lanes.uncertain:
        keep = np.flatnonzero(insured)
        out = {name: values[keep] for name, values in columns.items()}
        out["low"], out["high"] = out["amount"], out["amount"]
        return person[keep].tolist(), out
    first: list[int] = []
    merged: dict[int, dict[str, Any]] = {}
    members: dict[int, list[int]] = {}
    # a reading of the record in which nothing is left of a period belongs to the person too
    whose = np.unique(person[insured])
    for lane in np.flatnonzero(np.isin(person, whose)).tolist():
        members.setdefault(int(person[lane]), []).append(lane)
    for who, group in members.items():
        first.append(group[0])
        if len(group) > 1:
            merged[group[0]] = _merge_corners(columns, lanes, who, group)
    keep = np.asarray(first, dtype="int64")
    out = {name: values[keep].copy() for name, values in columns.items()}
    out["low"], out["high"] = out["amount"].copy(), out["amount"].copy()
    for i, lane in enumerate(first):
        for name, value in merged.get(lane, {}).items():
            out[name][i] = value
    return person[keep].tolist(), out


def _merge_corners(columns: dict[str, Array], lanes: Lanes, who: int, group: list[int]) -> dict[str, Any]:
    facts = lanes.uncertain[who]
    status = columns["status"][group]
    if len(set(status.tolist())) > 1:
        corner = {lanes.corner[lane]: columns["status"][lane] for lane in group}
        low = corner[(False,) * len(facts)]
        deciding = [
            fact.label
            for i, fact in enumerate(facts)
            if corner.get(tuple(i == j for j in range(len(facts))), low) != low
        ] or [fact.label for fact in facts]
        return {
            "status": _CODE[Status.CANNOT_TELL],
            "amount": np.nan,
            "low": np.nan,
            "high": np.nan,
            "starts": calendar.NEVER,
            "missing": deciding_text(deciding),
            "refund": np.nan,
        } | {name: _if_equal(columns[name][group]) for name in ("numerator", "denominator")}
    out: dict[str, Any] = {
        name: _if_equal(columns[name][group]) for name in ("refund", "numerator", "denominator")
    }
    if status[0] == _CODE[Status.ENTITLED]:
        amounts = columns["amount"][group]
        low, high = amounts.min(), amounts.max()
        open_high = any(f.no_upper_bound for f in facts) and high > UNBOUNDED // 10**4
        texts = dict.fromkeys(t for t in columns["missing"][group] if t)
        payable = columns["payable"][group]
        out |= {
            "amount": _if_equal(amounts),
            "low": low,
            "high": np.nan if open_high else high,
            "missing": "; ".join(texts),
            "payable_open": bool(payable.any() and not payable.all()),
            "starts": columns["starts"][group].max(),
        }
    return out


def _if_equal(values: Array) -> Any:
    """The one value that all bounds have, floats that differ by representation being equal; else unknown."""
    return values[0] if np.all(np.abs(values - values[0]) < 0.5 * 10**-PLACES) else np.nan


def _changes(now: dict[str, Array], base: dict[str, Array]) -> dict[str, Array]:
    entitled = now["status"] == _CODE[Status.ENTITLED]
    before = base["status"] == _CODE[Status.ENTITLED]
    after_amount = _reaching(now)
    before_amount = _reaching(base)
    total = after_amount - before_amount
    both = entitled & before
    paid = now["payable"] | now["payable_open"]
    aggregation = np.where(both & paid, now["amount"] - base["amount"], 0.0)
    right = np.where(both, 0.0, total)
    known = ~np.isnan(total)
    nan = np.full(len(total), np.nan)
    return {
        "change_total": total,
        "change_right": np.where(known, right, nan),
        "change_aggregation": np.where(known, aggregation, nan),
        "change_export": np.where(known, np.where(both, total - aggregation, 0.0), nan),
    }


def _reaching(columns: dict[str, Array]) -> Array:
    """What reaches the person where they live; NaN where it cannot be told."""
    status = columns["status"]
    nothing = (status == _CODE[Status.NOT_ENTITLED]) | (status == _CODE[Status.NOT_YET])
    entitled = status == _CODE[Status.ENTITLED]
    unpaid = ~(columns["payable"] | columns["payable_open"])
    amount = np.where(entitled & unpaid, 0.0, columns["amount"])
    return np.where(nothing, 0.0, np.where(entitled, amount, np.nan))


def _frame(
    now: dict[str, Array], base: dict[str, Array], scheme: Scheme, name: str, ids: list[str]
) -> pl.DataFrame:
    import polars as pl

    entitled = now["status"] == _CODE[Status.ENTITLED]
    ends = scheme.outputs.refund_ends_insurance
    forgone = np.where(
        entitled & (base["status"] != _CODE[Status.ENTITLED]) & base["refund_due"],
        base["refund"] if ends else 0.0,
        0.0,
    )
    starts = np.where(
        now["starts"] >= calendar.NEVER, np.datetime64("NaT", "D"), now["starts"].astype("M8[D]")
    )
    told = entitled & ~now["payable_open"]
    payable = [bool(p) if e else None for p, e in zip(now["payable"], told, strict=True)]
    data: dict[str, Any] = {
        "person_id": pl.Series(ids, dtype=pl.String),
        "country": pl.repeat(scheme.country, len(ids), eager=True),
        "scheme": pl.repeat(scheme.id, len(ids), eager=True),
        "instruments": pl.repeat(name, len(ids), eager=True),
        "status": pl.Series([str(s) for s in _STATUS])[now["status"].astype("int64").tolist()]
        if len(ids)
        else pl.Series([], dtype=pl.String),
        "amount": _number(now["amount"]),
        "amount_low": _number(now["low"]),
        "amount_high": _number(now["high"]),
        "currency": pl.repeat(scheme.currency, len(ids), eager=True),
        "frequency": pl.repeat(scheme.outputs.frequency, len(ids), eager=True),
        "starts": pl.Series(starts),
        "payable_where_person_lives": pl.Series(payable, dtype=pl.Boolean),
        "instrument": _text(np.where(now["instrument"] == OWN_LAW, "", now["instrument"])),
        "method": _text(now["method"]),
        "own_periods": _number(now["own"]),
        "credited_periods": _number(now["credited"]),
        "unit": pl.repeat(scheme.unit, len(ids), eager=True),
        "fraction_numerator": _number(now["numerator"]),
        "fraction_denominator": _number(now["denominator"]),
        "refund_due": pl.Series(now["refund_due"], dtype=pl.Boolean),
        "refund": _number(now["refund"]),
        "failed": _text(now["failed"]),
        "missing": _text(now["missing"]),
        "validation": pl.repeat(scheme.validation, len(ids), eager=True),
        "unread_figures": _text(
            np.where(entitled | now["refund_due"], "; ".join(p.title for p in scheme.unread), "")
        ),
    }
    data |= {key: _number(value) for key, value in _changes(now, base).items()}
    data["refund_forgone"] = _number(forgone)
    return pl.DataFrame(data)


def _number(values: Array) -> pl.Series:
    import polars as pl

    # adding zero turns -0.0 into 0.0
    return pl.Series(np.round(values.astype(float), PLACES) + 0.0, nan_to_null=True, dtype=pl.Float64)


def _text(values: Array) -> pl.Series:
    import polars as pl

    return pl.Series([None if v == "" else str(v) for v in values], dtype=pl.String)
