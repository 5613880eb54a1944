"""Which scheme a period belongs to: country, scheme and kind read together, once for each combination."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corridor.careers.problems import Report, Severity, nothing_here
from corridor.careers.raw import Sources
from corridor.careers.vocabulary import Vocabulary, did_you_mean, hints_for, listed
from corridor.i18n import _, ngettext

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
                said = {i: _times(said[i], counts[i]) for i in counts}

            def tell(row: dict[str, Any], said: dict[int, str] = said) -> str:
                return said[row["_use"]]

            sources.flag(rows, None, column, tell, "warning" if severity == "warning" else "error")
    return periods.with_columns(country=pl.col("_country"), scheme=pl.col("_scheme")).drop(
        "_country", "_scheme", "_trouble"
    )


def _times(said: str, count: int) -> str:
    """A remark with the number of periods it holds for, where there are several."""
    if count == 1:
        return said
    return ngettext("{said} ({count} period)", "{said} ({count} periods)", count).format(
        said=said, count=count
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
                found.problems.append(("country", nothing_here(_("expected an ISO3 country code")), "error"))
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
            said = _("no such scheme in the rules")
            if has:
                said = _("no such scheme; {country} has {schemes}").format(
                    country=found.country, schemes=listed(has)
                )
            if self.report.may_suggest():
                said = did_you_mean(said, found.scheme or "", self.words.schemes)
            found.problems.append(("scheme", said, "error"))
            return
        if found.country is None:
            found.country = info.country
        elif found.country != info.country and found.country in self.countries:
            has = self.words.schemes_of(found.country)
            if has:
                text = _("{scheme} is a scheme of {home}, not of {country}; {country} has {schemes}")
            else:
                text = _("{scheme} is a scheme of {home}, not of {country}")
            said = text.format(
                scheme=found.scheme, home=info.country, country=found.country, schemes=listed(has)
            )
            found.problems.append(("scheme", said, "error"))
        if found.kind is not None and found.kind not in info.kinds:
            text = _("{scheme} takes no such periods; expected {kinds}")
            said = text.format(scheme=found.scheme, kinds=listed(info.kinds))
            if self.report.may_suggest():
                said = did_you_mean(said, found.kind, info.kinds)
            found.problems.append(("kind", said, "error"))

    def _to_be_found(self, found: _Use) -> None:
        if found.kind is not None and found.kind not in self.kinds:
            said = _("no such kind of period; expected {kinds}").format(kinds=listed(self.kinds))
            if self.report.may_suggest():
                said = did_you_mean(said, found.kind, self.kinds)
            found.problems.append(("kind", said, "error"))
        if found.country is None:
            said = nothing_here(_("expected an ISO3 country code (or a scheme in the column scheme)"))
            found.problems.append(("country", said, "error"))
        if found.problems or found.kind is None or found.country is None:
            return
        fitting = self.words.schemes_of(found.country, found.kind)
        every = self.words.schemes_of(found.country)
        if len(fitting) == 1:
            found.scheme = fitting[0]
        elif fitting:
            text = _("{country} has more than one scheme for {kind}: write {schemes}")
            said = text.format(country=found.country, kind=found.kind, schemes=listed(fitting))
            found.problems.append(("scheme", said, "error"))
        elif every:
            takes = listed(dict.fromkeys(k for name in every for k in self.words.schemes[name].kinds))
            text = _("no scheme of {country} takes {kind} (they take {kinds}): kept, but counted nowhere")
            said = text.format(country=found.country, kind=found.kind, kinds=takes)
            found.problems.append(("kind", said, "warning"))
        else:
            said = _("no scheme of {country} is in the rules: kept, but what it owes is not computed").format(
                country=found.country
            )
            found.problems.append(("country", said, "warning"))
