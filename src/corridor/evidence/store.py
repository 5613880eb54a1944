"""The store: what evidence there is, kept as Parquet in the user's data folder, with its sources.

Each source (one edition of one publication) is one Parquet file; ``catalogue.json`` lists them with their
hashes and is the one point at which an addition takes effect: a file is written beside the others under a
name made of its hash, then the catalogue is replaced in one step.  Whatever interrupts an addition, the
store is as it was.

The starter pack that comes with the package is read through the same interface.  A publication that the
user has added takes the place of the selection of it in the starter pack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from corridor.evidence.asking import Codes, conditions, ranked
from corridor.evidence.model import ALL_AGES, Source
from corridor.evidence.problems import EvidenceProblems, Problem
from corridor.evidence.shelf import (
    CATALOGUE,
    Entry,
    commit,
    data_folder,
    locked,
    read_catalogue,
    verified,
    write,
)

if TYPE_CHECKING:
    import polars as pl

    from corridor.evidence.importers.base import Imported

KEPT_ROWS = 800_000
"""Figures of one indicator and source beyond which they are read from the file each time."""

Outcome = Literal["added", "unchanged", "replaced"]


@dataclass(frozen=True)
class Added:
    """What came of adding a file: ``outcome`` for each source, and what a reader should know."""

    outcomes: Mapping[str, Outcome]
    warnings: tuple[Problem, ...] = field(default=())

    @property
    def changed(self) -> bool:
        """Whether the store is another than before."""
        return any(o != "unchanged" for o in self.outcomes.values())


class Store:
    """Evidence with its sources: the starter pack and what the user has added.

    >>> from corridor.evidence import open_store
    >>> store = open_store()
    >>> store.source("wb-bilateral-remittances-2017").publisher
    'World Bank'
    """

    def __init__(self, folder: Path | str | None = None, *, starter: bool = True) -> None:
        """A store in a folder (by default ``evidence`` in :func:`data_folder`), with the starter pack or not."""
        self.folder = Path(folder) if folder is not None else data_folder() / "evidence"
        self.with_starter = starter
        self._frames: dict[tuple[str, str], pl.DataFrame] = {}
        self._read: tuple[tuple[int, int], tuple[Entry, ...]] | None = None

    # What is there

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All sources, the user's first; those of the starter pack that the user has too are left out."""
        own = self._own()
        have = {e.source_id for e in own}
        starter = _starter_entries() if self.with_starter else ()
        return (*own, *(e for e in starter if e.source_id not in have))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of all entries."""
        return tuple(e.source for e in self.entries)

    def _own(self) -> tuple[Entry, ...]:
        """What the user has added; the catalogue is read again only when it was replaced."""
        try:
            stat = (self.folder / CATALOGUE).stat()
        except FileNotFoundError:
            return ()
        mark = (stat.st_mtime_ns, stat.st_ino)
        if self._read is None or self._read[0] != mark:
            self._read = (mark, read_catalogue(self.folder))
        return self._read[1]

    def entry(self, source_id: str) -> Entry:
        """The entry of a source.

        Raises:
            KeyError: no such source; the message lists those there are.
        """
        for e in self.entries:
            if e.source_id == source_id:
                return e
        raise KeyError(f"no source {source_id!r}; there are {', '.join(e.source_id for e in self.entries)}")

    def source(self, source_id: str) -> Source:
        """A source by its id.

        Raises:
            KeyError: no such source.
        """
        return self.entry(source_id).source

    def indicators(self) -> dict[str, list[str]]:
        """Ids of all indicators that have figures, each with the ids of its sources."""
        found: dict[str, list[str]] = {}
        for e in self.entries:
            for name in e.indicators:
                found.setdefault(name, []).append(e.source_id)
        return dict(sorted(found.items()))

    # Figures

    def observations(
        self,
        indicator: str | Sequence[str],
        *,
        origin: Codes = None,
        destination: Codes = None,
        country: Codes = None,
        sex: Codes = None,
        age: Codes = ALL_AGES,
        year: int | Sequence[int] | None = None,
        variant: Codes = None,
        source: Codes = None,
        editions: Literal["best", "all"] = "best",
        whole: bool = False,
        aggregates: bool = False,
    ) -> pl.DataFrame:
        """Figures of one indicator or several, of one source each unless all are asked for.

        Args:
            indicator: ids of the catalogue.
            origin, destination, country, sex, variant: codes to keep; None keeps all.
            age: ages to keep; by default only figures of all ages together, None keeps all ages.
            year: years to keep (the first year of a flow).
            source: only these sources.
            editions: ``best`` takes for each indicator the one source that :func:`ranked` puts first among
                those that have figures for what is asked, so that editions are never mixed; ``all`` gives
                the figures of every source, told apart by ``source_id``.
            whole: leave out sources of which only a selection is here.
            aggregates: keep rows of the world, of other origins and other codes that are no country or
                area; a code that is asked for by name is always kept.

        Returns:
            A frame with the columns of observations; empty if there are no figures.
        """
        import polars as pl

        from corridor.evidence.model import empty_observations

        asked = {
            "origin": origin,
            "destination": destination,
            "country": country,
            "sex": sex,
            "age": age,
            "variant": variant,
        }
        wanted = conditions(asked, year, aggregates)
        parts = []
        for name in [indicator] if isinstance(indicator, str) else indicator:
            for e in ranked(self._having(name, source, whole), name):
                rows = self._figures(e, name, wanted)
                if rows.is_empty():
                    continue
                parts.append(rows)
                if editions == "best":
                    break
        return pl.concat(parts) if parts else empty_observations()

    def alternatives(self, indicator: str, **asked: Any) -> list[str]:
        """Ids of all sources with figures for a question, the one that ``best`` takes first."""
        found = []
        for e in ranked(self._having(indicator, None, False), indicator):
            if not self.observations(indicator, source=e.source_id, **asked).is_empty():
                found.append(e.source_id)
        return found

    def with_provenance(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with publisher, title, edition, licence and address of each row's source."""
        from corridor.evidence.model import sources_frame

        columns = ["source_id", "publisher", "title", "edition", "licence", "address"]
        return frame.join(sources_frame(self.sources).select(columns), on="source_id", how="left")

    def _having(self, indicator: str, source: Codes, whole: bool) -> list[Entry]:
        only = {source} if isinstance(source, str) else set(source) if source is not None else None
        return [
            e
            for e in self.entries
            if indicator in e.indicators
            and (only is None or e.source_id in only)
            and not (whole and e.source.coverage != "whole")
        ]

    def _figures(self, entry: Entry, indicator: str, conditions: Sequence[pl.Expr]) -> pl.DataFrame:
        """The rows of an indicator in a source that meet the conditions.

        What is not too large is kept in memory, in a form that needs little of it.
        """
        import polars as pl

        from corridor.evidence.model import observation_schema

        of_both = (pl.col("source_id") == entry.source_id) & (pl.col("indicator") == indicator)
        key = (entry.file_sha256, f"{entry.source_id} {indicator}")
        if key not in self._frames:
            if entry.indicators[indicator][0] > KEPT_ROWS:
                return pl.scan_parquet(entry.path).filter(of_both, *conditions).collect()
            scan = (
                _starter_figures(entry.path).lazy()
                if entry.home == "starter"
                else pl.scan_parquet(entry.path)
            )
            self._frames[key] = (
                scan.filter(of_both).with_columns(pl.col(pl.String).cast(pl.Categorical)).collect()
            )
        found = self._frames[key]
        return (found.filter(*conditions) if conditions else found).cast(pl.Schema(observation_schema()))

    # Adding

    def add(
        self,
        path: Path | str,
        *,
        format: str | None = None,
        replace: bool = False,
        accept_mismatch: bool = False,
        all_series: bool = False,
    ) -> Added:
        """Read a file and keep it. A file that is there already changes nothing.

        Args:
            path: the file as the publisher gave it.
            format: how to read it, if it is not to be recognised.
            replace: let it take the place of another file of the same source.
            accept_mismatch, all_series: as :func:`corridor.evidence.importers.read` has them.

        Raises:
            EvidenceProblems: the file cannot be read, or another file of the same source is there.
        """
        from corridor.evidence.importers import importer, read
        from corridor.evidence.importers.look import Look
        from corridor.evidence.problems import Unreadable

        path = Path(path)
        try:
            sha = Look(path).fingerprint
        except Unreadable as error:
            raise EvidenceProblems([error.problem]) from None
        known = [e for e in read_catalogue(self.folder) if e.source.sha256 == sha]
        current = all(e.source.importer_version == importer(e.source.importer).VERSION for e in known)
        if known and current and not replace:
            return Added(dict.fromkeys((e.source_id for e in known), "unchanged"))
        found = read(path, format=format, accept_mismatch=accept_mismatch, all_series=all_series)
        return self.keep(found, replace=replace or bool(known))

    def keep(self, found: Imported, *, replace: bool = False) -> Added:
        """Keep what was read. All sources of it are added, or none.

        Raises:
            EvidenceProblems: another file of the same source is there and ``replace`` is not set.
        """
        with locked(self.folder):
            own = {e.source_id: e for e in read_catalogue(self.folder)}
            outcomes: dict[str, Outcome] = {}
            new: dict[str, Entry] = dict(own)
            clashes = []
            for source in found.sources:
                before = own.get(source.source_id)
                same = before is not None and before.source.sha256 == source.sha256
                if same and not replace:
                    outcomes[source.source_id] = "unchanged"
                    continue
                if before is not None and not same and not replace:
                    clashes.append(_clash(before, source))
                    continue
                outcomes[source.source_id] = "replaced" if before is not None else "added"
            if clashes:
                raise EvidenceProblems(clashes)
            for source in found.sources:
                if outcomes[source.source_id] != "unchanged":
                    new[source.source_id] = write(self.folder, source, found)
            if any(o != "unchanged" for o in outcomes.values()):
                commit(self.folder, new)
            return Added(outcomes, found.warnings)

    def remove(self, source_id: str) -> None:
        """Take a source the user has added out of the store.

        Raises:
            KeyError: the user has added no such source.
        """
        with locked(self.folder):
            own = {e.source_id: e for e in read_catalogue(self.folder)}
            if source_id not in own:
                raise KeyError(f"no source {source_id!r} was added; there are {', '.join(own) or 'none'}")
            del own[source_id]
            commit(self.folder, own)

    def verify(self) -> list[Problem]:
        """Read every file again and compare hash, columns and rows; returns what is wrong."""
        problems = []
        try:
            entries = self.entries
        except EvidenceProblems as error:
            return list(error.problems)
        for e in entries:
            problems.extend(verified(e))
        return problems


def open_store(folder: Path | str | None = None, *, starter: bool = True) -> Store:
    """The user's store with the starter pack; the same object for the same folder, so that it stays warm."""
    where = Path(folder) if folder is not None else data_folder() / "evidence"
    return _opened(where, starter)


@lru_cache(maxsize=8)
def _opened(folder: Path, starter: bool) -> Store:
    return Store(folder, starter=starter)


@lru_cache(maxsize=1)
def _starter_entries() -> tuple[Entry, ...]:
    from corridor.evidence.starter import entries

    return entries()


@lru_cache(maxsize=1)
def _starter_figures(path: Path) -> pl.DataFrame:
    """All figures of the starter pack, which are few."""
    import polars as pl

    return pl.read_parquet(path)


def _clash(before: Entry, source: Source) -> Problem:
    said = (
        f"{source.source_id} is in the store from another file ({before.source.file_name}, sha256 "
        f"{before.source.sha256[:12]}); this one has {source.sha256[:12]}. To let it take the other's place, say "
        "replace"
    )
    return Problem(source.file_name, None, None, None, said)
