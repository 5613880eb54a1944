"""Style sheets, scripts and pictures: a fixed list of files, found by name, never by path."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

HERE = Path(__file__).parent
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}
FOREVER = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class File:
    """A file that is served as it is."""

    content: bytes
    kind: str
    mark: str
    """Start of its SHA-256: part of the address, so that a browser may keep it for good."""


@lru_cache(maxsize=1)
def files() -> dict[str, File]:
    """Every static file by name: ``app.css``, and ``check/grid.js`` for ``workbench/check/static/grid.js``."""
    found = {}
    for folder in [HERE / "static", *sorted(HERE.glob("*/static"))]:
        before = "" if folder.parent == HERE else f"{folder.parent.name}/"
        for path in sorted(folder.iterdir()):
            if path.suffix in KINDS:
                content = path.read_bytes()
                mark = hashlib.sha256(content).hexdigest()[:16]
                found[before + path.name] = File(content, KINDS[path.suffix], mark)
    return found


def address(name: str) -> str:
    """The address of a static file.

    Raises:
        KeyError: there is no such file.
    """
    return f"/static/{name}?v={files()[name].mark}"


@router.get("/static/{name:path}")
async def serve(request: Request, name: str) -> Response:
    """A static file."""
    file = files().get(name)
    if file is None:
        raise HTTPException(404)
    if request.headers.get("if-none-match") == f'"{file.mark}"':
        return Response(status_code=304)
    return Response(
        file.content, media_type=file.kind, headers={"cache-control": FOREVER, "etag": f'"{file.mark}"'}
    )


@router.get("/favicon.ico")
async def favicon(request: Request) -> Response:
    """The picture in the tab."""
    return await serve(request, "icon.svg")
