"""National schemes: their rules with articles, their parameters with sources, and how far they are validated."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response

from corridor.i18n import _
from corridor.law import calendar
from corridor.law.parameters import Parameter
from corridor.schemes import Scheme, all_schemes, find_scheme
from corridor.schemes.registry import broken_schemes
from corridor.schemes.scheme import VALIDATION_LABELS
from corridor.workbench.pages import answer
from corridor.workbench.reference.views import (
    Citation,
    Country,
    Document,
    View,
    amount,
    citation,
    country,
    missing,
)
from corridor.workbench.reference.words import UNITS

router = APIRouter(tags=["schemes"])


class SchemeLine(View):
    """A scheme in a list."""

    id: str
    name: str
    country: Country
    unit: str
    units: str
    claims_from: date
    claims_to: date
    validation: str
    validation_means: str
    invented: bool


class SchemeList(Document):
    """The schemes that are modelled."""

    schemes: tuple[SchemeLine, ...]


class RuleLine(View):
    """A rule: the legal concept, the article and what it reads."""

    name: str
    title: str
    article: str
    unit: str
    kind: str
    reads: tuple[str, ...]


class ValueLine(View):
    """A value of a parameter, from a day; ``until`` is the last day, ``None`` while no later value is known."""

    starts: date
    until: date | None
    value: str | None
    table: dict[str, str] | None
    source: str
    unread: bool
    note: str


class ParameterLine(View):
    """A dated parameter with its values."""

    name: str
    title: str
    unit: str
    article: str
    selector: str
    known_until: date | None
    values: tuple[ValueLine, ...]


class FactLine(View):
    """A fact that the scheme asks for beyond the periods."""

    name: str
    title: str
    values: tuple[str, ...]
    required: bool


class SchemePage(Document):
    """A scheme in full."""

    scheme: SchemeLine
    local_name: str
    branch: str
    currency: str
    period_kinds: tuple[str, ...]
    validation_note: str
    law: Citation
    not_modelled: tuple[str, ...]
    facts: tuple[FactLine, ...]
    rules: tuple[RuleLine, ...]
    parameters: tuple[ParameterLine, ...]
    claim_where: str
    documents: tuple[str, ...]


@router.get("/schemes", response_model=SchemeList)
def schemes(request: Request, invented: bool = False) -> Response:
    """The schemes that are modelled, and how far they are validated."""
    model = SchemeList(
        title=_("Schemes"),
        schemes=tuple(line(s) for s in all_schemes(invented=invented)),
        shell=("corridor schemes --invented" if invented else "corridor schemes",),
        python=f"from corridor.schemes import all_schemes\nall_schemes(invented={invented})",
        uncertain=(
            *(
                _("schemes/{folder} cannot be used and is left out: {problem}").format(
                    folder=folder, problem=said
                )
                for folder, said in broken_schemes().items()
            ),
            _("A country that is not in the list is reported as not modelled, never as 0."),
            _("Old-age benefits only: no survivors' or disability benefits, and no tax."),
        ),
    )
    return answer(request, model, "schemes.html")


@router.get("/schemes/{scheme_id}", response_model=SchemePage)
def scheme(request: Request, scheme_id: str) -> Response:
    """One scheme in full: every rule with its article, every parameter with its sources."""
    try:
        found = find_scheme(scheme_id)
    except KeyError as error:
        raise missing(error) from None
    return answer(request, _page(found), "scheme.html")


def line(s: Scheme) -> SchemeLine:
    """A scheme in a list."""
    return SchemeLine(
        id=s.id, name=_(s.name), country=country(s.country), unit=s.unit, units=_(UNITS.get(s.unit, s.unit)),
        claims_from=s.claims_from,
        claims_to=s.claims_to, validation=s.validation, validation_means=_(VALIDATION_LABELS[s.validation]),
        invented=s.invented,
    )  # fmt: skip


def _page(s: Scheme) -> SchemePage:
    used = {v.source.id: v.source for p in s.law for v in p.values}
    unread = tuple(_("{title}: a value was not read in a source.").format(title=_(p.title)) for p in s.unread)
    return SchemePage(
        title=f"{s.id}: {_(s.name)}",
        scheme=line(s),
        local_name=s.local_name,
        branch=s.branch,
        currency=s.currency,
        period_kinds=s.period_kinds,
        validation_note=_(s.validation_note),
        law=Citation(id="law", title=s.law_title, address=s.law_address),
        not_modelled=tuple(_(t) for t in s.not_modelled),
        facts=tuple(
            FactLine(name=f"{s.id}.{f.name}", title=_(f.title), values=f.values, required=f.required)
            for f in s.facts.values()
        ),
        rules=tuple(
            RuleLine(
                name=r.name, title=_(r.title), article=r.article, unit=_(r.unit), kind=r.kind, reads=r.inputs
            )
            for r in s.rules.rules.values()
        ),
        parameters=tuple(_parameter(p) for p in s.law),
        claim_where=_(s.claim_where),
        documents=tuple(_(d) for d in s.documents),
        shell=(f"corridor schemes {s.id}", f"corridor schemes {s.id} --json"),
        python=f"import corridor\nscheme = corridor.find_scheme({s.id!r})\nscheme.rules.rules, scheme.law.parameters",
        uncertain=unread,
        sources=tuple(citation(x) for x in used.values()),
    )


def _parameter(p: Parameter) -> ParameterLine:
    values = []
    for v in p.values:
        is_table = isinstance(v.value, dict)
        values.append(
            ValueLine(
                starts=_day(v.start) or date.min, until=_day(v.end - 1),
                value=None if is_table else amount(v.value),
                table={amount(k): amount(x) for k, x in v.value.items()} if is_table else None,
                source=v.source.id, unread=v.source.unread, note=v.note,
            )
        )  # fmt: skip
    return ParameterLine(
        name=p.name, title=_(p.title), unit=_(p.unit), article=p.article, selector=p.selector or "",
        known_until=_day(p.known_until), values=tuple(values),
    )  # fmt: skip


def _day(number: int) -> date | None:
    """The day of a number; ``None`` for a day beyond the calendar, which stands for no end."""
    try:
        return calendar.to_date(number)
    except (ValueError, OverflowError):
        return None
