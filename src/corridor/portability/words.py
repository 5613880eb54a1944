"""The vocabulary of careers files, filled from the registry of schemes."""

from __future__ import annotations

from functools import lru_cache

from corridor.careers.vocabulary import FactType, SchemeInfo, Vocabulary
from corridor.schemes import Scheme, all_schemes

_PER_MONTH = {"month": 1, "contribution": 1, "week": 5, "quarter": 1, "year": 1}


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Schemes that are modelled (invented ones too) as the words a careers file may use."""
    return Vocabulary(schemes={s.id: _info(s) for s in all_schemes(invented=True)})


def _info(scheme: Scheme) -> SchemeInfo:
    facts: dict[str, FactType] = {
        name: "number" if fact.kind == "number" else (fact.values or "text")
        for name, fact in scheme.facts.items()
    }
    return SchemeInfo(
        country=scheme.country,
        kinds=scheme.period_kinds,
        currency=scheme.currency,
        needs_earnings=scheme.needs_earnings,
        unit=scheme.unit,
        max_count_per_month=_PER_MONTH.get(scheme.unit),
        facts=facts,
        shares_periods_of=scheme.counts_periods_of,
    )
