"""The network as tables: pairs on a day, counts by year, how complete the table is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from corridor.evidence.network.queries import Network, network
from corridor.evidence.network.table import ISSA_BILATERAL, ISSA_MULTILATERAL, KNOWN_UNTIL
from corridor.evidence.network.words import CONFIDENCE, LEVELS, METHODS, ranks_at_least
from corridor.i18n import _, date_in_words

if TYPE_CHECKING:
    import polars as pl

WIDEST = tuple(METHODS)


def pair_frame(on: date, *, confidence: str = "medium", net: Network | None = None) -> pl.DataFrame:
    """Every instrument in force between a pair on a day, one row each.

    Columns: a, b (ISO3, a before b), instrument, kind, method, persons, territory, residual (bool), confidence,
    date_basis, starts.  Rows below ``confidence`` or without a date are left out.
    """
    import polars as pl

    net = net or network()
    schema: dict[str, Any] = {
        "a": pl.String, "b": pl.String, "instrument": pl.String, "kind": pl.String, "method": pl.String,
        "persons": pl.String, "territory": pl.String, "residual": pl.Boolean, "confidence": pl.String,
        "date_basis": pl.String, "starts": pl.Date,
    }  # fmt: skip
    rows = [
        (
            f.bond.a, f.bond.b, f.bond.instrument, f.bond.kind, f.bond.method, f.bond.persons,
            f.bond.territory, f.standing == "residual", f.bond.confidence, f.bond.date_basis, f.bond.starts,
        )
        for f in net.standing(on, confidence=confidence)
        if f.counts
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def counts(years: Iterable[int], *, net: Network | None = None) -> pl.DataFrame:
    """Pairs of countries bound on 1 July of each year: columns year, method, confidence, pairs.

    A pair is counted once, under its widest method and, for that, its best confidence; ``contributions-only``
    pairs are bound on contributions alone.
    """
    import polars as pl

    net = net or network()
    rows: dict[tuple[int, str, str], int] = {}
    for year in years:
        on = date(year, 7, 1)
        best: dict[tuple[str, str], tuple[int, int]] = {}
        for bond in net.bonds:
            if bond.in_force(on) and not bond.territory:
                rank = (WIDEST.index(bond.method), list(CONFIDENCE).index(bond.confidence))
                key = (bond.a, bond.b)
                best[key] = min(best.get(key, rank), rank)
        for method, sure in best.values():
            key3 = (year, WIDEST[method], list(CONFIDENCE)[sure])
            rows[key3] = rows.get(key3, 0) + 1
    return pl.DataFrame(
        [(*k, n) for k, n in sorted(rows.items())],
        schema={"year": pl.Int32, "method": pl.String, "confidence": pl.String, "pairs": pl.Int64},
        orient="row",
    )


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many instruments in force the table knows on a day, beside the count of ISSA.

    ``bilateral`` counts by confidence the agreements in force by their dates (agreements of a part of a state
    are counted apart in ``sub_national``, those overtaken by the EU regulations are included and repeated in
    ``residual``); ``bilateral_undated`` are those whose date is not known and which may be in force.
    """

    on: date
    bilateral: dict[str, int]
    bilateral_undated: int
    sub_national: int
    residual: int
    multilateral: dict[str, int]
    multilateral_undated: int
    issa_bilateral: int = ISSA_BILATERAL
    issa_multilateral: int = ISSA_MULTILATERAL

    def counted(self, confidence: str = "medium") -> tuple[int, int]:
        """Bilateral and multilateral instruments in force of at least this confidence."""
        return (
            sum(n for c, n in self.bilateral.items() if ranks_at_least(c, confidence)),
            sum(n for c, n in self.multilateral.items() if ranks_at_least(c, confidence)),
        )

    def sentence(self, confidence: str = "medium") -> str:
        """The count as a sentence for readers."""
        two, many = self.counted(confidence)
        low = sum(self.bilateral.values()) - two
        return _(
            "On {day} the table knows {bilateral} bilateral agreements in force of at least {confidence} confidence "
            "and {multilateral} multilateral; {low} more bilateral rows are not confirmed and {undated} "
            "have no date. ISSA counts {issa_bilateral} bilateral and {issa_multilateral} multilateral "
            "agreements in force (2024): where the table shows none, one may exist."
        ).format(
            day=date_in_words(self.on),
            bilateral=two,
            confidence=_(LEVELS[confidence]),
            multilateral=many,
            low=low,
            undated=self.bilateral_undated,
            issa_bilateral=self.issa_bilateral,
            issa_multilateral=self.issa_multilateral,
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "on": str(self.on),
            "bilateral_in_force": dict(self.bilateral),
            "bilateral_undated": self.bilateral_undated,
            "bilateral_sub_national": self.sub_national,
            "bilateral_overtaken": self.residual,
            "multilateral_in_force": dict(self.multilateral),
            "multilateral_undated": self.multilateral_undated,
            "issa_bilateral": self.issa_bilateral,
            "issa_multilateral": self.issa_multilateral,
        }


def completeness(on: date = KNOWN_UNTIL, *, net: Network | None = None) -> Completeness:
    """How complete the table is on a day, against the Association's count of agreements in force."""
    net = net or network()
    two = dict.fromkeys(CONFIDENCE, 0)
    undated = part = residual = 0
    for f in net.standing(on, confidence="low"):
        b = f.bond
        if b.kind != "bilateral":
            continue
        if f.counts and b.territory:
            part += 1
        elif f.counts:
            two[b.confidence] += 1
            residual += f.standing == "residual"
        elif f.standing == "undated" and not b.territory:
            undated += 1
    many: dict[str, str] = {}
    waiting = set()
    for b in net.bonds:
        if b.kind == "multilateral" and b.in_force(on):
            worst = many.get(b.instrument, b.confidence)
            many[b.instrument] = min(worst, b.confidence, key=list(CONFIDENCE).index)
        elif b.kind == "multilateral" and b.status != "signed" and b.starts is None:
            waiting.add(b.instrument)
    return Completeness(
        on=on,
        bilateral=two,
        bilateral_undated=undated,
        sub_national=part,
        residual=residual,
        multilateral={c: sum(v == c for v in many.values()) for c in CONFIDENCE},
        multilateral_undated=len(waiting - set(many)),
    )
