"""The same check for programs: a case document in, the answer out, both typed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from corridor.i18n import _
from corridor.workbench.check.case import (
    MAX_COMPUTED,
    PERIODS_FILE,
    NoCase,
    checked,
    from_document,
    place_text,
)
from corridor.workbench.check.result import read_draft

router = APIRouter(prefix="/api", tags=["check"])

Text = Annotated[str, Field(max_length=400)]
Scalar = Text | int | float | bool
Stated = Text | date


class PersonIn(BaseModel):
    """A person, as in a case file."""

    model_config = ConfigDict(extra="forbid")
    id: Text = "case"
    birth_date: Stated = Field(description="ISO date")
    residence: Text = Field(description="ISO3 code of the country where the person lives")
    sex: Text | None = Field(None, description="female, male, or left out: not stated")
    nationality: Text | list[Text] | None = Field(
        None, description="ISO3 codes; 'stateless'; left out: not stated"
    )


class PeriodIn(BaseModel):
    """A period, as in a case file; both days are included."""

    model_config = ConfigDict(extra="forbid")
    country: Text = ""
    scheme: Text | None = None
    kind: Text = "employment"
    start: Stated
    end: Stated
    earnings: Scalar | None = Field(None, description="a number, a range such as 1000..1500, or 'unknown'")
    earnings_per: Text | None = Field(None, description="period, month or year")
    currency: Text | None = None
    count: Scalar | None = None
    contract: Text | None = None
    note: Text | None = None


class CaseIn(BaseModel):
    """A case document: one person and the periods, as in a case file (docs/careers.md)."""

    model_config = ConfigDict(extra="forbid")
    title: Text | None = None
    invented: bool = False
    claim_date: Stated
    person: PersonIn
    facts: dict[str, dict[str, Scalar | None]] = Field(default_factory=dict)
    periods: list[PeriodIn] = Field(max_length=MAX_COMPUTED)
    draft: Annotated[str, Field(max_length=300_000)] | None = Field(
        None, description="a draft agreement (YAML text) to compare with those in force"
    )


class Exact(BaseModel):
    """A number, exact and as a decimal."""

    exact: str
    decimal: str


class EntitlementOut(BaseModel):
    """What one scheme owes under one set of agreements; ``None`` where it cannot be told."""

    model_config = ConfigDict(extra="allow")
    scheme: str
    scheme_name: str
    country: str
    scenario: str
    status: str = Field(description="entitled, not yet, not entitled, cannot tell or not modelled")
    currency: str
    frequency: str
    amount: Exact | None
    amount_low: Exact | None
    amount_high: Exact | None
    payable_amount: Exact | None
    starts: date | None
    payable: bool | None
    instrument: str | None
    article: str
    fraction: Exact | None
    missing: list[str]
    validation: str
    weak_sources: list[str]


class ChangeOut(BaseModel):
    """What the agreements change for one scheme, by cause."""

    scheme: str
    country: str
    currency: str
    frequency: str
    total: Exact | None
    right: Exact | None
    aggregation: Exact | None
    export: Exact | None
    refund_forgone: Exact | None


class DifferenceOut(BaseModel):
    """What changes from one set of agreements to another."""

    model_config = ConfigDict(populate_by_name=True)
    from_: str = Field(alias="from")
    to: str
    by_scheme: list[ChangeOut]


class AnswerOut(BaseModel):
    """The whole answer. An estimate, not a decision: see ``note``."""

    format: str
    note: str
    person: dict[str, Any]
    results: dict[str, list[EntitlementOut]]
    differences: list[DifferenceOut]
    not_covered: list[EntitlementOut]
    uncertain: list[str]


class ProblemOut(BaseModel):
    """One thing that is wrong."""

    field: str
    problem: str


class ProblemsOut(BaseModel):
    """Everything that is wrong with a case."""

    error: str
    problems: list[ProblemOut]


@router.post("/check", response_model=AnswerOut, responses={422: {"model": ProblemsOut}})
def check(case: CaseIn) -> Response:
    """What each country owes one person, without and with agreements.

    The header `X-Corridor: 1` is needed. Nothing is stored.
    """
    from corridor.portability.entitlement import entitlement, scenarios
    from corridor.portability.export import answer_dict

    try:
        held = from_document(case.model_dump(mode="json", exclude_none=True))
    except NoCase as error:
        return _refused([("case", str(error))])
    careers, errors, _warnings, _left_out = checked(held)
    if careers is None:
        return _refused([(_path(p.file, p.row, p.column), f"{place_text(p)}: {p.expected}") for p in errors])
    draft = read_draft(case.draft or "")
    answer = entitlement(careers, scenarios(draft.instrument))
    made = AnswerOut.model_validate(answer_dict(answer))
    return JSONResponse(made.model_dump(mode="json", by_alias=True))


def _path(file: str, row: int | None, column: str | None) -> str:
    if file == PERIODS_FILE:
        return f"periods[{(row or 1) - 1}].{column or ''}".rstrip(".")
    if column in ("claim_date", "title", "invented"):
        return column
    return f"facts.{column}" if column and "." in column else f"person.{column or ''}".rstrip(".")


def _refused(problems: list[tuple[str, str]]) -> Response:
    listed = [{"field": field, "problem": text} for field, text in problems[:1000]]
    return JSONResponse({"error": _("There is a problem"), "problems": listed}, 422)
