"""The network of a year as an SVG picture, and as a page on which the year can be moved.

A chord is a bilateral agreement in force on 1 July, between countries that stand around a circle by region; a
ring outside the circle is a multilateral instrument, with a mark at each state that it binds (each to each
other; drawn as chords they would cover everything).  Agreements that the EU regulations have overtaken are
not drawn.  Below, the pairs bound in each year.  Everything is written here, without other programs or files.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from corridor.evidence.network.drawing import arc, chord, lines, region_name
from corridor.evidence.network.frames import completeness
from corridor.evidence.network.layout import (
    FAMILIES,
    FIRST_YEAR,
    LAST_YEAR,
    Member,
    Place,
    Span,
    bound_pairs,
    members,
    places,
    spans,
)
from corridor.evidence.network.queries import Network, network
from corridor.evidence.network.words import CONFIDENCE, LEVELS, METHODS, branch_words, ranks_at_least
from corridor.i18n import _, direction, language, number_in_words

WIDTH, HEIGHT = 1200, 1430
CENTRE = (600.0, 690.0)
CIRCLE = 418.0
LABEL = 6.0
RINGS = 36.0
RING_STEP = 11.0
CHART = (150.0, 1238.0, 900.0, 110.0)
INK, SOFT, LINE, PAPER = "#1d2733", "#5b6875", "#c9d0d6", "#ffffff"

COLOURS = {
    "coordination": "#0b6e75",
    "export-only": "#7a5ea8",
    "contributions-only": "#c77700",
    "low": "#9aa3ab",
}
FAMILY_COLOURS = (
    "#2f4b9b", "#8aa0d6", "#4f9ad1", "#b7791f", "#b3392f", "#7a3f8f", "#2e8b57", "#8c6d46", "#6b7a1e", "#cf5c8a",
)  # fmt: skip


def network_svg(
    year: int, *, country: str | None = None, confidence: str = "medium", net: Network | None = None
) -> str:
    """The picture of one year as SVG text, its words in the current language.

    Args:
        year: the network on 1 July of this year (1950 to 2025).
        country: an ISO3 code whose agreements stand out.
        confidence: the lowest confidence that is drawn.

    Raises:
        ValueError: the year is outside the table, or the country is not in it.
    """
    net = net or network()
    _check(year, country, net)
    return _Picture(net, confidence).svg(year, country)


def network_html(
    year: int, *, country: str | None = None, confidence: str = "medium", net: Network | None = None
) -> str:
    """A page with the picture, a slider for the year and the list of a country's agreements; works offline, in English.

    Arguments and errors as for :func:`network_svg`; the page starts with that year and country.
    """
    net = net or network()
    _check(year, country, net)
    with language("en"):  # the page itself speaks English
        return _page(_Picture(net, confidence), year, country)


def _page(picture: _Picture, year: int, country: str | None) -> str:
    confidence = picture.confidence
    template = (Path(__file__).parent / "page.html").read_text(encoding="utf-8")
    data = json.dumps(picture.page_data(), ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    start = {"year": year, "country": country, "first": FIRST_YEAR, "last": LAST_YEAR}
    chosen = json.dumps({**start, "shown": [c for c in CONFIDENCE if ranks_at_least(c, confidence)]})
    for mark, text in (
        ("%%SVG%%", picture.svg(year, country, every_year=True)),
        ("%%DATA%%", data),
        ("%%START%%", chosen),
        ("%%NOTE%%", escape(_footnote(picture.net, confidence))),
    ):
        template = template.replace(mark, text)
    return template


def _check(year: int, country: str | None, net: Network) -> None:
    problems = []
    if not FIRST_YEAR <= year <= LAST_YEAR:
        problems.append(f"year: expected {FIRST_YEAR} to {LAST_YEAR}, not {year}")
    if country is not None and country not in net.countries:
        problems.append(f"country: no row of the agreement table names {country}")
    if problems:
        raise ValueError("; ".join(problems))


class _Picture:
    def __init__(self, net: Network, confidence: str) -> None:
        self.net = net
        self.confidence = confidence
        self.places = places(net.countries)
        self.spans = spans(net)
        self.members = members(net)
        self.pairs = bound_pairs(net, confidence=confidence)
        self.tracks = _tracks(self.places, self.members)

    def svg(self, year: int, country: str | None, *, every_year: bool = False) -> str:
        """The picture; with ``every_year`` all chords are in it and those of other years hidden."""
        drawn = [s for s in self.spans if every_year or self._shown(s, year)]
        inside = [m for m in self.members if every_year or m.first <= year <= m.last]
        title = _("Social security agreements in force on 1 July {year}").format(year=year)
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" direction="ltr" '
                f'font-family="Inter, Segoe UI, Helvetica, Arial, sans-serif" class="net">',
                f"<title>{escape(title)}</title>",
                f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
                *self._heading(year, country),
                f'<g transform="translate({CENTRE[0]} {CENTRE[1]})">',
                *self._regions(),
                *self._rings(inside, year),
                *self._chords(drawn, year, country),
                *self._labels(year, country),
                "</g>",
                *self._legend(),
                *self._chart(year),
                *lines(_footnote(self.net, self.confidence), 60, HEIGHT - 34, 190, 11, SOFT),
                "</svg>",
            ]
        )

    def page_data(self) -> dict[str, object]:
        """What the page needs to list the agreements of a country: names, bilateral rows, memberships."""
        two = [
            [
                b.a, b.b, b.title, str(b.starts or ""), str(b.ends or ""), METHODS[b.method], b.confidence,
                b.territory, b.status, branch_words(b.branches),
            ]
            for b in self.net.bonds
            if b.kind == "bilateral"
        ]  # fmt: skip
        many = [
            [m["country"], row["title"], m["from"], m["until"], METHODS[row["method"]], m["confidence"]]
            for key, row in self.net.table.multilaterals.items()
            for m in self.net.table.members[key]
        ]
        pairs = {str(y): list(n) for y, n in self.pairs.items()}
        return {
            "names": {c: p.name for c, p in self.places.items()},
            "two": two,
            "many": many,
            "pairs": pairs,
        }

    def _shown(self, span: Span, year: int) -> bool:
        return span.first <= year <= span.last and ranks_at_least(span.confidence, self.confidence)

    def _heading(self, year: int, country: str | None) -> list[str]:
        many, two, fees = self.pairs[year]
        said = _line(
            _(
                "{all} pairs of countries have rules for pension rights across their border: {multilateral} by a"
                " multilateral instrument, {bilateral} by a bilateral agreement only; {contributions} more settle"
                " contributions."
            ).format(
                all=number_in_words(many + two),
                multilateral=number_in_words(many),
                bilateral=number_in_words(two),
                contributions=number_in_words(fees),
            )
        )
        first = _line(_("Who is bound to whom on 1 July {year}")).format(
            year=f'<tspan class="year">{year}</tspan>'
        )
        if country:
            first += f" · {escape(self.places[country].name)}"
        return [
            f'<text x="60" y="58" font-size="30" font-weight="650" fill="{INK}">{first}</text>',
            f'<text x="60" y="86" font-size="14.5" fill="{SOFT}" class="said">{said}</text>',
        ]

    def _regions(self) -> list[str]:
        groups: dict[str, list[Place]] = {}
        for p in self.places.values():
            groups.setdefault(p.region, []).append(p)
        step = 2 * math.pi / (len(self.places) + 1.6 * len(groups))
        out = []
        for region, found in groups.items():
            start, end = min(p.angle for p in found) - step / 2, max(p.angle for p in found) + step / 2
            out.append(f'<path d="{arc(CIRCLE, start, end)}" fill="none" stroke="{LINE}" stroke-width="2"/>')
            outer = CIRCLE + RINGS + RING_STEP * (max(self.tracks.values()) + 1) + 8
            out += region_name(_(region), (start + end) / 2, outer, (end - start) * outer, SOFT)
        return out

    def _rings(self, inside: Sequence[Member], year: int) -> list[str]:
        out = []
        for m in inside:
            radius = CIRCLE + RINGS + RING_STEP * self.tracks[m.family]
            x, y = self.places[m.code].at(radius)
            colour = FAMILY_COLOURS[list(FAMILIES).index(m.family)]
            hide = "" if m.first <= year <= m.last else ' style="display:none"'
            out.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.2" fill="{colour}" class="m" data-a="{m.code}" '
                f'data-f="{m.first}" data-l="{m.last}"{hide}>'
                f"<title>{escape(self.places[m.code].name)}: {escape(_(m.family))}, {m.first}-{m.last}</title></circle>"
            )
        return out

    def _chords(self, drawn: Sequence[Span], year: int, country: str | None) -> list[str]:
        out = []
        order = {"contributions-only": 1, "export-only": 2, "coordination": 3}
        ranked = sorted(
            drawn, key=lambda s: (country in (s.a, s.b), order.get(s.method, 0), s.confidence == "high")
        )
        for s in ranked:
            low = not ranks_at_least(s.confidence, "medium")
            colour = COLOURS["low"] if low else COLOURS.get(s.method, COLOURS["coordination"])
            mine = country is None or country in (s.a, s.b)
            opacity = {"high": 0.62, "medium": 0.36}.get(s.confidence, 0.5) if mine else 0.06
            width = 1.15 if country is None else 2.0 if mine else 0.8
            dash = ' stroke-dasharray="4 3"' if s.method == "contributions-only" or low else ""
            hide = "" if self._shown(s, year) else ' style="display:none"'
            one, other = self.places[s.a], self.places[s.b]
            told = _("{country} and {other}: {method}; {confidence} confidence").format(
                country=one.name,
                other=other.name,
                method=_(METHODS[s.method]),
                confidence=_(LEVELS[s.confidence]),
            )
            out.append(
                f'<path d="{chord(one, other, CIRCLE)}" fill="none" stroke="{colour}" stroke-width="{width}" '
                f'stroke-opacity="{opacity}"{dash} class="c" data-a="{s.a}" data-b="{s.b}" data-f="{s.first}" '
                f'data-l="{s.last}" data-c="{s.confidence}"{hide}><title>{escape(told)}</title></path>'
            )
        return out

    def _labels(self, year: int, country: str | None) -> list[str]:
        degree: dict[str, int] = dict.fromkeys(self.places, 0)
        for s in self.spans:
            if self._shown(s, year):
                degree[s.a] += 1
                degree[s.b] += 1
        out = []
        for p in self.places.values():
            turn = math.degrees(p.angle) - 90
            x, y = p.at(CIRCLE + LABEL)
            flip = 90 < turn < 270
            bold = degree[p.code] >= 15 or p.code == country
            dot_x, dot_y = p.at(CIRCLE)
            size = 1.6 + 0.55 * math.sqrt(degree[p.code])
            out.append(
                f'<circle cx="{dot_x:.1f}" cy="{dot_y:.1f}" r="{size:.1f}" fill="{INK}" class="d" data-a="{p.code}"/>'
                f'<text transform="translate({x:.1f} {y:.1f}) rotate({turn + 180 if flip else turn:.1f})" '
                f'text-anchor="{"end" if flip else "start"}" dy="0.35em" font-size="10.5" '
                f'font-weight="{700 if bold else 400}" fill="{INK}" class="n" data-a="{p.code}" tabindex="0">'
                f"<title>{escape(p.name)}</title>{p.code}</text>"
            )
        return out

    def _legend(self) -> list[str]:
        out, x = [], 60.0
        for key, said in (
            ("coordination", _("bilateral: periods add up, benefits are exported")),
            ("export-only", _("export only")),
            ("contributions-only", _("contributions only")),
        ):
            dash = ' stroke-dasharray="4 3"' if key == "contributions-only" else ""
            out.append(
                f'<line x1="{x}" x2="{x + 26}" y1="116" y2="116" stroke="{COLOURS[key]}" stroke-width="2.4"{dash}/>'
                f'<text x="{x + 33}" y="120" font-size="12.5" fill="{INK}">{_line(said)}</text>'
            )
            x += 60 + 6.4 * len(said)
        strength = _line(_("stronger line: date read in a source; fainter: date not confirmed"))
        out.append(f'<text x="{x}" y="120" font-size="12.5" fill="{SOFT}">{strength}</text>')
        x, y = 60.0, 144.0
        for family, colour in zip(FAMILIES, FAMILY_COLOURS, strict=True):
            width = 34 + sum(8.4 if c.isupper() else 6.0 for c in _(family))
            if x + width > WIDTH - 50:
                x, y = 60.0, y + 20
            out.append(
                f'<circle cx="{x + 5}" cy="{y - 4}" r="4.5" fill="{colour}"/>'
                f'<text x="{x + 15}" y="{y}" font-size="12.5" fill="{INK}">{_line(_(family))}</text>'
            )
            x += width
        return out

    def _chart(self, year: int) -> list[str]:
        left, top, width, height = CHART
        most = max(sum(v) for v in self.pairs.values())
        scale = 100 * math.ceil(most / 100)
        step = width / (LAST_YEAR - FIRST_YEAR)

        def across(y: int) -> float:
            return left + (y - FIRST_YEAR) * step

        said = _line(
            _("Pairs of countries bound, {first} to {last}").format(first=FIRST_YEAR, last=LAST_YEAR)
        )
        out = [f'<text x="{left}" y="{top - 12}" font-size="13" font-weight="600" fill="{INK}">{said}</text>']
        for mark in range(0, scale + 1, max(100, scale // 4 // 100 * 100)):
            y = top + height * (1 - mark / scale)
            out.append(
                f'<line x1="{left}" x2="{left + width}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}" stroke-width="0.8"/>'
                f'<text x="{left - 8}" y="{y + 4:.1f}" font-size="11" text-anchor="end" '
                f'fill="{SOFT}">{number_in_words(mark)}</text>'
            )
        base = dict.fromkeys(self.pairs, 0)
        for i, (colour, said) in enumerate(
            (
                (FAMILY_COLOURS[0], _("multilateral")),
                (COLOURS["coordination"], _("bilateral only")),
                (COLOURS["contributions-only"], _("contributions only")),
            )
        ):
            upper = {y: base[y] + v[i] for y, v in self.pairs.items()}
            points = [(across(y), top + height * (1 - upper[y] / scale)) for y in self.pairs]
            points += [(across(y), top + height * (1 - base[y] / scale)) for y in reversed(list(self.pairs))]
            path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
            out.append(f'<path d="{path}" fill="{colour}" fill-opacity="0.85"/>')
            lane = left + width - 330 + 115 * i
            out.append(
                f'<rect x="{lane}" y="{top - 22}" width="11" height="11" fill="{colour}"/>'
                f'<text x="{lane + 16}" y="{top - 12}" font-size="12" fill="{INK}">{_line(said)}</text>'
            )
            base = upper
        for y in range(FIRST_YEAR, LAST_YEAR + 1, 10):
            out.append(
                f'<text x="{across(y):.1f}" y="{top + height + 16}" font-size="11" text-anchor="middle" '
                f'fill="{SOFT}">{y}</text>'
            )
        x = across(year)
        out.append(
            f'<g class="now" transform="translate({x:.1f} 0)" data-left="{left}" data-step="{step:.4f}">'
            f'<line x1="0" x2="0" y1="{top - 4}" y2="{top + height + 4}" stroke="{INK}" stroke-width="1.6"/></g>'
        )
        return out


def _tracks(where: dict[str, Place], found: Iterable[Member]) -> dict[str, int]:
    """The ring of each family: the innermost on which it meets no state of another."""
    states: dict[str, set[str]] = {}
    for m in found:
        states.setdefault(m.family, set()).add(m.code)
    tracks: dict[str, int] = {}
    for family in FAMILIES:
        taken = {tracks[f] for f in tracks if states.get(f, set()) & states.get(family, set())}
        tracks[family] = next(i for i in range(len(FAMILIES)) if i not in taken)
    return tracks


def _footnote(net: Network, confidence: str) -> str:
    known = completeness(net=net)
    two, many = known.counted(confidence)
    return _(
        "Corridor's table of agreements, read to the end of 2025: {bilateral} bilateral agreements in force of at"
        " least {confidence} confidence ({meaning}) and {multilateral} multilateral; ISSA counts {issa_bilateral} and"
        " {issa_multilateral}. Where no line is drawn, an agreement may exist."
    ).format(
        bilateral=two,
        confidence=_(LEVELS[confidence]),
        meaning=_(CONFIDENCE[confidence]),
        multilateral=many,
        issa_bilateral=known.issa_bilateral,
        issa_multilateral=known.issa_multilateral,
    )


def _line(text: str) -> str:
    """A text as SVG text; from right to left within the picture, whose places are counted from the left."""
    return escape(f"\u2067{text}\u2069" if direction() == "rtl" else text)
