"""Reading an agreement file; every problem in it is reported at once, with its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from corridor.agreements.instrument import (
    AWARDS,
    MEASURES,
    METHODS,
    PERSONAL_SCOPES,
    ROUNDINGS,
    THEORETICAL,
    BenefitRule,
    CreditRule,
    ExportRule,
    Instrument,
    MinimumOwn,
    Version,
)
from corridor.law.parameters import LawDataError, Source, read_number

_TOP = {
    "instrument", "title", "kind", "parties", "draft", "replaces", "validation", "validation_note", "text", "sources",
    "not_modelled", "versions", "note",
}  # fmt: skip
_VERSION = {
    "version", "from", "to", "schemes", "schemes_article", "personal_scope", "credits", "benefits", "minimum_own",
    "export", "third_states", "totalization_article", "equality_article", "notes",
}  # fmt: skip
_CREDIT = {
    "to", "from", "measure", "article", "gives", "per", "round", "at_least", "outside", "whole_month_days", "reading",
}  # fmt: skip
_BENEFIT = {"method", "article", "award", "theoretical", "minimum", "maximum_duration", "reading"}
_EXPORT = {"article", "between_parties", "third_states", "third_states_article", "unless"}
_MINIMUM = {"months", "units", "scheme", "article"}
_THIRD = {"rule", "article"}
_VALIDATION = ("validated", "rules-read", "secondary", "invented", "draft")
_SOURCE = {"title", "publisher", "address", "grade", "read", "note"}


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[str] = []

    def problem(self, where: str, message: str) -> None:
        self.problems.append(f"{self.file}: {where}: {message}")

    def fields(
        self, where: str, entry: Any, allowed: Iterable[str], needed: Iterable[str] = ()
    ) -> dict[str, Any]:
        if not isinstance(entry, Mapping):
            self.problem(where, f"expected fields {', '.join(sorted(allowed))}, not {entry!r}")
            return {}
        for key in entry:
            if key not in allowed:
                near = difflib.get_close_matches(str(key), list(allowed), n=1)
                hint = (
                    f"; did you mean {near[0]}?"
                    if near
                    else f"; expected one of {', '.join(sorted(allowed))}"
                )
                self.problem(f"{where}.{key}", f"unknown field{hint}")
        for key in needed:
            if entry.get(key) in (None, "", []):
                self.problem(f"{where}.{key}", "missing")
        return dict(entry)

    def choice(self, where: str, value: Any, allowed: Iterable[str]) -> str:
        text = _text(value)
        if text not in allowed:
            self.problem(where, f"expected one of {', '.join(allowed)}, not {text!r}")
        return text

    def number(self, where: str, value: Any) -> Fraction | None:
        if value is None:
            return None
        try:
            return read_number(value)
        except ValueError as error:
            self.problem(where, str(error))
            return None

    def day(self, where: str, value: Any) -> date | None:
        if value is None:
            return None
        if type(value) is date:
            return value
        self.problem(where, f"expected a date such as 1997-03-01, not {value!r}")
        return None


def read_instrument(path: str | Path) -> Instrument:
    """Read one agreement file.

    Raises:
        LawDataError: one line for each problem: file, field, what was expected.
        OSError: the file cannot be opened.
    """
    file = Path(path)
    reader = _Reader(file.name)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        raw = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LawDataError(f"{file.name}: not readable as YAML: {' '.join(str(error).split())}") from None
    return instrument_from(raw, reader, str(file))


def instrument_from(raw: Any, reader: _Reader, file: str) -> Instrument:
    """An instrument from the content of its file."""
    top = reader.fields(
        "file", raw, _TOP, ("instrument", "title", "kind", "parties", "validation", "text", "versions")
    )
    if reader.problems and not top:
        raise LawDataError("\n".join(reader.problems))
    parties = tuple(str(p) for p in top.get("parties") or ())
    for p in parties:
        if len(p) != 3 or not p.isalpha() or not p.isupper():
            reader.problem("parties", f"expected ISO3 codes such as CAN, not {p!r}")
    draft = bool(top.get("draft", False))
    versions = tuple(
        _version(reader, f"versions[{i}]", entry, parties, draft)
        for i, entry in enumerate(top.get("versions") or ())
    )
    for earlier, later in zip(versions, versions[1:], strict=False):
        if earlier.ends is None or earlier.ends >= later.starts:
            reader.problem("versions", f"{earlier.name} must end before {later.name} begins")
    reader.choice("kind", top.get("kind"), ("bilateral", "multilateral"))
    reader.choice("validation", top.get("validation"), _VALIDATION)
    sources = {str(k): _source(reader, f"sources.{k}", k, v) for k, v in (top.get("sources") or {}).items()}
    text = _source(reader, "text", "text", top.get("text"))
    if reader.problems:
        raise LawDataError("\n".join(reader.problems))
    return Instrument(
        id=str(top["instrument"]),
        title=_text(top["title"]),
        kind=str(top["kind"]),
        parties=parties,
        versions=versions,
        validation=str(top["validation"]),
        validation_note=_text(top.get("validation_note")),
        text=text,
        sources=sources,
        draft=draft,
        replaces=tuple(str(r) for r in top.get("replaces") or ()),
        not_modelled=tuple(_text(n) for n in top.get("not_modelled") or ()),
        file=file,
    )


def new_reader(name: str) -> _Reader:
    """A reader whose messages call the input ``name``."""
    return _Reader(name)


def _source(reader: _Reader, where: str, key: str, entry: Any) -> Source:
    got = reader.fields(where, entry, _SOURCE, ("title",))
    return Source(
        id=str(key),
        **{k: _text(v) for k, v in got.items() if k in _SOURCE} | {"title": _text(got.get("title"))},
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else " ".join(str(value).split())


def _version(reader: _Reader, where: str, entry: Any, parties: tuple[str, ...], draft: bool) -> Version:
    needed = ("version", "schemes", "personal_scope", "benefits")
    got = reader.fields(where, entry, _VERSION, needed if draft else (*needed, "from"))
    schemes = tuple(str(s) for s in got.get("schemes") or ())
    for s in schemes:
        if s.split("-")[0] not in parties:
            reader.problem(f"{where}.schemes", f"{s} is not a scheme of a party ({', '.join(parties)})")
    scope = reader.fields(
        f"{where}.personal_scope", got.get("personal_scope") or {}, {"covers", "article"}, ("covers",)
    )
    third = reader.fields(f"{where}.third_states", got.get("third_states") or {}, _THIRD)
    if third:
        reader.choice(f"{where}.third_states.rule", third.get("rule"), ("both-bound",))
    return Version(
        name=_text(got.get("version")),
        starts=reader.day(f"{where}.from", got.get("from")) or date(1900, 1, 1),
        ends=reader.day(f"{where}.to", got.get("to")),
        schemes=schemes,
        schemes_article=_text(got.get("schemes_article")),
        personal_scope=reader.choice(f"{where}.personal_scope.covers", scope.get("covers"), PERSONAL_SCOPES),
        personal_scope_article=_text(scope.get("article")),
        credits=tuple(
            _credit(reader, f"{where}.credits[{i}]", c, schemes)
            for i, c in enumerate(got.get("credits") or ())
        ),
        benefits={
            str(s): _benefit(reader, f"{where}.benefits.{s}", str(s), b, schemes)
            for s, b in (got.get("benefits") or {}).items()
        },
        minimum_own={
            str(c): _minimum(reader, f"{where}.minimum_own.{c}", str(c), m, parties)
            for c, m in (got.get("minimum_own") or {}).items()
        },
        export=_export(reader, f"{where}.export", got.get("export"), schemes),
        third_states=str(third["rule"]) if third.get("rule") else None,
        third_states_article=_text(third.get("article")),
        totalization_article=_text(got.get("totalization_article")),
        equality_article=_text(got.get("equality_article")),
        notes=tuple(_text(n) for n in got.get("notes") or ()),
    )


def _credit(reader: _Reader, where: str, entry: Any, schemes: tuple[str, ...]) -> CreditRule:
    got = reader.fields(where, entry, _CREDIT, ("to", "from", "measure", "article"))
    for key in ("to", "from", "outside"):
        if got.get(key) and got[key] not in schemes:
            reader.problem(f"{where}.{key}", f"{got[key]} is not among the schemes of this version")
    at_least = []
    for i, option in enumerate(got.get("at_least") or ()):
        read = reader.fields(f"{where}.at_least[{i}]", option, {"months", "units"})
        at_least.append(
            {k: reader.number(f"{where}.at_least[{i}].{k}", v) or Fraction(0) for k, v in read.items()}
        )
    return CreditRule(
        to=str(got.get("to")),
        source=str(got.get("from")),
        measure=reader.choice(f"{where}.measure", got.get("measure"), MEASURES),
        article=_text(got.get("article")),
        gives=reader.number(f"{where}.gives", got.get("gives", 1)) or Fraction(1),
        per=reader.number(f"{where}.per", got.get("per", 1)) or Fraction(1),
        round=reader.choice(f"{where}.round", got.get("round", "none"), ROUNDINGS),
        at_least=tuple(at_least),
        outside=got.get("outside"),
        whole_month_days=bool(got.get("whole_month_days", False)),
        reading=_text(got.get("reading")),
    )


def _benefit(reader: _Reader, where: str, scheme: str, entry: Any, schemes: tuple[str, ...]) -> BenefitRule:
    got = reader.fields(where, entry, _BENEFIT, ("method", "article"))
    if scheme not in schemes:
        reader.problem(where, f"{scheme} is not among the schemes of this version")
    theoretical = reader.choice(f"{where}.theoretical", got.get("theoretical", "totalized"), THEORETICAL)
    if theoretical == "minimum-period" and not got.get("minimum"):
        reader.problem(f"{where}.minimum", "missing: the scheme's parameter that holds the minimum period")
    return BenefitRule(
        scheme=scheme,
        method=reader.choice(f"{where}.method", got.get("method"), METHODS),
        article=_text(got.get("article")),
        award=reader.choice(f"{where}.award", got.get("award", "separate-first"), AWARDS),
        theoretical=theoretical,
        minimum=got.get("minimum"),
        maximum_duration=reader.number(f"{where}.maximum_duration", got.get("maximum_duration")),
        reading=_text(got.get("reading")),
    )


def _minimum(reader: _Reader, where: str, country: str, entry: Any, parties: tuple[str, ...]) -> MinimumOwn:
    got = reader.fields(where, entry, _MINIMUM, ("article",))
    if country not in parties:
        reader.problem(where, f"{country} is not a party")
    if (got.get("months") is None) == (got.get("units") is None):
        reader.problem(where, "expected months, or units with scheme")
    if got.get("units") is not None and not got.get("scheme"):
        reader.problem(f"{where}.scheme", "missing: whose units")
    return MinimumOwn(
        country=country,
        article=_text(got.get("article")),
        months=reader.number(f"{where}.months", got.get("months")),
        units=reader.number(f"{where}.units", got.get("units")),
        scheme=got.get("scheme"),
    )


def _export(reader: _Reader, where: str, entry: Any, schemes: tuple[str, ...]) -> ExportRule | None:
    if entry is None:
        return None
    got = reader.fields(where, entry, _EXPORT, ("article",))
    unless = {str(k): _text(v) for k, v in (got.get("unless") or {}).items()}
    for scheme in unless:
        if scheme not in schemes:
            reader.problem(f"{where}.unless", f"{scheme} is not among the schemes of this version")
    return ExportRule(
        article=_text(got.get("article")),
        between_parties=bool(got.get("between_parties", True)),
        third_states=reader.choice(
            f"{where}.third_states", got.get("third_states", "no"), ("yes", "no", "insured-in-both")
        ),
        third_states_article=_text(got.get("third_states_article")),
        unless=unless,
    )
