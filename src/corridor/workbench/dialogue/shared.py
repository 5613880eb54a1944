"""What the pages of consultations share: the database, the participant's key, and answers to what cannot be done."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from corridor.dialogue.codes import Keyed, keyed
from corridor.dialogue.consultations import Refused
from corridor.dialogue.taking_part import Attempts, Participant, TooMany, participant
from corridor.i18n import _
from corridor.workbench.check.saved import database
from corridor.workbench.pages import page

__all__ = ["SafeRoute", "attempts", "clear_key", "database", "key_of", "keys", "remember", "sent", "who"]

_log = logging.getLogger("corridor.workbench")

COOKIE = "corridor_take_part"


class SafeRoute(APIRoute):
    """A route whose refusals are said in plain words on a small page, and which shows nothing of the inside."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler with refusals turned into pages."""
        handler = super().get_route_handler()

        async def safe(request: Request) -> Response:
            try:
                answer = await handler(request)
                # browsers that say nothing else of where a form comes from still say it with this policy
                answer.headers.setdefault("referrer-policy", "same-origin")
                return answer
            except TooMany as error:
                return _refused(request, str(error), 429, {"retry-after": "300"})
            except Refused as error:
                return _refused(request, str(error), 422)
            except KeyError:
                raise HTTPException(404) from None
            except SQLAlchemyError as error:
                # no values, which the messages of some drivers hold
                _log.error("%s: %s", type(error).__name__, request.url.path)
                said = _("This could not be kept just now. Nothing was counted. Go back and send it again.")
                return _refused(request, said, 503, {"retry-after": "30"})

        return safe


def _refused(request: Request, said: str, status: int, headers: dict[str, str] | None = None) -> Response:
    parts = request.url.path.split("/")
    back = "/".join(parts[:3]) if parts[1] == "take-part" else "/staff"
    return page(request, "dialogue/refused.html", status=status, headers=headers, said=said, back=back)


def keys(request: Request) -> Keyed:
    """The secret of the codes."""
    state = request.app.state
    if getattr(state, "dialogue_keys", None) is None:
        state.dialogue_keys = keyed(state.settings.data)
    found: Keyed = state.dialogue_keys
    return found


def attempts(request: Request) -> Attempts:
    """Wrong codes lately."""
    state = request.app.state
    if getattr(state, "dialogue_attempts", None) is None:
        state.dialogue_attempts = Attempts()
    found: Attempts = state.dialogue_attempts
    return found


def key_of(request: Request) -> str:
    """The participant's key in this browser, or nothing."""
    return request.cookies.get(COOKIE, "")


def who(request: Request, name: str) -> Participant:
    """The participant of this browser.

    Raises:
        KeyError, Refused: no such consultation, or nobody holds the key.
    """
    return participant(database(request), keys(request), name, key_of(request))


def remember(answer: Response, name: str, key: str) -> Response:
    """Keep the key in this browser until it is closed."""
    answer.set_cookie(COOKIE, key, httponly=True, samesite="strict", path=f"/take-part/{name}")
    return answer


def clear_key(answer: Response, name: str) -> Response:
    """Forget the key in this browser."""
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict", path=f"/take-part/{name}")
    return answer


async def sent(request: Request) -> FormData:
    """The form that was sent (a dependency)."""
    return await request.form()
