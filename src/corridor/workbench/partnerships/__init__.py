"""Partnerships in the browser: the registry, one record, what is alike to a gap, files in and out."""

from __future__ import annotations

from fastapi import APIRouter

from corridor.workbench.partnerships import files, records

router = APIRouter()
for _part in (files, records):
    router.include_router(_part.router)
