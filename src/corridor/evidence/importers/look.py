"""A first look at a file: what it is made of, enough to tell which importer reads it.

Nothing large is read here: the first lines of a text, the first rows of each sheet, the column names of a
Parquet file, the names inside an archive.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Literal, TextIO, cast

from corridor.evidence.importers.workbook import Workbook
from corridor.evidence.problems import Unreadable

Made = Literal["workbook", "archive", "parquet", "json", "text"]

MAX_BYTES = 2_000_000_000
MAX_UNPACKED = 4_000_000_000
MAX_RATIO = 200
"""Packed figures in text shrink to about a tenth; a text that shrinks two hundredfold holds nothing."""
RATIO_FROM = 50_000_000
MAX_LINE = 5_000_000
MAX_JSON = 400_000_000
MAX_PARQUET_CELLS = 400_000_000
MAX_PLAIN_CSV = 600_000_000
HEAD = 200_000
"""Bytes of a text that are looked at to recognise it."""

METADATA_ENDINGS = (".meta.yaml", ".meta.yml")


class Look:
    """What a file shows at first sight. ``made`` is what it is made of; ``file`` its name for messages."""

    def __init__(self, path: Path) -> None:
        """Look at a file.

        Raises:
            Unreadable: it is empty, too large, or of a kind that nothing here reads.
            OSError: it cannot be opened.
        """
        self.path = path
        self.file = path.name
        size = path.stat().st_size
        if path.is_dir():
            raise Unreadable(self.file, "a folder; expected a file")
        if size == 0:
            raise Unreadable(self.file, "the file is empty")
        if size > MAX_BYTES:
            raise Unreadable(self.file, f"the file has {size:,} bytes; at most {MAX_BYTES:,} are read")
        with path.open("rb") as stream:
            start = stream.read(4_096)
        self.zipped = start.startswith(b"\x1f\x8b")
        self.made: Made = self._made(start)

    def _made(self, start: bytes) -> Made:
        if start.startswith(b"PK\x03\x04"):
            try:
                with zipfile.ZipFile(self.path) as archive:
                    names = set(archive.namelist())
            except (zipfile.BadZipFile, OSError, ValueError) as error:
                raise Unreadable(self.file, f"the archive is damaged: {error}") from None
            is_book = "[Content_Types].xml" in names or any(n.startswith("xl/") for n in names)
            return "workbook" if is_book else "archive"
        if start.startswith(b"PAR1"):
            return "parquet"
        if start.startswith(b"\xd0\xcf\x11\xe0"):
            raise Unreadable(
                self.file, "an old .xls workbook, or one with a password: save it as .xlsx without password"
            )
        if start.startswith(b"%PDF"):
            raise Unreadable(self.file, "a PDF; expected a workbook, CSV, Parquet, JSON or an archive of CSV")
        text = self.head.lstrip()
        if text[:200].lower().startswith(("<!doctype html", "<html", "<?xml", "<head")):
            raise Unreadable(
                self.file, "a web page or XML, not a file of figures; the site may have refused the download"
            )
        return "json" if text[:1] in {"{", "["} else "text"

    @cached_property
    def sha256(self) -> str:
        """The hash of the file."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    @cached_property
    def fingerprint(self) -> str:
        """The hash of the file, together with the metadata file if one lies beside it."""
        if self.metadata is None:
            return self.sha256
        both = self.sha256 + hashlib.sha256(self.metadata.read_bytes()).hexdigest()
        return hashlib.sha256(both.encode()).hexdigest()

    @cached_property
    def metadata(self) -> Path | None:
        """The metadata file that lies beside the file, if there is one."""
        stems = (self.path.name, self.path.name.split(".")[0])
        for stem in stems:
            for ending in METADATA_ENDINGS:
                beside = self.path.with_name(stem + ending)
                if beside.is_file():
                    return beside
        return None

    @cached_property
    def workbook(self) -> Workbook:
        """The file as a workbook."""
        return Workbook(self.path, self.file)

    @cached_property
    def head(self) -> str:
        """The first characters of a text."""
        with self.binary() as stream:
            data = stream.read(HEAD)
        return _decode_head(data, self.file)

    @cached_property
    def head_rows(self) -> list[list[str]]:
        """The first rows of a text as a table of comma-separated values."""
        return _first_rows(self.head)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Column names: of a Parquet file, or the first row of a text."""
        if self.made == "parquet":
            import polars as pl

            try:
                names = tuple(pl.read_parquet_schema(self.path))
                # A small file can stand for billions of equal rows.
                rows = pl.scan_parquet(self.path).select(pl.len()).collect().item()
                if rows * max(len(names), 1) > MAX_PARQUET_CELLS:
                    said = (
                        f"{rows:,} rows of {len(names)} columns; at most {MAX_PARQUET_CELLS:,} cells are read"
                    )
                    raise Unreadable(self.file, said)
                return names
            except (pl.exceptions.PolarsError, OSError) as error:
                raise Unreadable(self.file, f"the Parquet file is damaged: {str(error)[:100]}") from None
        if self.made == "text" and self.head_rows:
            return tuple(name.strip() for name in self.head_rows[0])
        return ()

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Names inside an archive, checked against archives that unpack to too much."""
        with zipfile.ZipFile(self.path) as archive:
            infos = archive.infolist()
        if len(infos) > 1_000:
            raise Unreadable(self.file, f"the archive holds {len(infos):,} files")
        for info in infos:
            if info.flag_bits & 0x1:
                raise Unreadable(self.file, "the archive has a password")
            ratio = info.file_size / max(info.compress_size, 1)
            if info.file_size > MAX_UNPACKED or (info.file_size > RATIO_FROM and ratio > MAX_RATIO):
                said = f"{info.filename} unpacks to {info.file_size:,} bytes, {ratio:,.0f} times its size"
                raise Unreadable(self.file, f"{said}; this is no table of figures")
        return tuple(info.filename for info in infos if not info.is_dir())

    def member_head(self, member: str) -> list[list[str]]:
        """The first rows of a text inside an archive."""
        with self.binary(member) as stream:
            return _first_rows(_decode_head(stream.read(HEAD), f"{self.file}/{member}"))

    @contextmanager
    def binary(self, member: str | None = None) -> Iterator[BinaryIO]:
        """The bytes of the file, or of a member of the archive, unpacked as they are read."""
        try:
            if member is not None:
                _ = self.members
                with zipfile.ZipFile(self.path) as archive, archive.open(member) as inner:
                    yield cast(BinaryIO, inner)
            elif self.zipped:
                with gzip.open(self.path) as inner:
                    limit = max(RATIO_FROM, self.path.stat().st_size * MAX_RATIO)
                    yield cast(BinaryIO, _Limited(cast(BinaryIO, inner), min(limit, MAX_UNPACKED), self.file))
            else:
                with self.path.open("rb") as plain:
                    yield plain
        except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise Unreadable(self.file, f"the file is damaged: {str(error)[:100]}") from None

    def lines(self, member: str | None = None) -> Iterator[tuple[int, list[str]]]:
        """The rows of a comma-separated text with their line numbers, one at a time.

        Raises:
            Unreadable: not UTF-8, or lines longer than a table has.
        """
        name = self.file if member is None else f"{self.file}/{member}"
        with self.binary(member) as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="strict", newline="")
            reader = csv.reader(_bounded(text, name))
            csv.field_size_limit(MAX_LINE)
            try:
                for row in reader:
                    yield reader.line_num, row
            except UnicodeDecodeError as error:
                said = f"byte 0x{error.object[error.start]:02x} after line {reader.line_num} is not UTF-8"
                raise Unreadable(name, f"{said}; save it as UTF-8") from None
            except csv.Error as error:
                raise Unreadable(name, f"no comma-separated table: {error}", row=reader.line_num) from None


class _Limited(io.RawIOBase):
    """A stream that refuses to unpack to more than a limit."""

    def __init__(self, stream: BinaryIO, limit: int, file: str) -> None:
        self._stream = stream
        self._left = limit
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Bytes, at most a block at a time where none are asked for."""
        data = self._stream.read(1_000_000 if size is None or size < 0 else size)
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable(
                self._file, "the file unpacks to far more than its size; this is no table of figures"
            )
        return data

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill a buffer."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _bounded(text: TextIO, name: str) -> Iterator[str]:
    while line := text.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            raise Unreadable(name, f"a line of more than {MAX_LINE:,} characters; this is no table")
        if "\x00" in line:
            raise Unreadable(name, "the file holds NUL characters; expected a text in UTF-8")
        yield line


def _decode_head(data: bytes, file: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable(file, "the text is UTF-16; save it as UTF-8")
    # The head may be cut inside a character; what follows is checked when the file is read.
    return data.decode("utf-8-sig", errors="replace")


def _first_rows(text: str, count: int = 12) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text)):
            rows.append(row)
            if len(rows) == count:
                break
    except csv.Error:
        return rows
    return rows
