"""The first page, what Corridor cannot do, and the page for programs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from corridor.i18n import N_, _
from corridor.workbench.pages import answer
from corridor.workbench.reference.schemes import SchemeLine, line
from corridor.workbench.reference.views import Document, Link, View

router = APIRouter(tags=["about"])

DOORS = (
    (
        "/corridors",
        N_("Understand a corridor"),
        N_(
            "Two countries: who lives where, what is sent home, what binds them. Every number with its source."
        ),
    ),
    (
        "/check",
        N_("Check an entitlement"),
        N_("A career in several countries: what each country owes, with and without agreements, and why."),
    ),
    (
        "/instruments",
        N_("Assess an agreement"),
        N_("Clause by clause: what an agreement promises to people, and what it leaves out."),
    ),
)
MORE = (
    ("/countries", N_("Countries"), N_("One country as origin, transit and destination at once.")),
    (
        "/agreements",
        N_("Agreements"),
        N_("Which agreements are modelled, and what binds two countries on a day."),
    ),
    ("/network", N_("Network"), N_("Who is bound to whom, year by year.")),
    (
        "/schemes",
        N_("Schemes"),
        N_("National schemes: every rule with its article, every figure with its source."),
    ),
    ("/requirements", N_("Requirements"), N_("What conventions and other standards ask of an agreement.")),
    ("/founding", N_("Founding documents"), N_("What the two founding documents ask, sentence by sentence.")),
    ("/coverage", N_("Coverage"), N_("Which of these sentences are answered, and by what.")),
    (
        "/partnerships",
        N_("Projects and practices"),
        N_("What others did, who with, and what is known of how it went."),
    ),
    ("/plans", N_("Plans"), N_("Measures with owner, money and indicator, and what a plan must not be.")),
    ("/clauses", N_("Find clauses"), N_("Where the text of an agreement may answer each question.")),
    ("/data", N_("Data"), N_("The evidence at hand: publisher, edition, licence, years.")),
    (
        "/take-part",
        N_("Consultations"),
        N_("Take part, and see what was said and what came of it."),
    ),
    ("/dossiers", N_("Dossiers"), N_("Everything about one corridor in one folder.")),
    ("/jobs", N_("Jobs"), N_("Long work: how far it is, and its results.")),
    ("/about/limits", N_("Limits"), N_("What Corridor does not do, and how far it is validated.")),
    ("/api", N_("For programs"), N_("The same content as JSON.")),
)


class HomePage(Document):
    """Three doors, and the other pages."""

    doors: tuple[Link, ...]
    more: tuple[Link, ...]


class LimitsPage(Document):
    """What Corridor does not do, and how far each scheme is validated."""

    schemes: tuple[SchemeLine, ...]


class Operation(View):
    """An address that programs can use."""

    method: str
    path: str
    about: str
    reads: tuple[str, ...]


class ApiPage(Document):
    """The addresses for programs; ``schema_address`` is their description in OpenAPI."""

    schema_address: str
    operations: tuple[Operation, ...]


@router.get("/index", response_model=HomePage, include_in_schema=False)
@router.get("/", response_model=HomePage)
def home(request: Request) -> Response:
    """Three doors."""
    model = HomePage(
        title=_("What do you want to know?"),
        doors=tuple(Link(title=_(t), href=h, note=_(a)) for h, t, a in DOORS),
        more=tuple(Link(title=_(t), href=h, note=_(a)) for h, t, a in MORE),
        shell=("corridor --help",),
        python="import corridor\nhelp(corridor)",
    )
    return answer(request, model, "home.html")


@router.get("/about/limits", response_model=LimitsPage)
def limits(request: Request) -> Response:
    """What Corridor is not, and how far it is validated."""
    from corridor.schemes import all_schemes

    model = LimitsPage(
        title=_("Limits"),
        schemes=tuple(line(s) for s in all_schemes()),
        shell=("corridor schemes", "corridor verify"),
        python="from corridor.schemes import all_schemes\n[(s.id, s.validation, s.not_modelled) for s in all_schemes()]",
        uncertain=(
            _(
                "A result is an estimate, not a decision and not legal advice. Only the institution that pays can decide."
            ),
            _("Old-age benefits only: no survivors' or disability benefits, and no tax."),
            _("A country that is not in the list is reported as not modelled, never as 0."),
            _("A figure of the law that was not read in a source is named beside every result that uses it."),
            _(
                "Three countries and two agreements are two calculations: agreements are not chained, unless one says so."
            ),
            _(
                "Figures about migration are estimates of statistical offices and of models. Each says which it is."
            ),
            _("An agreement is assessed by its text, not by what is done in practice."),
            _("Countries are not ranked."),
        ),
    )
    return answer(request, model, "limits.html")


@router.get("/api", response_model=ApiPage)
def api(request: Request) -> Response:
    """The addresses for programs."""
    found = []
    for path, methods in request.app.openapi()["paths"].items():
        for method, said in methods.items():
            reads = tuple(p["name"] for p in said.get("parameters", ()))
            about = str(said.get("description") or said.get("summary", "")).splitlines()[0]
            found.append(Operation(method=method.upper(), path=path, about=about, reads=reads))
    model = ApiPage(
        title=_("For programs"),
        schema_address="/api/openapi.json",
        operations=tuple(sorted(found, key=lambda o: (o.path, o.method))),
        shell=("curl -H 'Accept: application/json' http://127.0.0.1:8477/schemes/CAN-OAS",),
        python="import json\nfrom urllib.request import urlopen\n"
        "json.load(urlopen('http://127.0.0.1:8477/schemes/CAN-OAS.json'))",
    )
    return answer(request, model, "api.html")
