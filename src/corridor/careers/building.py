"""From checked frames of careers to a block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from corridor.careers.blocks import Block
from corridor.careers.rows import split_rows
from corridor.law.numeric import Array, exact

if TYPE_CHECKING:
    import polars as pl


def build_block(
    persons: pl.DataFrame,
    periods: pl.DataFrame,
    facts: Mapping[str, Mapping[str, str]],
    *,
    exact_path: bool = False,
) -> Block:
    """One block from checked careers.

    Args:
        persons: person_id, birth_date, sex, nationality (list), residence, claim_date and columns
        ``SCHEME.fact``.
        periods: person_id, scheme, kind, start, end (both days included), earnings, earnings_per, count, and
            optionally contract_id.  Rows must be checked (see :mod:`corridor.careers.check`).
        facts: for each scheme the facts it asks for: name -> "number" or "text".
        exact_path: fractions in place of floats.
    """
    import polars as pl

    ids = persons["person_id"].to_list()
    lane_of = pl.DataFrame({"person_id": ids, "lane": np.arange(len(ids))})
    rows = split_rows(periods.join(lane_of, on="person_id", how="inner"), exact_path)
    years = np.concatenate([r.year for r in rows.values()]) if rows else np.array([2000])
    first_year, last_year = int(years.min()), int(years.max())
    block = Block(
        person_ids=ids,
        birth=_days(persons["birth_date"]),
        claim=_days(persons["claim_date"]),
        sex=np.array([{"female": 1, "male": 2}.get(s or "", 0) for s in persons["sex"]], dtype="int8"),
        residence=np.array([r or "" for r in persons["residence"]], dtype="U3"),
        nationality=[None if n is None else frozenset(n) for n in persons["nationality"].to_list()],
        first_year=first_year,
        years=last_year - first_year + 1,
        ledgers={scheme: r.ledger(len(ids)) for scheme, r in rows.items()},
        exact_path=exact_path,
    )
    for scheme, asked in facts.items():
        for name, kind in asked.items():
            block.facts[scheme, name] = _fact(persons, f"{scheme}.{name}", kind == "number", exact_path)
    return block


def _days(column: pl.Series) -> Array:
    return column.to_numpy().astype("datetime64[D]").astype("int64")


def _fact(persons: pl.DataFrame, column: str, number: bool, exact_path: bool) -> tuple[Array, Array]:
    values = persons[column].to_list() if column in persons.columns else [None] * persons.height
    missing = np.array([v is None or v == "" for v in values], dtype=bool)
    if number:
        plain = np.array([0.0 if m else float(v) for v, m in zip(values, missing, strict=True)])
        return (exact(plain) if exact_path else plain), missing
    texts = ["" if m else str(v) for v, m in zip(values, missing, strict=True)]
    return np.array(texts, dtype=str), missing
