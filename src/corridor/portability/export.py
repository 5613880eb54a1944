"""An answer as plain data for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corridor.i18n import _
from corridor.law.trace import plain
from corridor.portability.results import ESTIMATE, Entitlement

if TYPE_CHECKING:
    from corridor.portability.entitlement import Answer

FORMAT = "corridor.answer/1"


def answer_dict(answer: Answer) -> dict[str, Any]:
    """The whole answer: person, results by set of instruments, differences by cause, what is not covered."""
    names = list(answer.results)
    differences = []
    if len(names) > 1:
        differences = [
            {
                "from": names[0],
                "to": name,
                "by_scheme": [plain(asdict(d)) for d in answer.differences(names[0], name)],
            }
            for name in names[1:]
        ]
    return {
        "format": FORMAT,
        "note": _(ESTIMATE),
        "person": plain(asdict(answer.career.person)),
        "results": {name: [entitlement_dict(e) for e in found] for name, found in answer.results.items()},
        "differences": differences,
        "not_covered": [entitlement_dict(e) for e in answer.silent],
        "uncertain": list(answer.uncertain),
    }


def entitlement_dict(e: Entitlement) -> dict[str, Any]:
    """One result; amounts exact and as decimals."""
    data: dict[str, Any] = plain(asdict(e))
    data["fraction"] = plain(e.fraction)
    data["payable_amount"] = plain(e.payable_amount)
    return data
