"""Importers of official files: one module a format, recognised by content.

>>> from corridor.evidence.importers import FORMATS
>>> "undesa-ims" in FORMATS
True

An importer is a module with NAME, VERSION, TITLE, ``recognises(look)`` and ``read(look, options)``; see
:class:`corridor.evidence.importers.base.Importer`.  To add a format, write the module and name it here.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from corridor.evidence.importers.base import Imported, Importer
    from corridor.evidence.importers.look import Look

FORMATS: dict[str, str] = {
    "undesa-ims-bilateral": "undesa_bilateral",
    "undesa-ims": "undesa_ims",
    "wb-bilateral-remittances": "wb_bilateral",
    "wb-income-history": "wb_oghist",
    "wb-class": "wb_class",
    "rpw": "rpw",
    "rpw-databank": "rpw_databank",
    "data360": "data360",
    "wdi": "wdi",
    "undesa-wpp": "wpp",
    "unhcr": "unhcr",
    "tidy": "tidy",
}
"""Names of the formats and the modules that read them, in the order in which they are tried."""


def importer(name: str) -> Importer:
    """The importer of a format.

    Raises:
        KeyError: there is no such format; the message lists those there are.
    """
    if name not in FORMATS:
        raise KeyError(f"no format {name!r}; there are {', '.join(FORMATS)}")
    return cast("Importer", import_module(f"corridor.evidence.importers.{FORMATS[name]}"))


def recognise(path: Path | str) -> Importer:
    """The importer that reads a file, found by what the file holds.

    Raises:
        EvidenceProblems: no importer reads it; the message says what the file shows.
        OSError: the file cannot be opened.
    """
    from corridor.evidence.importers.look import Look
    from corridor.evidence.problems import EvidenceProblems, Unreadable

    try:
        return _recognised(Look(Path(path)))
    except Unreadable as error:
        raise EvidenceProblems([error.problem]) from None


def read(
    path: Path | str, *, format: str | None = None, accept_mismatch: bool = False, all_series: bool = False
) -> Imported:
    """What a file holds, as sources and observations.

    Args:
        path: the file as the publisher gave it.
        format: one of :data:`FORMATS`; else it is recognised by content.
        accept_mismatch: totals that do not add up become warnings, kept with the source.
        all_series: keep series that the catalogue of indicators does not have, too.

    Raises:
        EvidenceProblems: everything that is wrong with the file, at once.
        KeyError: no such format.
        OSError: the file cannot be opened.
    """
    from corridor.evidence.importers.base import Options, check_sizes
    from corridor.evidence.importers.look import Look
    from corridor.evidence.problems import EvidenceProblems, Unreadable

    options = Options(accept_mismatch=accept_mismatch, all_series=all_series)
    try:
        look = Look(Path(path))
        chosen = importer(format) if format else _recognised(look)
        found = chosen.read(look, options)
        _check(found, look, options)
        check_sizes(found.observations, look.file, options.report)
        if options.report.has_errors():
            options.report.finish()
        return found
    except Unreadable as error:
        raise EvidenceProblems([error.problem, *options.report.problems], options.report.left_out) from None
    except MemoryError:
        options.report.add(Path(path).name, "the file needs more memory than there is")
        raise EvidenceProblems(options.report.problems) from None


def _recognised(look: Look) -> Importer:
    from corridor.evidence.problems import Unreadable

    # A metadata file beside the data says how to read it, whatever it looks like.
    order = ["tidy", *FORMATS] if look.metadata is not None else list(FORMATS)
    for name in order:
        chosen = importer(name)
        if chosen.recognises(look):
            return chosen
    if look.made == "workbook":
        shown = f"a workbook with the sheets {', '.join(look.workbook.sheets[:8])}"
    elif look.made == "archive":
        shown = f"an archive with {', '.join(look.members[:8])}"
    else:
        shown = f"{look.made} with the columns {', '.join(look.columns[:12])}"
    raise Unreadable(
        look.file,
        f"not recognised: {shown[:300]}. Expected one of the official formats (corridor evidence list --formats), "
        f"or a table with a metadata file {look.path.name}.meta.yaml beside it",
    )


def _check(found: Imported, look: Look, options: object) -> None:
    """What must hold for every import; a failure is a fault of the importer."""
    from corridor.evidence import areas
    from corridor.evidence.model import KEY_COLUMNS, OBSERVATION_COLUMNS

    frame = found.observations
    if list(frame.columns) != list(OBSERVATION_COLUMNS):
        raise AssertionError(f"{look.file}: the importer gave other columns than observations have")
    ids = {s.source_id for s in found.sources}
    if set(frame["source_id"].unique().to_list()) - ids:
        raise AssertionError(f"{look.file}: observations of a source that is not there")
    for name in ("origin", "destination", "country"):
        codes = set(frame[name].drop_nulls().unique().to_list())
        odd = sorted(c for c in codes if not areas.is_area(c))
        if odd:
            raise AssertionError(f"{look.file}: {name} codes that are no area: {', '.join(odd[:10])}")
    if frame.select(KEY_COLUMNS).is_duplicated().any():
        raise AssertionError(f"{look.file}: figures that stand twice")
