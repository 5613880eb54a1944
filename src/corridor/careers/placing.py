"""Which scheme a period belongs to: country, scheme and kind read together, once for each combination."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corridor.careers.problems import EMPTY, Report, Severity
from corridor.careers.raw import Sources
from corridor.careers.vocabulary import Vocabulary, did_you_mean, hints_for, listed

if TYPE_CHECKING:
    import polars as pl


@dataclass
class _Use:
    """How one combination of country, scheme and kind is to be read, and what is wrong with it."""

    country: str | None
    scheme: str | None
    kind: str | None
    problems: list[tuple[str, str, Severity]] = field(default_factory=list)


def place_periods(periods: pl.DataFrame, vocabulary: Vocabulary | None, sources: Sources) -> pl.DataFrame:
    """Resolve every distinct (country, scheme, kind) once and join the answers back."""
    import polars as pl

    keys = ["country", "scheme", "kind"]
    found = periods.select(keys).unique(maintain_order=True)
    reader = _Words(vocabulary, sources.report)
    uses = [reader.use(*row) for row in found.iter_rows()]
    answers = found.with_columns(
        pl.Series("_country", [use.country for use in uses], dtype=pl.String),
        pl.Series("_scheme", [use.scheme for use in uses], dtype=pl.String),
        pl.Series("_use", range(len(uses)), dtype=pl.UInt32),
        pl.Series("_trouble", [bool(use.problems) for use in uses], dtype=pl.Boolean),
    )
    periods = periods.join(answers, on=keys, how="left", nulls_equal=True, maintain_order="left")
    trouble = periods.filter(pl.col("_trouble"))
    for column in ("country", "scheme", "kind"):
        for severity in ("error", "warning"):
            said = {
                i: text
                for i, use in enumerate(uses)
                for where, text, how in use.problems
                if where == column and how == severity
            }
            if not said:
                continue
            rows = trouble.filter(pl.col("_use").is_in(list(said)))
            if severity == "warning":
                # One remark a combination is enough: it says the same of every period.
                counts = dict(rows.group_by("_use").len().iter_rows())
                rows = rows.filter(pl.col("_use").is_first_distinct())
                said = {i: said[i] + (f" ({counts[i]} periods)" if counts[i] > 1 else "") for i in counts}

            def tell(row: dict[str, Any], said: dict[int, str] = said) -> str:
                return said[row["_use"]]

            sources.flag(rows, None, column, tell, "warning" if severity == "warning" else "error")
    return periods.with_columns(country=pl.col("_country"), scheme=pl.col("_scheme")).drop(
        "_country", "_scheme", "_trouble"
    )


class _Words:
    """Reads country, scheme and kind of a period together."""

    def __init__(self, vocabulary: Vocabulary | None, report: Report) -> None:
        self.open = vocabulary is None
        self.words = vocabulary or Vocabulary()
        self.report = report
        self.countries = self.words.all_countries()
        self.kinds = self.words.all_kinds()
        self.ids = {name.upper(): name for name in self.words.schemes}

    def use(self, country: str | None, scheme: str | None, kind: str | None) -> _Use:
        scheme = self.ids.get(scheme, scheme) if scheme else None
        found = _Use(country, scheme, kind)
        if country is not None and country not in self.countries:
            found.problems.append(
                ("country", hints_for([country], self.countries, self.report)[country], "error")
            )
        if self.open:
            if country is None and scheme is None:
                found.problems.append(("country", f"{EMPTY}; expected an ISO3 country code", "error"))
            return found
        if scheme is not None:
            self._stated(found)
        else:
            self._to_be_found(found)
        return found

    def _stated(self, found: _Use) -> None:
        info = self.words.schemes.get(found.scheme or "")
        if info is None:
            has = self.words.schemes_of(found.country or "")
            said = (
                f"no such scheme; {found.country} has {listed(has)}" if has else "no such scheme in the rules"
            )
            if self.report.may_suggest():
                said += did_you_mean(found.scheme or "", self.words.schemes)
            found.problems.append(("scheme", said, "error"))
            return
        if found.country is None:
            found.country = info.country
        elif found.country != info.country and found.country in self.countries:
            has = self.words.schemes_of(found.country)
            also = f"; {found.country} has {listed(has)}" if has else ""
            found.problems.append(
                (
                    "scheme",
                    f"{found.scheme} is a scheme of {info.country}, not of {found.country}{also}",
                    "error",
                )
            )
        if found.kind is not None and found.kind not in info.kinds:
            hint = did_you_mean(found.kind, info.kinds) if self.report.may_suggest() else ""
            said = f"{found.scheme} takes no such periods; expected {listed(info.kinds)}{hint}"
            found.problems.append(("kind", said, "error"))

    def _to_be_found(self, found: _Use) -> None:
        if found.kind is not None and found.kind not in self.kinds:
            hint = did_you_mean(found.kind, self.kinds) if self.report.may_suggest() else ""
            found.problems.append(
                ("kind", f"no such kind of period; expected {listed(self.kinds)}{hint}", "error")
            )
        if found.country is None:
            said = f"{EMPTY}; expected an ISO3 country code (or a scheme in the column scheme)"
            found.problems.append(("country", said, "error"))
        if found.problems or found.kind is None or found.country is None:
            return
        fitting = self.words.schemes_of(found.country, found.kind)
        every = self.words.schemes_of(found.country)
        if len(fitting) == 1:
            found.scheme = fitting[0]
        elif fitting:
            said = f"{found.country} has more than one scheme for {found.kind}: write {listed(fitting)}"
            found.problems.append(("scheme", said, "error"))
        elif every:
            takes = listed(dict.fromkeys(k for name in every for k in self.words.schemes[name].kinds))
            said = f"no scheme of {found.country} takes {found.kind} (they take {takes}): "
            said += "kept, but counted nowhere"
            found.problems.append(("kind", said, "warning"))
        else:
            said = f"no scheme of {found.country} is in the rules: kept, but what it owes is not computed"
            found.problems.append(("country", said, "warning"))
