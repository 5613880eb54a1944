"""Consultations in the browser: pages to take part without an account, results, and pages for staff."""

from __future__ import annotations

from fastapi import APIRouter

from corridor.workbench.dialogue import entrance, overview, paper, participant, results, safety, staff

router = APIRouter()
for _part in (safety, participant, results, entrance, overview, staff, paper):
    router.include_router(_part.router)
