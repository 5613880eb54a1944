"""Check an entitlement: the caseworker's grid, the questions one a page, the result, the letter, saved cases."""

from __future__ import annotations

from fastapi import APIRouter

from corridor.workbench.check.api import router as _api
from corridor.workbench.check.grid import router as _grid
from corridor.workbench.check.result import router as _result
from corridor.workbench.check.saved import router as _saved
from corridor.workbench.check.steps import router as _steps

router = APIRouter()
for _part in (_grid, _steps, _result, _saved, _api):
    router.include_router(_part)
