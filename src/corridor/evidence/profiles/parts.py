"""What each subject gives a profile: a panel, sentences, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field

from corridor.evidence.profiles.figures import Gap, Panel, Statement


@dataclass(frozen=True)
class Part:
    """One subject."""

    panel: Panel
    statements: list[Statement] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
