"""One command, one folder: a dossier that is the same byte for byte whenever it is built from the same inputs.

The folder holds ``index.html``, ``dossier.pdf``, ``dossier.xlsx``, ``tables/``, ``trace/``, ``inputs/`` and
``manifest.json``.  Nothing in it depends on the clock, the machine or the place where it stands.  It is
built beside the folder that is asked for and takes its place in one step at the end.

    >>> from corridor.dossier.building import build
    >>> from corridor.dossier.material import Order
    >>> made = build(Order("PHL", "CAN"), "dossier")        # doctest: +SKIP
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import corridor
from corridor.countries import country_name
from corridor.dossier.chapters import makers
from corridor.dossier.document import Chapter, Document, plain
from corridor.dossier.drafts import completed
from corridor.dossier.findings import Finding, chosen, findings_chapter, sources_chapter
from corridor.dossier.folder import FORMAT, MANIFEST, put
from corridor.dossier.material import (
    BEFORE_DRAFT_FILE,
    BEFORE_FILE,
    CODED_FILE,
    CONSULTATION_FILE,
    DRAFT_FILE,
    PARTNERSHIPS_FILE,
    PLAN_FILE,
    POPULATION_FILE,
    Material,
    Order,
    Progress,
    gather,
)
from corridor.i18n import _, date_in_words, language
from corridor.portability.results import ESTIMATE

#: Packages whose version may change what is written.
PACKAGES = ("numpy", "polars", "typst", "xlsxwriter", "fontpkg-amiri", "fontpkg-noto-sans")
#: Folders of the package whose rules and data decide the results.
LAW = ("law", "schemes", "agreements", "portability", "commitments", "evidence", "careers", "plan",
       "partnerships", "dialogue", "dossier")  # fmt: skip


@dataclass(frozen=True)
class Built:
    """A dossier that was written: where, its content hash, and its files with their hashes."""

    folder: Path
    content_hash: str
    files: Mapping[str, str]
    title: str


def build(
    order: Order, folder: str | Path, *, language_code: str = "en", progress: Progress | None = None
) -> Built:
    """Build the dossier of a corridor into a folder.

    Args:
        order: the countries and the inputs.
        folder: where it goes; an older dossier there is replaced in one step.
        language_code: one of the languages of the catalogues.
        progress: called with what was done, how many steps are done and how many there are.

    Raises:
        FileExistsError: the folder holds something that is not (only) a dossier.
        ValueError: a language without a catalogue.
        corridor.evidence.profile.UnknownPlace, corridor.careers.CareerProblems, and the errors of the other
            readers: an input is not what it must be.
    """
    from corridor.dossier.folder import check

    target = Path(folder).absolute()
    check(target)
    order = completed(order)
    with language(language_code):
        title, files = contents(order, language_code, progress)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    content_hash = hash_of(hashes)
    files[MANIFEST] = _manifest(order, language_code, title, hashes, content_hash, files)
    put(files, target)
    return Built(target, content_hash, hashes, title)


def hash_of(hashes: Mapping[str, str]) -> str:
    """The content hash: SHA-256 over the lines "hash, two spaces, name" of all files, sorted by name."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def contents(
    order: Order, language_code: str = "en", progress: Progress | None = None
) -> tuple[str, dict[str, bytes]]:
    """The title and every file of a dossier but the manifest, in the current language."""
    from corridor.dossier.book import workbook
    from corridor.dossier.page import page
    from corridor.dossier.pages import made_with
    from corridor.dossier.tables import tables

    done, total = 0, 8

    def step(what: str, *_counts: int) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(what, done, total)

    material = gather(order, step)
    document, findings = compose(material, language_code)
    footer = made_with()
    files: dict[str, bytes] = {"index.html": page(document, findings, footer).encode()}
    step("index.html")
    files["dossier.pdf"] = _pdf(document, findings, footer)
    step("dossier.pdf")
    files["dossier.xlsx"] = workbook(document, footer)
    step("dossier.xlsx")
    files |= {f"tables/{name}": data for name, data in tables(document).items()}
    files |= {f"trace/{name}": data for c in document.chapters for name, data in c.trace.items()}
    files |= _inputs(material)
    step("tables/, trace/")
    return document.title, files


def compose(material: Material, language_code: str) -> tuple[Document, list[Finding]]:
    """The document: the chapters with the findings before and the sources after them."""
    made: list[Chapter] = []
    for make in makers():
        chapter = make(material)
        if chapter is not None:
            made.append(chapter)
            material.artefacts += chapter.artefacts
    findings = chosen(made)
    chapters = (findings_chapter(findings), *made, sources_chapter(material))
    names = [country_name(c) for c in material.pair]
    about = _(
        "Who moves between the two countries, under which rules, what these rules give to "
        "people, and what they leave out. Agreements and treaties as of {day}."
    ).format(day=date_in_words(material.order.day))
    note = _(ESTIMATE) + " " + _("The people in the examples are invented.")
    if material.draft is not None:
        note += " " + _("Compared with a draft: {title}.").format(title=material.draft.title)
    title = _("{origin} to {destination}").format(origin=names[0], destination=names[1])
    return Document(title, about, note, language_code, chapters), findings


def _pdf(document: Document, findings: list[Finding], footer: str) -> bytes:
    from corridor.dossier.drawings import pictured
    from corridor.dossier.page import shown_findings, shown_sources
    from corridor.dossier.typesetting import pdf

    words = {
        "kicker": _("Corridor dossier"),
        "contents": _("Contents"),
        "why": _("Why"),
        "uncertain": _("What is uncertain"),
        "next": _("What next"),
        "again": _("How to get this result again"),
        "sources": _("Sources"),
        "unknown": _("not known"),
    }
    data: dict[str, Any] = {
        "document": pictured(plain(document)),
        "findings": shown_findings(document, findings),
        "sources": shown_sources(document),
        "footer": footer,
        "words": words,
    }
    return pdf("dossier.typ", data, document.language)


def _inputs(material: Material) -> dict[str, bytes]:
    """What the results can be made again from.

    A supplied file of careers is left out: it is about people, and a dossier is passed on.
    """
    import polars as pl

    files: dict[str, bytes] = {}
    order = material.order
    if order.draft is not None:
        files[DRAFT_FILE] = order.draft.read_bytes()
    if order.coded is not None:
        files[CODED_FILE] = order.coded.read_bytes()
    if order.before is not None and material.before is not None:
        files[BEFORE_FILE] = order.before.read_bytes()
        files[BEFORE_DRAFT_FILE] = material.before.draft.as_yaml().encode()
    if order.plan is not None:
        files[PLAN_FILE] = order.plan.read_bytes()
    if material.consultation is not None:
        files[CONSULTATION_FILE] = material.consultation.as_json()
    if order.partnerships:
        from corridor.partnerships.registry import yaml_of

        own = [p for p in material.registry if p.id not in material.registry.built_in]
        files[PARTNERSHIPS_FILE] = yaml_of(own).encode()
    p = material.population
    if p is not None and p.invented:
        out = BytesIO()
        careers = p.careers
        careers.persons.join(
            careers.periods, on="person_id", how="inner", maintain_order="left_right"
        ).with_columns(pl.col(pl.Categorical).cast(pl.String)).write_parquet(out)
        files[POPULATION_FILE] = out.getvalue()
    return files


def _manifest(
    order: Order,
    language_code: str,
    title: str,
    hashes: Mapping[str, str],
    content_hash: str,
    files: Mapping[str, bytes],
) -> bytes:
    from corridor.dossier.assumptions import assumptions
    from corridor.evidence.store import open_store

    def entry(path: Path | None) -> dict[str, object] | None:
        if path is None:
            return None
        data = path.read_bytes()
        return {"name": path.name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    sources = json.loads(files["tables/sources.json"])
    editions = _editions(files["tables/sources.csv"])
    store = open_store(order.store)
    manifest = {
        "format": FORMAT,
        "title": title,
        "corridor": {"origin": order.origin, "destination": order.destination},
        "language": language_code,
        "on": order.day.isoformat(),
        "content_hash": content_hash,
        "content_hash_is": "sha256 over the lines 'sha256  name' of the files below, sorted by name",
        "inputs": {
            "draft": entry(order.draft),
            "careers": entry(order.careers),
            "coded": entry(order.coded),
            "before": entry(order.before),
            "plan": entry(order.plan),
            "consultation": entry(order.consultation),
            "partnerships": [entry(p) for p in order.partnerships],
            "evidence": [
                {"source": s.source_id, "edition": s.edition, "sha256": s.sha256}
                for s in sorted(store.sources, key=lambda s: s.source_id)
            ],
            "rules_sha256": _rules(),
        },
        "population": None
        if order.careers is not None
        else {
            "number": order.number or assumptions().number,
            "seed": assumptions().seed if order.seed is None else order.seed,
        },
        "versions": {"corridor": corridor.__version__, **{p: version(p) for p in PACKAGES}},
        "sources": {"count": sources["rows"], "editions": editions},
        "files": [{"name": n, "bytes": len(files[n]), "sha256": h} for n, h in hashes.items()],
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()


def _editions(csv: bytes) -> dict[str, str]:
    import polars as pl

    frame = pl.read_csv(csv, infer_schema=False)
    return {r["source_id"]: r["edition"] or "" for r in frame.iter_rows(named=True)}


def _rules() -> str:
    """One hash over the rules and data files of the package."""
    home = Path(corridor.__file__).parent
    digest = hashlib.sha256()
    for room in LAW:
        for file in sorted(home.joinpath(room).rglob("*")):
            if file.suffix in (".py", ".yaml", ".parquet", ".csv", ".html", ".typ"):
                digest.update(file.relative_to(home).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()
