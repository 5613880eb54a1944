"""The charts of a profile as SVG: written by hand, light, with a title and a description for screen readers.

Each chart is drawn twice, for wide and for narrow pages, so that its letters never shrink; the page shows one.
Time runs from left to right in every language, as numbers do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from corridor.evidence.profiles.figures import Chart
from corridor.evidence.profiles.words import number
from corridor.i18n import _, number_in_words

COLOURS = ("#b4540a", "#0b5c8a", "#1c2430")
"""Told apart by lightness and by dash and mark too, so that colour is never the only sign."""
DASHES = ("", "7 4", "2 3")
SOFT, LINE, GOAL = "#5a6675", "#d5dbe3", "#8a4b00"
METHOD_COLOURS = {"coordination": "#0b6e75", "residence-pays": "#2f4b9b", "home-scheme": "#7a3f8f",
                  "export-only": "#7a5ea8", "equal-treatment": "#8aa0b6", "contributions-only": "#c77700",
                  "declaration": "#9aa3ab"}  # fmt: skip
FONT = "system-ui,-apple-system,'Segoe UI','Liberation Sans','Noto Sans Arabic',sans-serif"
LETTER = 6.8
"""Width of a letter, about, in units of the drawing."""


@dataclass(frozen=True)
class Box:
    """The size of a drawing and the space around its plot."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int

    @property
    def w(self) -> int:
        """Width of the plot."""
        return self.width - self.left - self.right

    @property
    def h(self) -> int:
        """Height of the plot."""
        return self.height - self.top - self.bottom


def chart_svg(chart: Chart, *, narrow: bool = False) -> str:
    """A chart as SVG text, for a wide (680) or a narrow page (340), in the current language."""
    width = 340 if narrow else 680
    if chart.kind == "spans":
        body, height = _spans(chart, width)
    else:
        key_rows = _key_rows(chart, width)
        top = 14 + 20 * key_rows
        height = (210 if narrow else 250) + top
        box = Box(width, height, 52 if narrow else 60, 12 if narrow else 18, top, 30)
        body = (_lines if chart.kind == "lines" else _ranges)(chart, box)
        body = [*_key(chart, width), *body]
    name = f"{chart.id}-{'n' if narrow else 'w'}"
    shown = "narrow" if narrow else "broad"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" class="{shown}" '
        f'aria-labelledby="{name}-t {name}-d" font-family="{FONT}" font-size="13" '
        f'direction="ltr" unicode-bidi="isolate">'
        f'<title id="{name}-t">{escape(chart.title)}</title><desc id="{name}-d">{escape(chart.alt)}</desc>'
        f"{''.join(body)}</svg>"
    )


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from at most ``low`` to at least ``high``.

    >>> ticks(0, 785884)
    [0.0, 200000.0, 400000.0, 600000.0, 800000.0]
    """
    if high <= low:
        high = low + 1
    rough = (high - low) / most
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= rough)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [i * step for i in range(first, last + 1)]


def short(value: float) -> str:
    """A number for an axis.

    >>> short(800000), short(2_500_000), short(1.1e10), short(0.5)
    ('800k', '2.5M', '11bn', '0.5')
    """
    if abs(value) >= 1e9:
        return _("{number}bn").format(number=number_in_words(value / 1e9))
    if abs(value) >= 1e6:
        return _("{number}M").format(number=number_in_words(value / 1e6))
    if abs(value) >= 1e3:
        return _("{number}k").format(number=number_in_words(value / 1e3))
    return number_in_words(value)


def _tick(value: float, unit: str) -> str:
    text = short(value)
    return _("{number}%").format(number=text) if unit == "%" else text


def _key_rows(chart: Chart, width: int) -> int:
    if len(chart.series) < 2:
        return 0
    return len(_key_places(chart, width)[1])


def _key_places(chart: Chart, width: int) -> tuple[list[tuple[int, int]], list[int]]:
    places, x, row = [], 4, 0
    for s in chart.series:
        need = 36 + 7.8 * len(s.name)
        if x > 4 and x + need > width:
            x, row = 4, row + 1
        places.append((int(x), row))
        x += int(need) + 14
    return places, list(range(row + 1))


def _key(chart: Chart, width: int) -> list[str]:
    if len(chart.series) < 2:
        return []
    parts = []
    for i, ((x, row), s) in enumerate(zip(_key_places(chart, width)[0], chart.series, strict=True)):
        y = 12 + 20 * row
        parts.append(
            f'<line x1="{x}" y1="{y}" x2="{x + 26}" y2="{y}" stroke="{COLOURS[i % 3]}" stroke-width="2.5" '
            f'stroke-dasharray="{DASHES[i % 3] if chart.kind == "lines" else ""}"/>{_mark(i, x + 13, y)}'
            f'<text x="{x + 32}" y="{y + 4.5}" fill="#1c2430">{escape(s.name)}</text>'
        )
    return parts


def _mark(i: int, x: float, y: float, title: str = "") -> str:
    said = f"<title>{escape(title)}</title>" if title else ""
    colour = COLOURS[i % 3]
    if i % 3 == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}">{said}</circle>'
    if i % 3 == 1:
        return f'<rect x="{x - 3.8:.1f}" y="{y - 3.8:.1f}" width="7.6" height="7.6" fill="{colour}">{said}</rect>'
    return f'<path d="M{x:.1f} {y - 5:.1f}l5 8.6h-10z" fill="{colour}">{said}</path>'


def _values(chart: Chart) -> list[float]:
    found = [v for s in chart.series for p in s.points for v in p[1:] if v is not None]
    return [*found, *([chart.goal] if chart.goal is not None else [])]


def _frame(chart: Chart, box: Box) -> tuple[list[str], list[float]]:
    values = _values(chart)
    marks = ticks(min(0.0, *values) if values else 0.0, max(values, default=1.0))
    if chart.unit == "%" and max(values, default=0) <= 100 < marks[-1]:
        marks = [m for m in marks if m <= 100]
    parts = []
    for m in marks:
        y = _y(m, marks, box)
        parts.append(
            f'<line x1="{box.left}" y1="{y:.1f}" x2="{box.width - box.right}" y2="{y:.1f}" stroke="{SOFT if m == 0 else LINE}"/>'
            f'<text x="{box.left - 7}" y="{y + 4.5:.1f}" text-anchor="end" fill="{SOFT}">{escape(_tick(m, chart.unit))}</text>'
        )
    if chart.goal is not None:
        y = _y(chart.goal, marks, box)
        parts.append(
            f'<line x1="{box.left}" y1="{y:.1f}" x2="{box.width - box.right}" y2="{y:.1f}" stroke="{GOAL}" '
            f'stroke-dasharray="3 3"/>'
            f'<text x="{box.width - box.right}" y="{y - 6:.1f}" text-anchor="end" fill="{GOAL}">{escape(chart.goal_label)}</text>'
        )
    return parts, marks


def _y(value: float, marks: Sequence[float], box: Box) -> float:
    return box.top + box.h * (1 - (value - marks[0]) / (marks[-1] - marks[0]))


def _lines(chart: Chart, box: Box) -> list[str]:
    parts, marks = _frame(chart, box)
    xs = [p[0] for s in chart.series for p in s.points]
    first, last = min(xs), max(xs)
    span = (last - first) or 1.0

    def at(x: float) -> float:
        return box.left + 6 + (box.w - 12) * (x - first) / span

    years = sorted({int(x) for x in xs})
    step = next(
        n
        for n in (1, 2, 5, 10, 20, 50, 100)
        if len(years) and (last - first) / n <= (5 if box.width < 400 else 10)
    )
    shown = [y for y in range(int(first), int(last) + 1) if y % step == 0] or years[:1]
    parts += [
        f'<text x="{at(y):.1f}" y="{box.height - 9}" text-anchor="middle" fill="{SOFT}">{y}</text>'
        for y in shown
        if y >= first
    ]
    for i, s in enumerate(chart.series):
        many = len(s.points) > 16
        path, pen = [], False
        for x, y, _low, _high in s.points:
            if y is None:
                pen = False
                continue
            path.append(f"{'L' if pen else 'M'}{at(x):.1f} {_y(y, marks, box):.1f}")
            pen = True
        parts.append(
            f'<path d="{"".join(path)}" fill="none" stroke="{COLOURS[i % 3]}" stroke-width="2.5" stroke-linejoin="round" '
            f'stroke-dasharray="{DASHES[i % 3]}"/>'
        )
        known = [p for p in s.points if p[1] is not None]
        marked = known if not many else known[-1:]
        parts += [
            _mark(i, at(p[0]), _y(p[1] or 0, marks, box), _said(s.name, str(int(p[0])), p, chart.unit))
            for p in marked
        ]
    return parts


def _ranges(chart: Chart, box: Box) -> list[str]:
    parts, marks = _frame(chart, box)
    n = len(chart.categories)
    room = box.w / max(n, 1)
    for j, name in enumerate(chart.categories):
        x = box.left + room * (j + 0.5)
        label = chart.short[j] if chart.short and box.width < 400 else name
        parts.append(
            f'<text x="{x:.1f}" y="{box.height - 9}" text-anchor="middle" fill="{SOFT}">{escape(label)}</text>'
        )
        for i, s in enumerate(chart.series):
            point = next((p for p in s.points if int(p[0]) == j), None)
            if point is None or point[1] is None:
                continue
            off = (i - (len(chart.series) - 1) / 2) * min(26.0, room / 3)
            at, y = x + off, _y(point[1], marks, box)
            said = _said(s.name, name, point, chart.unit)
            if point[2] is not None and point[3] is not None:
                a, b = _y(point[2], marks, box), _y(point[3], marks, box)
                parts.append(
                    f'<rect x="{at - 8:.1f}" y="{b:.1f}" width="16" height="{max(a - b, 1):.1f}" rx="3" fill="{COLOURS[i % 3]}" '
                    f'opacity=".28"><title>{escape(said)}</title></rect>'
                )
            parts.append(_mark(i, at, y, said))
    return parts


def _said(
    series: str, at: str, point: tuple[float, float | None, float | None, float | None], unit: str
) -> str:
    """What a mark stands for, in words."""
    words = {"series": series, "at": at, "value": number(point[1], unit)}
    if point[2] is None or point[3] is None:
        return _("{series}, {at}: {value}").format(**words)
    ends = {"low": number(point[2], unit), "high": number(point[3], unit)}
    return _("{series}, {at}: {value} ({low} to {high})").format(**words, **ends)


def _spans(chart: Chart, width: int) -> tuple[list[str], int]:
    """Bars on a line of years, each with its name above."""
    left, right, row, top = 8, 12, 42, 8
    height = top + row * len(chart.series) + 30
    ends = [p for s in chart.series for p in s.points]
    first = math.floor(min(p[2] or p[0] for p in ends) / 10) * 10
    last = math.ceil(max(p[3] or p[0] for p in ends) / 10) * 10
    room = width - left - right

    def at(year: float) -> float:
        return left + room * (year - first) / max(last - first, 1)

    parts = []
    step = 10 if room / max((last - first) / 10, 1) >= 42 else 20
    for year in range(first, last + 1, step):
        anchor = "start" if year == first else "end" if year == last else "middle"
        parts.append(
            f'<line x1="{at(year):.1f}" y1="{top}" x2="{at(year):.1f}" y2="{height - 26}" stroke="{LINE}"/>'
            f'<text x="{at(year):.1f}" y="{height - 9}" text-anchor="{anchor}" fill="{SOFT}">{year}</text>'
        )
    for j, s in enumerate(chart.series):
        method, sure, end = (chart.styles[j] if j < len(chart.styles) else "coordination sure closed").split(
            " "
        )
        colour = METHOD_COLOURS.get(method, SOFT)
        _, _, low, high = s.points[0]
        x1, x2 = at(low or first), at(high or last)
        y = top + row * j + 20
        look = (
            f'fill="{colour}"' if sure == "sure" else f'fill="none" stroke="{colour}" stroke-dasharray="4 3"'
        )
        parts.append(f'<rect x="{x1:.1f}" y="{y}" width="{max(x2 - x1, 3):.1f}" height="12" rx="2" {look}/>')
        if end == "open":
            parts.append(f'<path d="M{x2:.1f} {y - 3}l9 9l-9 9z" fill="{colour}"/>')
        most = int(room / LETTER)
        text = _span_words(s.name, int(low or 0), None if end == "open" else int(high or 0))
        text = text if len(text) <= most else f"{text[: most - 1]}\u2026"
        side = x1 if x1 + LETTER * len(text) <= width else max(left, width - right - LETTER * len(text))
        parts.append(
            f'<text x="{side:.1f}" y="{y - 5}" fill="#1c2430" paint-order="stroke" stroke="#fff" '
            f'stroke-width="3">{escape(text)}</text>'
        )
    return parts, height


def _span_words(name: str, first: int, last: int | None) -> str:
    if last is None:
        return _("{agreement} (since {first})").format(agreement=name, first=first)
    return _("{agreement} ({first}-{last})").format(agreement=name, first=first, last=last)
