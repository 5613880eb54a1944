"""Pieces of the network picture: chords, arcs, names outside the circle, lines of text."""

from __future__ import annotations

import math
from html import escape

from corridor.evidence.network.layout import Place
from corridor.i18n import direction


def chord(one: Place, other: Place, circle: float) -> str:
    """A curve between two places, bent to the centre; near neighbours stay near the rim."""
    (x1, y1), (x2, y2) = one.at(circle - 3), other.at(circle - 3)
    apart = abs(one.angle - other.angle)
    apart = min(apart, 2 * math.pi - apart)
    pull = 0.82 * (1 - apart / math.pi) ** 1.6
    cx, cy = (x1 + x2) / 2, (y1 + y2) / 2
    far = math.hypot(cx, cy) or 1.0
    keep = circle * pull * 0.9 / far
    return f"M{x1:.1f} {y1:.1f}Q{cx * keep:.1f} {cy * keep:.1f} {x2:.1f} {y2:.1f}"


def arc(radius: float, start: float, end: float) -> str:
    """A piece of the circle, as path data."""
    x1, y1 = radius * math.sin(start), -radius * math.cos(start)
    x2, y2 = radius * math.sin(end), -radius * math.cos(end)
    large = 1 if end - start > math.pi else 0
    return f"M{x1:.1f} {y1:.1f}A{radius} {radius} 0 {large} 1 {x2:.1f} {y2:.1f}"


def region_name(name: str, angle: float, radius: float, room: float, colour: str) -> list[str]:
    """The name of a region outside the rings, on one or more lines, turned to read from below."""
    x, y = radius * math.sin(angle), -radius * math.cos(angle)
    anchor = "middle" if abs(math.sin(angle)) < 0.25 else "start" if math.sin(angle) > 0 else "end"
    words, lines = name.split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) > max(12, room / 9):
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    shift = -13 * (len(lines) - 1) if math.cos(angle) > 0.5 else 0
    rows = "".join(
        f'<tspan x="{x:.1f}" dy="{0 if i == 0 else 13}">{escape(line)}</tspan>'
        for i, line in enumerate(lines)
    )
    return [
        f'<text x="{x:.1f}" y="{y + shift + 4:.1f}" font-size="12" font-weight="600" fill="{colour}" '
        f'text-anchor="{anchor}">{rows}</text>'
    ]


def _whole(row: str) -> str:
    """A row that is written from right to left keeps its order in a picture laid out from the left."""
    return f"\u2067{row}\u2069" if direction() == "rtl" else row


def lines(text: str, x: float, y: float, width: int, size: int, colour: str) -> list[str]:
    """A text broken into lines of at most ``width`` characters."""
    rows: list[str] = [""]
    for word in text.split():
        if len(rows[-1]) + len(word) > width:
            rows.append("")
        rows[-1] = f"{rows[-1]} {word}".strip()
    return [
        f'<text x="{x}" y="{y + i * (size + 4)}" font-size="{size}" fill="{colour}">{escape(_whole(row))}</text>'
        for i, row in enumerate(rows)
    ]
