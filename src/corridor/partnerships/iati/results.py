"""Results of an activity as rows by indicator, period and sex."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corridor.i18n import _
from corridor.partnerships.forms import tidy
from corridor.partnerships.iati.texts import Plain, day_of, entry_of, number_of, texts_of
from corridor.partnerships.model import Result
from corridor.partnerships.vocabulary import LEVELS, MEASURES, code_for

_SEXES = {
    "women": "women", "woman": "women", "female": "women", "females": "women", "f": "women", "girls": "women",
    "men": "men", "man": "men", "male": "men", "males": "men", "m": "men", "boys": "men", "other": "other",
}  # fmt: skip


def results(a: Any, lang: str, notes: list[str]) -> list[Plain]:
    """The rows of an activity."""
    rows: list[Plain] = []
    for result in a.findall("result"):
        level = code_for(LEVELS, str(result.get("type")))
        for indicator in result.findall("indicator"):
            words = texts_of(indicator.find("title"), lang, notes) or texts_of(
                result.find("title"), lang, notes
            )
            measure = code_for(MEASURES, str(indicator.get("measure")))
            for row in _values(indicator, notes):
                rows.append({"indicator": words, "level": level, "measure": measure, **row})
    return [e for row in rows if (e := entry_of(Result, row, notes))]


def _values(indicator: Any, notes: list[str]) -> list[Plain]:
    """One row a period and sex, with the baseline of that sex."""
    bases: dict[str, Plain] = {}
    for element in indicator.findall("baseline"):
        sex = _sex(element, notes)
        value = number_of(element.get("value"), notes)
        if sex is not None and value is not None:
            when = (element.get("iso-date") or element.get("year") or "")[:10]
            bases[sex] = {"baseline": value, "baseline_on": when}
    rows: list[Plain] = []
    for period in indicator.findall("period"):
        by_sex: dict[str, Plain] = {}
        for name in ("target", "actual"):
            for element in period.findall(name):
                sex, value = _sex(element, notes), number_of(element.get("value"), notes)
                if sex is not None and value is not None:
                    by_sex.setdefault(sex, {})[name] = value
        dates = {"start": day_of(period.find("period-start")), "end": day_of(period.find("period-end"))}
        rows += [{"sex": s, **dates, **bases.get(s, {}), **v} for s, v in by_sex.items()]
    used = {row["sex"] for row in rows}
    return rows + [{"sex": s, **base} for s, base in bases.items() if s not in used]


def _sex(element: Any, notes: list[str]) -> str | None:
    """The sex a value is about; ``None`` for a value by something else, which is not taken."""
    dimensions = list(_dimensions(element))
    if not dimensions:
        return ""
    if len(dimensions) == 1 and dimensions[0][0] in ("sex", "gender"):
        found = _SEXES.get(dimensions[0][1])
        if found:
            return found
    notes.append(_("a value broken down by something other than sex was not taken"))
    return None


def _dimensions(element: Any) -> Iterator[tuple[str, str]]:
    for d in element.findall("dimension"):
        yield tidy(d.get("name") or "").lower(), tidy(d.get("value") or "").lower()
