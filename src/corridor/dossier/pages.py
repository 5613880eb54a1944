"""Pages from templates: self-contained HTML that opens from disk and prints well."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import corridor
from corridor.dossier.explanation import page_parts
from corridor.i18n import _
from corridor.law.trace import Trace
from corridor.portability.display import heading
from corridor.portability.results import ESTIMATE
from corridor.portability.wording import dates_in_words

if TYPE_CHECKING:
    from jinja2 import Environment

    from corridor.portability.entitlement import Answer


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The template environment: everything that is put in is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(__file__).parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **values: Any) -> str:
    """A page from a template of this folder."""
    return environment().get_template(template).render(made_with=made_with(), **values)


def made_with() -> str:
    """The line that says what made a page."""
    return _("Made with Corridor {version}, open-source software, on the user's own computer.").format(
        version=corridor.__version__
    )


def explanation_page(answer: Answer, traces: Sequence[Trace]) -> str:
    """Every step of some results as one page."""
    return render(
        "explanation.html",
        title=_("How the result was worked out"),
        about=dates_in_words(heading(answer)),
        estimate=_(ESTIMATE),
        countries=page_parts(answer, traces),
        words={
            "career": _("What the career says"),
            "steps": _("Steps of the law"),
            "agreement": _("Steps of the agreement"),
            "law": _("Figures of the law used here"),
            "when": _("When"),
            "value": _("Value"),
            "hint": _("Open a step to see the figures of the law behind it, with their sources."),
        },
    )
