"""Plans in the browser: invented examples and a visitor's own, with their warnings."""

from __future__ import annotations

from corridor.workbench.plan.pages import router

__all__ = ["router"]
