"""The result of a gravity fit: a description with its uncertainty, beside what the past alone says."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

from corridor.evidence.gravity.persistence import Baseline

if TYPE_CHECKING:
    import polars as pl

NOT_A_FORECAST = (
    "This describes how corridors differ from each other. It is not a forecast, and it does not say what would "
    "happen if a covariate were changed."
)

IDENTIFIED = "estimated"
ABSORBED = "not identified: explained by the effects and the covariates before it"


@dataclass(frozen=True, eq=False)
class GravityResult:
    """Coefficients of a gravity fit, with what they rest on.

    Attributes:
        table: one row a covariate: ``term``; ``estimate``; ``std_error``; ``z``; ``p_value``; ``low`` and
            ``high``, the interval of ``level``; ``status``, why there is no estimate if there is none; ``kind``,
            always ``model``.
        baseline: the same fit against persistence on years it has not seen.
        left_out: rows of the table that were not used, each with its ``reason``.
        fitted: rows that were used: keys, the outcome and ``fitted``.
        choices: outcome, effects, clusters and the other settings, to stand beside the figures.
        rows: how many rows were used, of which ``zeros`` have the outcome 0.
        absent: pairs of countries of the table that are in no row of it: unknown, not 0.
        clusters: number of clusters of each clustering.
        deviance: of the fit, and ``null_deviance`` with a constant only.
        steps: iterations.
        notes: what the reader should know.
    """

    table: pl.DataFrame
    baseline: Baseline
    left_out: pl.DataFrame
    fitted: pl.DataFrame
    choices: dict[str, object]
    rows: int
    zeros: int
    absent: int
    clusters: dict[str, int]
    deviance: float
    null_deviance: float
    steps: int
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return (
            f"<GravityResult of {self.choices['outcome']}: {self.rows:,} rows; a description, not a forecast>"
        )

    @property
    def explained(self) -> float:
        """Share of the deviance that covariates and effects explain, in the rows that were fitted."""
        return 1.0 - self.deviance / self.null_deviance if self.null_deviance > 0 else float("nan")

    def as_dict(self) -> dict[str, object]:
        """The result as plain data; the tables as lists of rows, the rows left out as counts by reason."""
        compared = self.baseline.table
        return {
            "note": NOT_A_FORECAST,
            "kind": "model",
            "method": "Poisson pseudo-maximum likelihood",
            "choices": self.choices,
            "coefficients": self.table.to_dicts(),
            "rows": self.rows,
            "zeros": self.zeros,
            "absent_pairs": self.absent,
            "clusters": self.clusters,
            "explained_deviance": self.explained if self.null_deviance > 0 else None,
            "persistence": None if compared is None else compared.to_dicts(),
            "no_persistence_because": self.baseline.reason or None,
            "left_out": dict(self._reasons()),
            "notes": [*self.notes, *self.baseline.notes],
        }

    def text(self) -> str:
        """The result in words: what it is not, coefficients, persistence beside it, what was left out."""
        c = self.choices
        effects = ", ".join(map(str, c["effects"])) if c["effects"] else "none"  # type: ignore[call-overload]
        clusters = "; ".join(f"{n:,} clusters by {name}" for name, n in self.clusters.items())
        zeros = f", {self.zeros:,} of them 0" if self.zeros else ", none of them 0"
        lines = [
            f"Gravity fit of {c['outcome']} (model: Poisson pseudo-maximum likelihood)",
            NOT_A_FORECAST,
            "",
            f"Effects: {effects}. Rows: {self.rows:,}{zeros}. Standard errors: {clusters or 'robust, by row'}.",
            *self._coefficients(),
            f"Covariates and effects together account for {100 * self.explained:.1f} % of the deviance in the rows "
            "that were fitted.",
            "",
            "Beside it, what the past alone says",
            *(f"- {s}" for s in self.baseline.sentences()),
        ]
        rest = self._left_out()
        if rest:
            lines += ["", "Left out, or to be known", *(f"- {s}" for s in rest)]
        return "\n".join(lines)

    def _coefficients(self) -> list[str]:
        lines = []
        percent = f"{100 * float(self.choices['level']):g} %"  # type: ignore[arg-type]
        width = max((len(t) for t in self.table["term"]), default=0)
        for r in self.table.iter_rows(named=True):
            if r["estimate"] is None:
                lines.append(f"  {r['term']:<{width}}  {r['status']}")
                continue
            b = r["estimate"]
            if r["term"].startswith("log("):
                said = f"1 % more goes with {abs(exp(b * 0.00995033085) - 1) * 100:.2f} % {'more' if b > 0 else 'less'}"
            elif b < 2:
                said = f"one more goes with {abs(exp(b) - 1) * 100:,.3g} % {'more' if b > 0 else 'less'}"
            elif b < 20:
                said = f"one more goes with {exp(b):,.3g} times as much"
            else:
                said = "(one more is far outside the range of this covariate)"
            interval = f"({percent}: {r['low']:.4g} to {r['high']:.4g})" if r["low"] is not None else ""
            lines.append(f"  {r['term']:<{width}}  {b:>10.4g}  {interval}  {said}")
        return lines

    def _reasons(self) -> list[tuple[str, int]]:
        import polars as pl

        counts = self.left_out.group_by("reason").agg(pl.len().alias("n"))
        return counts.sort("n", "reason", descending=[True, False]).rows()

    def _left_out(self) -> list[str]:
        said = [f"{n:,} rows: {reason}." for reason, n in self._reasons()]
        if self.absent:
            said.append(
                f"{self.absent:,} pairs of the table's origins and destinations are in no row: "
                "unknown, not 0; the fit does not speak of them."
            )
        return said + list(self.notes)
