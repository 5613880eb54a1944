"""Reading an agreement file; every problem in it is reported at once, with its place."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

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
from corridor.law.parameters import GRADES, LawDataError, Source, read_number
from corridor.law.yamlfile import UnreadableYamlError, load_yaml

_TOP = {
    "instrument", "title", "kind", "parties", "draft", "replaces", "validation", "validation_note", "text", "sources",
    "not_modelled", "versions", "note",
}  # fmt: skip
_VERSION = {
    "version", "from", "to", "schemes", "schemes_article", "personal_scope", "credits", "benefits", "minimum_own",
    "export", "third_states", "totalization_article", "equality_article", "notes",
}  # fmt: skip
_CREDIT = {
    "to", "from", "measure", "article", "gives", "per", "round", "at_least", "outside", "whole_month_days", "from_age",
    "reading",
}  # fmt: skip
_BENEFIT = {
    "method",
    "article",
    "award",
    "theoretical",
    "minimum",
    "maximum_duration",
    "third_states_in_amount",
    "reading",
}
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
            self.problem(where, f"expected fields {', '.join(sorted(allowed))}, not {_shown(entry)}")
            return {}
        for key in entry:
            if key not in allowed:
                near = difflib.get_close_matches(str(key)[:40], list(allowed), n=1)
                hint = (
                    f"; did you mean {near[0]}?"
                    if near
                    else f"; expected one of {', '.join(sorted(allowed))}"
                )
                self.problem(f"{where}.{str(key)[:40]}", f"unknown field{hint}")
        for key in needed:
            if entry.get(key) in (None, "", [], {}):
                self.problem(f"{where}.{key}", "missing")
        return {str(k): v for k, v in entry.items()}

    def items(self, where: str, value: Any) -> list[Any]:
        """A list; nothing at all is an empty one."""
        if value is None or isinstance(value, list):
            return value or []
        self.problem(where, f"expected a list, not {_shown(value)}")
        return []

    def mapping(self, where: str, value: Any) -> dict[str, Any]:
        """A mapping; nothing at all is an empty one."""
        if value is None or isinstance(value, Mapping):
            return {str(k): v for k, v in (value or {}).items()}
        self.problem(where, f"expected names with what they stand for, not {_shown(value)}")
        return {}

    def truth(self, where: str, value: Any) -> bool:
        """Yes or no."""
        if not isinstance(value, bool):
            self.problem(where, f"expected true or false, not {_shown(value)}")
        return value is True

    def choice(self, where: str, value: Any, allowed: Iterable[str]) -> str:
        text = _text(value)
        if isinstance(value, (list, Mapping)) or text not in allowed:
            self.problem(where, f"expected one of {', '.join(allowed)}, not {_shown(value)}")
        return text

    def number(self, where: str, value: Any, *, whole: bool = False) -> Fraction | None:
        """A number above 0; ``None`` where none is given."""
        if value is None:
            return None
        try:
            number = read_number(value)
        except ValueError as error:
            self.problem(where, str(error))
            return None
        if number <= 0 or (whole and number.denominator != 1):
            self.problem(where, f"expected a {'whole ' if whole else ''}number above 0, not {value}")
            return None
        return number

    def one_unless_said(self, where: str, got: Mapping[str, Any], name: str) -> Fraction:
        """A number above 0 that is 1 where the field is left out; a field left empty says nothing."""
        if name not in got:
            return Fraction(1)
        if got[name] is None:
            self.problem(f"{where}.{name}", "empty: expected a number above 0, or leave the field out for 1")
        return self.number(f"{where}.{name}", got[name]) or Fraction(1)

    def day(self, where: str, value: Any) -> date | None:
        if value is None:
            return None
        if type(value) is date:
            return value
        self.problem(where, f"expected a date such as 1997-03-01, not {_shown(value)}")
        return None


def read_instrument(path: str | Path) -> Instrument:
    """Read one agreement file.

    Raises:
        LawDataError: one line for each problem: file, field, what was expected.
        OSError: the file cannot be opened.
    """
    file = Path(path)
    reader = _Reader(file.name)
    try:
        raw = load_yaml(file)
    except UnreadableYamlError as error:
        raise LawDataError(f"{file.name}: not readable as YAML: {error}") from None
    return instrument_from(raw, reader, str(file))


def instrument_from(raw: Any, reader: _Reader, file: str) -> Instrument:
    """An instrument from the content of its file."""
    top = reader.fields(
        "file", raw, _TOP, ("instrument", "title", "kind", "parties", "validation", "text", "versions")
    )
    if reader.problems and not top:
        raise LawDataError("\n".join(reader.problems))
    parties = tuple(str(p) for p in reader.items("parties", top.get("parties")))
    for p in parties:
        if len(p) != 3 or not p.isalpha() or not p.isupper():
            reader.problem("parties", f"expected ISO3 codes such as CAN, not {_shown(p)}")
    kind = reader.choice("kind", top.get("kind"), ("bilateral", "multilateral"))
    fitting = len(parties) == 2 if kind == "bilateral" else len(parties) > 2
    if parties and (len(set(parties)) != len(parties) or not fitting):
        reader.problem("parties", f"expected {'two' if kind == 'bilateral' else 'three or more'} countries")
    draft = reader.truth("draft", top.get("draft", False))
    versions = tuple(
        _version(reader, f"versions[{i}]", entry, parties, draft)
        for i, entry in enumerate(reader.items("versions", top.get("versions")))
    )
    for earlier, later in itertools.pairwise(versions):
        if earlier.ends is None or earlier.ends >= later.starts:
            reader.problem("versions", f"{earlier.name} must end before {later.name} begins")
    reader.choice("validation", top.get("validation"), _VALIDATION)
    sources = {
        k: _source(reader, f"sources.{k}", k, v)
        for k, v in reader.mapping("sources", top.get("sources")).items()
    }
    replaces = tuple(str(r) for r in reader.items("replaces", top.get("replaces")))
    not_modelled = tuple(_text(n) for n in reader.items("not_modelled", top.get("not_modelled")))
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
        replaces=replaces,
        not_modelled=not_modelled,
        file=file,
    )


def new_reader(name: str) -> _Reader:
    """A reader whose messages call the input ``name``."""
    return _Reader(name)


def _source(reader: _Reader, where: str, key: str, entry: Any) -> Source:
    got = reader.fields(where, entry, _SOURCE, ("title",))
    for name, allowed in (("grade", sorted(GRADES)), ("read", ("yes", "partly", "no"))):
        if got.get(name) is not None:
            reader.choice(f"{where}.{name}", got[name], allowed)
    return Source(
        id=str(key),
        **{k: _text(v) for k, v in got.items() if k in _SOURCE} | {"title": _text(got.get("title"))},
    )


def _shown(value: Any) -> str:
    """A value in a message, cut short."""
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, Mapping):
        return "a mapping"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else " ".join(str(value).split())


def _version(reader: _Reader, where: str, entry: Any, parties: tuple[str, ...], draft: bool) -> Version:
    needed = ("version", "schemes", "personal_scope", "benefits")
    got = reader.fields(where, entry, _VERSION, needed if draft else (*needed, "from"))
    schemes = tuple(str(s) for s in reader.items(f"{where}.schemes", got.get("schemes")))
    for s in schemes:
        if s.split("-")[0] not in parties:
            reader.problem(f"{where}.schemes", f"{s} is not a scheme of a party ({', '.join(parties)})")
    scope = reader.fields(
        f"{where}.personal_scope", got.get("personal_scope") or {}, {"covers", "article"}, ("covers",)
    )
    third = reader.fields(f"{where}.third_states", got.get("third_states") or {}, _THIRD)
    starts = reader.day(f"{where}.from", got.get("from")) or date(1900, 1, 1)
    ends = reader.day(f"{where}.to", got.get("to"))
    if ends is not None and ends < starts:
        reader.problem(f"{where}.to", f"before the from of this version, {starts}")
    if third:
        reader.choice(f"{where}.third_states.rule", third.get("rule"), ("both-bound",))
    return Version(
        name=_text(got.get("version")),
        starts=starts,
        ends=ends,
        schemes=schemes,
        schemes_article=_text(got.get("schemes_article")),
        personal_scope=reader.choice(f"{where}.personal_scope.covers", scope.get("covers"), PERSONAL_SCOPES),
        personal_scope_article=_text(scope.get("article")),
        credits=tuple(
            _credit(reader, f"{where}.credits[{i}]", c, schemes)
            for i, c in enumerate(reader.items(f"{where}.credits", got.get("credits")))
        ),
        benefits={
            str(s): _benefit(reader, f"{where}.benefits.{s}", str(s), b, schemes)
            for s, b in reader.mapping(f"{where}.benefits", got.get("benefits")).items()
        },
        minimum_own={
            str(c): _minimum(reader, f"{where}.minimum_own.{c}", str(c), m, parties)
            for c, m in reader.mapping(f"{where}.minimum_own", got.get("minimum_own")).items()
        },
        export=_export(reader, f"{where}.export", got.get("export"), schemes),
        third_states=str(third["rule"]) if third.get("rule") else None,
        third_states_article=_text(third.get("article")),
        totalization_article=_text(got.get("totalization_article")),
        equality_article=_text(got.get("equality_article")),
        notes=tuple(_text(n) for n in reader.items(f"{where}.notes", got.get("notes"))),
    )


def _credit(reader: _Reader, where: str, entry: Any, schemes: tuple[str, ...]) -> CreditRule:
    got = reader.fields(where, entry, _CREDIT, ("to", "from", "measure", "article"))
    for key in ("to", "from", "outside"):
        if got.get(key) and got[key] not in schemes:
            reader.problem(f"{where}.{key}", f"{_shown(got[key])} is not among the schemes of this version")
    if got.get("to") and str(got["to"]).split("-")[0] == str(got.get("from")).split("-")[0]:
        reader.problem(f"{where}.from", "periods of the same country need no agreement to count")
    at_least = []
    for i, option in enumerate(reader.items(f"{where}.at_least", got.get("at_least"))):
        read = reader.fields(f"{where}.at_least[{i}]", option, {"months", "units"})
        at_least.append(
            {
                k: reader.number(f"{where}.at_least[{i}].{k}", v, whole=k == "months") or Fraction(0)
                for k, v in read.items()
            }
        )
    return CreditRule(
        to=str(got.get("to")),
        source=str(got.get("from")),
        measure=reader.choice(f"{where}.measure", got.get("measure"), MEASURES),
        article=_text(got.get("article")),
        gives=reader.one_unless_said(where, got, "gives"),
        per=reader.one_unless_said(where, got, "per"),
        round=reader.choice(f"{where}.round", got.get("round", "none"), ROUNDINGS),
        at_least=tuple(at_least),
        outside=got.get("outside"),
        whole_month_days=reader.truth(f"{where}.whole_month_days", got.get("whole_month_days", False)),
        from_age=_age(reader, f"{where}.from_age", got.get("from_age")),
        reading=_text(got.get("reading")),
    )


def _age(reader: _Reader, where: str, value: Any) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100):
        return value
    reader.problem(where, f"expected an age in whole years, not {value!r}")
    return None


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
        third_states_in_amount=reader.truth(
            f"{where}.third_states_in_amount", got.get("third_states_in_amount", True)
        ),
        maximum_duration=reader.number(f"{where}.maximum_duration", got.get("maximum_duration")),
        reading=_text(got.get("reading")),
    )


def _minimum(reader: _Reader, where: str, country: str, entry: Any, parties: tuple[str, ...]) -> MinimumOwn:
    got = reader.fields(where, entry, _MINIMUM, ("article",))
    if country not in parties:
        reader.problem(where, f"{country} is not a party")
    if (got.get("months") is None) == (got.get("units") is None):
        reader.problem(where, "expected months, or units with scheme")
    if got.get("units") is not None and str(got.get("scheme") or "").split("-")[0] != country:
        reader.problem(f"{where}.scheme", f"expected the scheme of {country} whose units are meant")
    return MinimumOwn(
        country=country,
        article=_text(got.get("article")),
        months=reader.number(f"{where}.months", got.get("months"), whole=True),
        units=reader.number(f"{where}.units", got.get("units")),
        scheme=got.get("scheme"),
    )


def _export(reader: _Reader, where: str, entry: Any, schemes: tuple[str, ...]) -> ExportRule | None:
    if entry is None:
        return None
    got = reader.fields(where, entry, _EXPORT, ("article",))
    unless = {k: _text(v) for k, v in reader.mapping(f"{where}.unless", got.get("unless")).items()}
    for scheme in unless:
        if scheme not in schemes:
            reader.problem(f"{where}.unless", f"{scheme} is not among the schemes of this version")
    return ExportRule(
        article=_text(got.get("article")),
        between_parties=reader.truth(f"{where}.between_parties", got.get("between_parties", True)),
        third_states=reader.choice(
            f"{where}.third_states", got.get("third_states", "no"), ("yes", "no", "insured-in-both")
        ),
        third_states_article=_text(got.get("third_states_article")),
        unless=unless,
    )
