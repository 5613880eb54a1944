"""The web application: its routers, in the order in which addresses are looked up, and what stands around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from threading import Thread
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.openapi.utils import get_openapi

import corridor
from corridor.i18n import language
from corridor.workbench import errors, forms
from corridor.workbench.heads import Heads
from corridor.workbench.jobs.queue import Queue
from corridor.workbench.jobs.store import JobStore
from corridor.workbench.languages import Languages
from corridor.workbench.reference.views import Error
from corridor.workbench.security import Security
from corridor.workbench.settings import Settings

ROUTERS = (
    "corridor.workbench.home",
    "corridor.workbench.login",
    "corridor.workbench.reference.places",
    "corridor.workbench.reference.charts",
    "corridor.workbench.reference.agreements",
    "corridor.workbench.reference.network",
    "corridor.workbench.reference.schemes",
    "corridor.workbench.reference.commitments",
    "corridor.workbench.reference.instruments",
    "corridor.workbench.reference.clauses",
    "corridor.workbench.reference.evidence",
    "corridor.workbench.reference.search",
    "corridor.workbench.dossiers",
    "corridor.workbench.jobs.pages",
    "corridor.workbench.check",
    "corridor.workbench.dialogue",
    "corridor.workbench.partnerships",
    "corridor.workbench.plan",
    "corridor.workbench.assets",
)
"""Modules that hold a ``router`` (an :class:`fastapi.APIRouter`)."""
WORKERS = 8
"""Chosen: requests that compute at the same time; the others wait their turn."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The workbench as an ASGI application."""
    app = FastAPI(
        title="Corridor",
        version=corridor.__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(forms.protect)],
        responses={code: {"model": Error} for code in (400, 403, 404, 413, 422)},
        lifespan=_lifespan,
        redirect_slashes=False,
    )
    app.state.settings = settings or Settings()
    app.state.queue = Queue(JobStore(app.state.settings.data / "jobs"))
    for name in ROUTERS:
        app.include_router(import_module(name).router)
    errors.add_handlers(app)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    # the last that is added stands outermost
    app.add_middleware(errors.Unexpected)
    app.add_middleware(Heads)
    app.add_middleware(Languages)
    app.add_middleware(Security, settings=app.state.settings)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    from anyio.to_thread import current_default_thread_limiter

    # routes that are plain functions run in this pool
    current_default_thread_limiter().total_tokens = WORKERS
    Thread(target=_warm, daemon=True).start()
    app.state.queue.resume()
    yield
    app.state.queue.stop()


def _warm() -> None:
    """Load what the first visitors would wait for."""
    from corridor.workbench.reference import places, search, views

    with language("en"):
        places.ready("PHL", "CAN", views.today())
        search.entries("en")


def _described(app: FastAPI) -> dict[str, Any]:
    """The description in OpenAPI: what is JSON to a program is a page to a browser, and both are said."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, routes=app.routes)
        for path, operations in made["paths"].items():
            if path.startswith("/api/"):
                continue
            for operation in operations.values():
                for response in operation["responses"].values():
                    if "application/json" in response.get("content", {}):
                        response["content"]["text/html"] = {"schema": {"type": "string"}}
        app.openapi_schema = made
    return app.openapi_schema
