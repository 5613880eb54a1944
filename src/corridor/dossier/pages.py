"""Pages from templates: self-contained HTML that opens from disk and prints well."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import corridor
from corridor.dossier.explanation import page_parts
from corridor.i18n import _, current, direction, ngettext
from corridor.law.trace import Trace
from corridor.portability.display import heading
from corridor.portability.results import ESTIMATE

if TYPE_CHECKING:
    from jinja2 import Environment

    from corridor.portability.entitlement import Answer


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The template environment: everything that is put in is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(__file__).parent / "templates"
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update({"_": _, "ngettext": ngettext})
    return made


def render(template: str, **values: Any) -> str:
    """A page from a template of this folder, in the current language."""
    given = {"made_with": made_with(), "language": current(), "direction": direction()}
    return environment().get_template(template).render(given | values)


def made_with() -> str:
    """The line that says what made a page."""
    return _("Made with Corridor {version}, open-source software, on the user's own computer.").format(
        version=corridor.__version__
    )


def explanation_page(answer: Answer, traces: Sequence[Trace]) -> str:
    """Every step of some results as one page; ``traces`` are those of the answer in the current language."""
    return render(
        "explanation.html",
        title=_("How the result was worked out"),
        about=heading(answer),
        estimate=_(ESTIMATE),
        countries=page_parts(answer, traces),
    )
