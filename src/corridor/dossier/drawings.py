"""Drawings with Arabic words for the PDF: as pictures, because the typesetter cannot tag joined letters inside a drawing."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from typing import Any

#: Points of the picture for one unit of the drawing.
SCALE = 2.5
_JOINED = re.compile(r"[\u0590-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
_SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')


def pictured(data: Any) -> Any:
    """The data of a document with every chart that has joined letters as a picture; its alternative text stays."""
    if isinstance(data, Mapping):
        chart = data.get("is") == "chart"
        return {
            k: as_picture(v) if chart and k == "wide" and _JOINED.search(v) else pictured(v)
            for k, v in data.items()
        }
    return [pictured(part) for part in data] if isinstance(data, list) else data


def as_picture(svg: str) -> str:
    """The drawing as an SVG that holds nothing but a picture of it."""
    import vl_convert

    _fonts()
    found = _SIZE.search(svg)
    assert found is not None
    width, height = found.groups()
    plain = re.sub(r'font-family="[^"]*"', 'font-family="Noto Sans, Amiri"', svg)
    sized = plain.replace("<svg ", f'<svg width="{width}" height="{height}" ', 1)
    code = b64encode(vl_convert.svg_to_png(sized, scale=SCALE)).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{code}"/></svg>'
    )


@cache
def _fonts() -> None:
    """Make the fonts of the PDF known to the renderer of pictures."""
    import vl_convert

    from corridor.dossier.typesetting import font_files

    for folder in sorted({str(file.parent) for file in font_files()}):
        vl_convert.register_font_directory(folder)
