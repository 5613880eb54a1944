"""Reading an agreement file; every problem in it is reported at once, with its place."""

from __future__ import annotations

import itertools
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from corridor.agreements.fields import Fields, shown, text_of
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
from corridor.i18n import _
from corridor.law.parameters import GRADES, LawDataError, Source
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


def read_instrument(path: str | Path) -> Instrument:
    """Read one agreement file.

    Raises:
        LawDataError: one line for each problem: file, field, what was expected.
        OSError: the file cannot be opened.
    """
    file = Path(path)
    reader = Fields(file.name)
    try:
        raw = load_yaml(file)
    except UnreadableYamlError as error:
        said = _("{file}: not readable as YAML: {problem}")
        raise LawDataError(said.format(file=file.name, problem=error)) from None
    return instrument_from(raw, reader, str(file))


def instrument_from(raw: Any, reader: Fields, file: str) -> Instrument:
    """An instrument from the content of its file."""
    top = reader.fields(
        "file", raw, _TOP, ("instrument", "title", "kind", "parties", "validation", "text", "versions")
    )
    if reader.problems and not top:
        raise LawDataError("\n".join(reader.problems))
    parties = tuple(str(p) for p in reader.items("parties", top.get("parties")))
    for p in parties:
        if len(p) != 3 or not p.isalpha() or not p.isupper():
            reader.problem(
                "parties", _("expected ISO3 codes such as CAN, not {given}").format(given=shown(p))
            )
    kind = reader.choice("kind", top.get("kind"), ("bilateral", "multilateral"))
    fitting = len(parties) == 2 if kind == "bilateral" else len(parties) > 2
    if parties and (len(set(parties)) != len(parties) or not fitting):
        two = kind == "bilateral"
        reader.problem(
            "parties", _("expected two countries") if two else _("expected three or more countries")
        )
    draft = reader.truth("draft", top.get("draft", False))
    versions = tuple(
        _version(reader, f"versions[{i}]", entry, parties, draft)
        for i, entry in enumerate(reader.items("versions", top.get("versions")))
    )
    for earlier, later in itertools.pairwise(versions):
        if earlier.ends is None or earlier.ends >= later.starts:
            reader.problem(
                "versions",
                _("{earlier} must end before {later} begins"),
                earlier=earlier.name,
                later=later.name,
            )
    reader.choice("validation", top.get("validation"), _VALIDATION)
    sources = {
        k: _source(reader, f"sources.{k}", k, v)
        for k, v in reader.mapping("sources", top.get("sources")).items()
    }
    replaces = tuple(str(r) for r in reader.items("replaces", top.get("replaces")))
    not_modelled = tuple(text_of(n) for n in reader.items("not_modelled", top.get("not_modelled")))
    text = _source(reader, "text", "text", top.get("text"))
    if reader.problems:
        raise LawDataError("\n".join(reader.problems))
    return Instrument(
        id=str(top["instrument"]),
        title=text_of(top["title"]),
        kind=str(top["kind"]),
        parties=parties,
        versions=versions,
        validation=str(top["validation"]),
        validation_note=text_of(top.get("validation_note")),
        text=text,
        sources=sources,
        draft=draft,
        replaces=replaces,
        not_modelled=not_modelled,
        file=file,
    )


def new_reader(name: str) -> Fields:
    """A reader whose messages call the input ``name``."""
    return Fields(name)


def _source(reader: Fields, where: str, key: str, entry: Any) -> Source:
    got = reader.fields(where, entry, _SOURCE, ("title",))
    for name, allowed in (("grade", sorted(GRADES)), ("read", ("yes", "partly", "no"))):
        if got.get(name) is not None:
            reader.choice(f"{where}.{name}", got[name], allowed)
    return Source(
        id=str(key),
        **{k: text_of(v) for k, v in got.items() if k in _SOURCE} | {"title": text_of(got.get("title"))},
    )


def _version(reader: Fields, where: str, entry: Any, parties: tuple[str, ...], draft: bool) -> Version:
    needed = ("version", "schemes", "personal_scope", "benefits")
    got = reader.fields(where, entry, _VERSION, needed if draft else (*needed, "from"))
    schemes = tuple(str(s) for s in reader.items(f"{where}.schemes", got.get("schemes")))
    for s in schemes:
        if s.split("-")[0] not in parties:
            reader.problem(
                f"{where}.schemes",
                _("{scheme} is not a scheme of a party ({parties})"),
                scheme=s,
                parties=", ".join(parties),
            )
    scope = reader.fields(
        f"{where}.personal_scope", got.get("personal_scope") or {}, {"covers", "article"}, ("covers",)
    )
    third = reader.fields(f"{where}.third_states", got.get("third_states") or {}, _THIRD)
    starts = reader.day(f"{where}.from", got.get("from")) or date(1900, 1, 1)
    ends = reader.day(f"{where}.to", got.get("to"))
    if ends is not None and ends < starts:
        reader.problem(f"{where}.to", _("before the from of this version, {day}"), day=starts)
    if third:
        reader.choice(f"{where}.third_states.rule", third.get("rule"), ("both-bound",))
    return Version(
        name=text_of(got.get("version")),
        starts=starts,
        ends=ends,
        schemes=schemes,
        schemes_article=text_of(got.get("schemes_article")),
        personal_scope=reader.choice(f"{where}.personal_scope.covers", scope.get("covers"), PERSONAL_SCOPES),
        personal_scope_article=text_of(scope.get("article")),
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
        third_states_article=text_of(third.get("article")),
        totalization_article=text_of(got.get("totalization_article")),
        equality_article=text_of(got.get("equality_article")),
        notes=tuple(text_of(n) for n in reader.items(f"{where}.notes", got.get("notes"))),
    )


def _not_among(scheme: str) -> str:
    return _("{scheme} is not among the schemes of this version").format(scheme=scheme)


def _credit(reader: Fields, where: str, entry: Any, schemes: tuple[str, ...]) -> CreditRule:
    got = reader.fields(where, entry, _CREDIT, ("to", "from", "measure", "article"))
    for key in ("to", "from", "outside"):
        if got.get(key) and got[key] not in schemes:
            reader.problem(f"{where}.{key}", _not_among(shown(got[key])))
    if got.get("to") and str(got["to"]).split("-")[0] == str(got.get("from")).split("-")[0]:
        reader.problem(f"{where}.from", _("periods of the same country need no agreement to count"))
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
        article=text_of(got.get("article")),
        gives=reader.one_unless_said(where, got, "gives"),
        per=reader.one_unless_said(where, got, "per"),
        round=reader.choice(f"{where}.round", got.get("round", "none"), ROUNDINGS),
        at_least=tuple(at_least),
        outside=got.get("outside"),
        whole_month_days=reader.truth(f"{where}.whole_month_days", got.get("whole_month_days", False)),
        from_age=_age(reader, f"{where}.from_age", got.get("from_age")),
        reading=text_of(got.get("reading")),
    )


def _age(reader: Fields, where: str, value: Any) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100):
        return value
    reader.problem(where, _("expected an age in whole years, not {value}").format(value=repr(value)))
    return None


def _benefit(reader: Fields, where: str, scheme: str, entry: Any, schemes: tuple[str, ...]) -> BenefitRule:
    got = reader.fields(where, entry, _BENEFIT, ("method", "article"))
    if scheme not in schemes:
        reader.problem(where, _not_among(scheme))
    theoretical = reader.choice(f"{where}.theoretical", got.get("theoretical", "totalized"), THEORETICAL)
    if theoretical == "minimum-period" and not got.get("minimum"):
        reader.problem(f"{where}.minimum", _("missing: the scheme's parameter that holds the minimum period"))
    return BenefitRule(
        scheme=scheme,
        method=reader.choice(f"{where}.method", got.get("method"), METHODS),
        article=text_of(got.get("article")),
        award=reader.choice(f"{where}.award", got.get("award", "separate-first"), AWARDS),
        theoretical=theoretical,
        minimum=got.get("minimum"),
        third_states_in_amount=reader.truth(
            f"{where}.third_states_in_amount", got.get("third_states_in_amount", True)
        ),
        maximum_duration=reader.number(f"{where}.maximum_duration", got.get("maximum_duration")),
        reading=text_of(got.get("reading")),
    )


def _minimum(reader: Fields, where: str, country: str, entry: Any, parties: tuple[str, ...]) -> MinimumOwn:
    got = reader.fields(where, entry, _MINIMUM, ("article",))
    if country not in parties:
        reader.problem(where, _("{country} is not a party").format(country=country))
    if (got.get("months") is None) == (got.get("units") is None):
        reader.problem(where, _("expected months, or units with scheme"))
    if got.get("units") is not None and str(got.get("scheme") or "").split("-")[0] != country:
        reader.problem(
            f"{where}.scheme", _("expected the scheme of {country} whose units are meant"), country=country
        )
    return MinimumOwn(
        country=country,
        article=text_of(got.get("article")),
        months=reader.number(f"{where}.months", got.get("months"), whole=True),
        units=reader.number(f"{where}.units", got.get("units")),
        scheme=got.get("scheme"),
    )


def _export(reader: Fields, where: str, entry: Any, schemes: tuple[str, ...]) -> ExportRule | None:
    if entry is None:
        return None
    got = reader.fields(where, entry, _EXPORT, ("article",))
    unless = {k: text_of(v) for k, v in reader.mapping(f"{where}.unless", got.get("unless")).items()}
    for scheme in unless:
        if scheme not in schemes:
            reader.problem(f"{where}.unless", _not_among(scheme))
    return ExportRule(
        article=text_of(got.get("article")),
        between_parties=reader.truth(f"{where}.between_parties", got.get("between_parties", True)),
        third_states=reader.choice(
            f"{where}.third_states", got.get("third_states", "no"), ("yes", "no", "insured-in-both")
        ),
        third_states_article=text_of(got.get("third_states_article")),
        unless=unless,
    )
