"""Pages from templates, and the same content as JSON where a program asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from markupsafe import Markup
from pydantic import BaseModel

import corridor
from corridor import i18n
from corridor.calling import as_called
from corridor.countries import country_name
from corridor.workbench import assets, forms

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The template environment: everything that is put in is escaped, and a missing value is an error."""
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

    rooms = {p.parent.name: FileSystemLoader(p) for p in sorted(HERE.glob("*/templates"))}
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(HERE / "templates"), PrefixLoader(rooms)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["_"] = i18n._
    made.filters["in_a_row"] = i18n.in_a_row
    made.filters["listed"] = i18n.listed
    made.filters["as_called"] = as_called
    made.globals.update(
        _=i18n._,
        ngettext=i18n.ngettext,
        country_name=country_name,
        date_in_words=i18n.date_in_words,
        number_in_words=i18n.number_in_words,
        url=url,
        asset=assets.address,
        languages=i18n.LANGUAGES,
        version=corridor.__version__,
    )
    return made


def url(path: str, **query: object) -> str:
    """An address of this workbench, quoted; query values that are ``None`` are left out.

    >>> url("/corridors/MAR-ESP", on="2020-01-01", year=None)
    '/corridors/MAR-ESP?on=2020-01-01'
    """
    asked = {k: v for k, v in query.items() if v is not None}
    return quote(path) + (f"?{urlencode(asked, doseq=True)}" if asked else "")


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """A page in the reader's language.

    Args:
        request: the request it answers; names the language, the form token and the address.
        template: a file of ``workbench/templates``, or ``room/file`` of ``workbench/<room>/templates``.
        status: the HTTP status.
        headers: further headers, such as ``cache-control``.
        values: what the template shows.

    In every template: ``_``, ``ngettext``, ``country_name``, ``date_in_words``, ``number_in_words``, ``url``,
    ``asset``, ``lang``, ``dir``, ``path`` (with its query), ``here`` (without), ``form_token()`` (a hidden field that
    every form with method post needs).
    """
    text = environment().get_template(template).render(
        lang=i18n.current(),
        dir=i18n.direction(),
        here=request.url.path,
        language_links=_language_links(request),
        json_address=json_address(request),
        form_token=lambda: _hidden(forms.token_for(request)),
        **values,
    )  # fmt: skip
    answer = HTMLResponse(text, status, dict(headers or {}))
    fresh = getattr(request.state, "new_form_token", None)
    if fresh is not None:
        answer.set_cookie(forms.COOKIE, fresh, samesite="strict", httponly=True, path="/")
    return answer


def answer(
    request: Request,
    model: BaseModel,
    template: str,
    *,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Response:
    """The page, or its content as JSON where the address ends in ``.json`` or only JSON is accepted."""
    if wants_json(request):
        return JSONResponse(model.model_dump(mode="json", by_alias=True), headers=dict(headers or {}))
    return page(request, template, headers=headers, it=model, **values)


def wants_json(request: Request) -> bool:
    """Whether a program asked: the address ends in ``.json``, or JSON is accepted and HTML is not named before it."""
    if getattr(request.state, "as_json", False) or request.url.path.startswith("/api/"):
        return True
    accepted = [
        part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")
    ]
    for kind in accepted:
        if kind in ("text/html", "application/xhtml+xml"):
            return False
        if kind in ("application/json", "application/*"):
            return True
    return False


def json_address(request: Request) -> str:
    """The address of the same page as JSON."""
    path = request.url.path.rstrip("/") or "/index"
    query = "&".join(p for p in request.url.query.split("&") if p and not p.startswith("lang="))
    return f"{path}.json" + (f"?{query}" if query else "")


def _hidden(token: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(forms.FIELD, token)


def _language_links(request: Request) -> list[dict[str, str]]:
    """The same page in every language, each under its own name."""
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    return [
        {
            "code": code,
            "name": name,
            "href": f"{quote(request.url.path)}?{urlencode([*kept, ('lang', code)])}",
        }
        for code, name in i18n.LANGUAGES.items()
    ]
