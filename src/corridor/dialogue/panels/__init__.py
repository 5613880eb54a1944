"""Panels by lot: quotas over several attributes, and the fairest chances that they allow.

Flanigan, Gölz, Gupta, Hennig, Procaccia, "Fair algorithms for selecting citizens' assemblies", Nature 596
(2021).  ``pool`` says who volunteered and what a panel must look like; ``leximin`` gives each person's chance;
``lottery`` makes a list of equally likely panels that can be drawn in public; ``relaxation`` says which quotas
stand in the way where no panel meets them; ``replacement`` fills seats of people who drop out.
"""

from __future__ import annotations

from corridor.dialogue.panels.leximin import Chances, fair_chances
from corridor.dialogue.panels.lottery import Lottery, drawn_number, make_lottery
from corridor.dialogue.panels.pool import PanelRules, Person, Pool, Quota
from corridor.dialogue.panels.relaxation import Relaxation, smallest_relaxation
from corridor.dialogue.panels.replacement import replacements

__all__ = [
    "Chances",
    "Lottery",
    "PanelRules",
    "Person",
    "Pool",
    "Quota",
    "Relaxation",
    "drawn_number",
    "fair_chances",
    "make_lottery",
    "replacements",
    "smallest_relaxation",
]
