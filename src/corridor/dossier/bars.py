"""Bars of shares as SVG: one group of bars a row, one bar a set of agreements, drawn for wide and narrow pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from corridor.i18n import direction, number_in_words

#: Told apart by lightness as well as by colour, from "without" to "draft".
COLOURS = ("#b9c4d0", "#0b5c8a", "#d8801f")
INK, SOFT, LINE = "#1c2430", "#4f5b69", "#d5dbe3"
FONT = "system-ui,-apple-system,'Segoe UI','Noto Sans','Noto Sans Arabic','Liberation Sans',sans-serif"
BAR, GAP, HEAD = 16, 5, 24


def shares_svg(
    labels: Sequence[str],
    series: Sequence[str],
    values: Sequence[Sequence[float | None]],
    *,
    title: str,
    alt: str,
    narrow: bool = False,
    name: str = "bars",
) -> str:
    """Bars of shares from 0 to 1: ``values[row][series]``; ``None`` is written out as not shown.

    The words stand above the bars, so that long names fit a phone.
    """
    from corridor.i18n import _

    width = 340 if narrow else 680
    plot = width - 64
    rtl = direction() == "rtl"
    parts: list[str] = []
    y = 6

    def put(x: float, at: float, text: str, colour: str = INK, weight: str = "400") -> None:
        side, anchor = (width - x, "end") if rtl else (x, "start")
        parts.append(
            f'<text x="{side:.1f}" y="{at:.1f}" fill="{colour}" text-anchor="{anchor}" font-weight="{weight}">'
            f"{escape(text)}</text>"
        )

    def bar(x: float, at: float, w: float, colour: str, height: float = BAR) -> None:
        side = width - x - w if rtl else x
        parts.append(
            f'<rect x="{side:.1f}" y="{at:.1f}" width="{w:.1f}" height="{height:.1f}" rx="2" fill="{colour}"/>'
        )

    x = 0.0
    for i, s in enumerate(series):
        need = 22 + 7.4 * len(s)
        if x and x + need > width:
            x, y = 0.0, y + 22
        bar(x, y, 14, COLOURS[i % 3], 12)
        put(x + 20, y + 10.5, s, SOFT)
        x += need + 14
    y += 30
    for label, row in zip(labels, values, strict=True):
        put(0, y + 12, label, INK, weight="600")
        y += HEAD - 4
        for i, v in enumerate(row):
            bar(0, y, plot, "#eef1f5")
            if v is None:
                put(8, y + 12.5, _("not shown"), SOFT)
            else:
                if v > 0:
                    bar(0, y, max(plot * v, 2), COLOURS[i % 3])
                put(plot + 8, y + 12.5, percent(v), INK, weight="600")
            y += BAR + GAP
        y += 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" role="img" direction="ltr" '
        f'class="{"narrow" if narrow else "broad"}" aria-labelledby="{name}-{int(narrow)}-t {name}-{int(narrow)}-d" '
        f'font-family="{FONT}" font-size="13"><title id="{name}-{int(narrow)}-t">{escape(title)}</title>'
        f'<desc id="{name}-{int(narrow)}-d">{escape(alt)}</desc>{"".join(parts)}</svg>'
    )


def percent(share: float) -> str:
    """A share as whole percent in the current language: ``83%``; small ones are not rounded to nothing."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 < share < 1:
        return ">99%"
    return f"{number_in_words(round(share * 100), 0)}%"
