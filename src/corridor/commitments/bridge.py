"""From coded clauses to a draft agreement that runs: the five principles as parameters of the engine.

    totalization   periods of each party's schemes are credited in the other's (``credits``), by the formula coded (``benefits``)
    export         benefits are paid where the person lives (``export``)
    equality       the article on equal treatment;  one law, assistance: kept as notes, they change no amount here

Clauses say whether, and sometimes by which formula; they seldom say how months become weeks.  What the clauses leave open is
taken from the agreement between the same parties that is modelled already, else it is a plain choice; either way it is listed
under ``chosen`` and stands in the draft.  A principle on which nothing was coded, or that is given in part, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from corridor.commitments.catalogue import Catalogue
from corridor.commitments.instruments import CodedInstrument
from corridor.commitments.principles import (
    BRANCH,
    PARTLY,
    SILENT,
    UNKNOWN,
    YES,
    PrincipleAnswer,
    principles,
)
from corridor.countries import country_name

if TYPE_CHECKING:
    from corridor.agreements import Instrument
    from corridor.schemes import Scheme

#: Formula of the clauses and method of the engine.
FORMULAS = {"pro-rata": "pro-rata", "direct": "own-periods", "integrated": "residence-pays"}


@dataclass(frozen=True)
class Draft:
    """An executable draft and how it came about.

    ``raw`` is the content of its file, ``instrument`` the same as the engine reads it.  ``chosen`` are parameters that no
    clause gives, ``left_out`` what is coded and does not run, ``without_scheme`` parties of which no scheme is modelled.
    """

    raw: Mapping[str, Any]
    instrument: Instrument
    principles: Mapping[str, PrincipleAnswer]
    chosen: tuple[str, ...]
    left_out: tuple[str, ...]
    without_scheme: tuple[str, ...]

    def as_yaml(self) -> str:
        """The draft as a file that ``corridor check --draft`` reads."""
        import yaml

        body: str = yaml.safe_dump(dict(self.raw), sort_keys=False, allow_unicode=True, width=110)
        return (
            "# A draft made from coded clauses; its notes say what was chosen and what is left out.\n" + body
        )

    def as_dict(self) -> dict[str, object]:
        """The draft as plain data."""
        return {
            "draft": dict(self.raw),
            "principles": {
                p: {
                    "answer": a.answer,
                    "article": a.article,
                    "requirements": [c.requirement for c in a.clauses],
                }
                for p, a in self.principles.items()
            },
            "chosen": list(self.chosen),
            "left_out": list(self.left_out),
            "without_scheme": list(self.without_scheme),
        }


def draft_from(
    instrument: CodedInstrument,
    parties: Sequence[str],
    *,
    coder: str | None = None,
    covers: str = "insured",
    catalogue: Catalogue | None = None,
) -> Draft:
    """The executable draft of an agreement between two parties, from coded clauses.

    Args:
        instrument: whose clauses are used; its own parties may be others.
        parties: two countries (ISO3).
        coder: whose clauses; the first coder if none is named.
        covers: personal scope of the draft, "insured" or "nationals" (no clause settles it).
        catalogue: the catalogue; the shipped one if none is given.

    Raises:
        CommitmentProblems: clauses contradict each other on a principle.
        ValueError: not two countries, or no scheme of either is modelled.
    """
    from corridor.schemes import all_schemes

    if len(set(parties)) != 2 or not all(len(p) == 3 and p.isalpha() and p.isupper() for p in parties):
        raise ValueError("expected two countries as ISO3 codes, such as MAR-ESP")
    said = principles(instrument, coder, catalogue)
    schemes = {
        p: [s for s in all_schemes(invented=True) if s.country == p and s.branch == BRANCH] for p in parties
    }
    without = tuple(p for p in parties if not schemes[p])
    if len(without) == 2:
        raise ValueError(
            f"no scheme of {country_name(parties[0])} or of {country_name(parties[1])} is modelled, so nothing would run; "
            "corridor schemes lists what is"
        )
    maker = _Maker(instrument, tuple(parties), said, schemes, covers, coder)
    raw = maker.make()
    from corridor.agreements.reader import instrument_from, new_reader

    made = instrument_from(raw, new_reader("draft"), "")
    return Draft(raw, made, said, tuple(maker.chosen), tuple(maker.left_out), without)


class _Maker:
    """Builds the content of the draft's file and keeps what had to be chosen or left out."""

    def __init__(
        self,
        instrument: CodedInstrument,
        parties: tuple[str, ...],
        said: Mapping[str, PrincipleAnswer],
        schemes: Mapping[str, Sequence[Scheme]],
        covers: str,
        coder: str | None,
    ) -> None:
        from corridor.agreements import all_instruments

        self.instrument, self.parties, self.said, self.covers = instrument, parties, said, covers
        self.coder = coder
        self.schemes = schemes
        self.all = [s for p in parties for s in schemes[p]]
        self.chosen: list[str] = [f"Persons covered: {covers} (no clause settles it)."]
        self.left_out: list[str] = []
        between = [i for i in all_instruments(invented=True) if set(i.parties) == set(parties)]
        named = [i for i in between if i.id == instrument.agreement]
        self.template: Instrument | None = next(iter(named or between), None)
        self.others = [
            i.id
            for i in all_instruments(invented=True)
            if set(parties) < set(i.parties) and len(i.parties) > 2
        ]

    def make(self) -> dict[str, Any]:
        self._say_what_does_not_run()
        if self.others:
            self.chosen.append(
                f"In force beside the draft, and so in the comparison too: {', '.join(self.others)}."
            )
        totalizes = self._totalizes()
        model = self.template.versions[-1] if self.template is not None else None
        version: dict[str, Any] = {
            "version": "draft from coded clauses",
            "schemes": [s.id for s in self.all],
            "schemes_article": "as modelled",
            "personal_scope": {"covers": self.covers, "article": "chosen"},
        }
        if self._given("equality"):
            version["equality_article"] = self.said["equality"].article
        export = self._export(model)
        if export is not None:
            version["export"] = export
        if totalizes:
            version["totalization_article"] = self.said["totalization"].article
            version["credits"] = self._credits(model)
            minimum = self._minimum(model)
            if minimum:
                version["minimum_own"] = minimum
        version["benefits"] = {s.id: self._benefit(s, model, totalizes, export is not None) for s in self.all}
        version["notes"] = [f"Chosen: {c}" for c in self.chosen] + [f"Left out: {x}" for x in self.left_out]
        invented = self.instrument.invented and all(p.startswith("X") for p in self.parties)
        pair = "-".join(self.parties)
        between = " and ".join(country_name(p) for p in self.parties)
        return {
            "instrument": f"DRAFT-{pair}",
            "title": f"Draft between {between} from the clauses of: {self.instrument.title}",
            "kind": "bilateral",
            "parties": list(self.parties),
            "draft": True,
            **({"replaces": [self.template.id]} if self.template is not None else {}),
            "validation": "invented" if invented else "draft",
            "validation_note": f"Made from the clauses coded by {self.coder or self.instrument.coder}.",
            "text": {
                "title": self.instrument.title,
                **({"grade": "invented"} if self.instrument.invented else {}),
                **({"address": self.instrument.text.address} if self.instrument.text.address else {}),
            },
            "not_modelled": list(self.left_out),
            "versions": [version],
        }

    def _given(self, principle: str) -> bool:
        return self.said[principle].answer == YES

    def _say_what_does_not_run(self) -> None:
        for p, a in self.said.items():
            if a.answer == PARTLY:
                notes = "; ".join(c.note for c in a.clauses if c.note)
                self.left_out.append(
                    f"{a.title}: given in part ({a.article}), which no parameter expresses: {notes}."
                )
            elif a.answer in (SILENT, UNKNOWN):
                why = "the text is silent" if a.answer == SILENT else "nobody has coded it"
                self.left_out.append(f"{a.title}: {why}.")
            elif p in ("one-law", "assistance") and a.answer == YES:
                months = next((c.number for c in a.clauses if c.number is not None), None)
                stay = f", workers who are sent up to {float(months):g} months" if months is not None else ""
                self.left_out.append(
                    f"{a.title} ({a.article}{stay}): changes no amount that is computed here."
                )
        for p in self.parties:
            if not self.schemes[p]:
                self.left_out.append(
                    f"{country_name(p)} ({p}): no scheme is modelled, so nothing is computed for it "
                    "and its periods cannot be added; corridor schemes lists what is."
                )

    def _totalizes(self) -> bool:
        return self._given("totalization") and all(self.schemes[p] for p in self.parties)

    def _export(self, model: Any) -> dict[str, Any] | None:
        if not self._given("export"):
            return None
        rule: dict[str, Any] = {
            "article": self.said["export"].article,
            "between_parties": True,
            "third_states": "no",
        }
        if model is not None and model.export is not None:
            assert self.template is not None
            rule["third_states"] = model.export.third_states
            if model.export.unless:
                rule["unless"] = dict(model.export.unless)
            if model.export.third_states != "no" or model.export.unless:
                self.chosen.append(f"Export to third states and its exceptions: as in {self.template.id}.")
        third = self.instrument.clause("EU201198SI-01", self.coder)
        if third.state == YES:
            rule["third_states"], rule["third_states_article"] = "yes", third.article
        return rule

    def _credits(self, model: Any) -> list[dict[str, Any]]:
        article = self.said["totalization"].article
        if model is not None and model.credits:
            assert self.template is not None
            self.chosen.append(f"Conversion of periods between the schemes: as in {self.template.id}.")
            return [_credit_dict(c, article) for c in model.credits]
        rules = []
        for to in self.all:
            if to.outputs.frequency == "once":
                continue
            for source in self._sources(to.country):
                how = _conversion(to)
                words = f"{to.id} from {source.id}: {how.pop('words')}"
                self.chosen.append(f"Conversion {words}.")
                rules.append(
                    {
                        "to": to.id,
                        "from": source.id,
                        "article": article,
                        **how,
                        "reading": f"Chosen: {words}.",
                    }
                )
        return rules

    def _sources(self, country: str) -> list[Scheme]:
        """Schemes of the other party whose periods are added: insurance first, lump sums only if there is nothing else."""
        other = [s for s in self.all if s.country != country]
        insurance = [s for s in other if s.outputs.frequency != "once"]
        if not insurance:
            for s in other:
                said = f"Periods of {s.id} are added although it is a lump sum and no insurance: that is for the draft to say."
                if said not in self.chosen:
                    self.chosen.append(said)
        return insurance or other

    def _minimum(self, model: Any) -> dict[str, Any]:
        clauses = self.said["totalization"].clauses
        months = next((c.number for c in clauses if c.number), None)
        if months is not None and months.denominator == 1:
            article = self.said["totalization"].article
            return {p: {"months": str(months), "article": article} for p in self.parties}
        if model is None or not model.minimum_own:
            return {}
        assert self.template is not None
        self.chosen.append(f"Own periods below which nothing is owed: as in {self.template.id}.")
        return {
            p: {
                "article": f"as in {m.article} of {self.template.id}",
                **(
                    {"months": str(m.months)}
                    if m.months is not None
                    else {"units": str(m.units), "scheme": m.scheme}
                ),
            }
            for p, m in model.minimum_own.items()
        }

    def _benefit(self, scheme: Scheme, model: Any, totalizes: bool, exports: bool) -> dict[str, Any]:
        if not totalizes or scheme.outputs.frequency == "once":
            method = "export-only" if exports else "posting-only"
            return {"method": method, "article": self.said["export"].article or "no clause"}
        article = self.said["totalization"].article
        formula = self.instrument.clause("C157-03", self.coder)
        # the modelled agreement made from the same text says it scheme by scheme, which one word cannot
        same_text = self.template is not None and self.template.id == self.instrument.agreement
        if formula.state == "value" and formula.value in FORMULAS and not same_text:
            return {
                "method": FORMULAS[str(formula.value)],
                "article": formula.article or article,
                **self._award(scheme),
            }
        known = model.benefits.get(scheme.id) if model is not None else None
        if known is not None and self.template is not None:
            self.chosen.append(
                f"Method for {scheme.id}: {known.method}, {known.award}, as in {self.template.id}."
            )
            return _benefit_dict(known, article)
        self.chosen.append(f"Method for {scheme.id}: pro-rata.")
        return {"method": "pro-rata", "article": article, **self._award(scheme)}

    def _award(self, scheme: Scheme) -> dict[str, str]:
        self.chosen.append(f"Award of {scheme.id}: own law where own periods suffice, else by totalization.")
        return {"award": "separate-first"}


def _conversion(to: Scheme) -> dict[str, Any]:
    """How foreign months become units of a scheme, where no agreement between the parties says it."""
    if to.unit == "week":
        return {
            "measure": "month",
            "per": "3",
            "gives": "13",
            "round": "down",
            "words": "13 weeks for 3 months, rounded down",
        }
    if to.unit == "quarter":
        return {
            "measure": "month",
            "per": "3",
            "gives": "1",
            "round": "down",
            "words": "1 quarter for 3 months, rounded down",
        }
    if to.unit == "year":
        return {"measure": "calendar-year", "gives": "1", "words": "1 year for a calendar year with a period"}
    if to.unit == "day":
        return {"measure": "day", "words": "day for day"}
    return {"measure": "month", "words": "month for month"}


def _credit_dict(rule: Any, article: str) -> dict[str, Any]:
    """A credit rule of a modelled agreement as the draft writes it."""
    row: dict[str, Any] = {"to": rule.to, "from": rule.source, "measure": rule.measure, "article": article}
    for name in ("gives", "per"):
        if getattr(rule, name) != Fraction(1):
            row[name] = str(getattr(rule, name))
    if rule.round != "none":
        row["round"] = rule.round
    if rule.at_least:
        row["at_least"] = [
            {k: (int(v) if v.denominator == 1 else str(v)) for k, v in o.items()} for o in rule.at_least
        ]
    for name in ("outside", "from_age"):
        if getattr(rule, name) is not None:
            row[name] = getattr(rule, name)
    if rule.whole_month_days:
        row["whole_month_days"] = True
    return row


def _benefit_dict(rule: Any, article: str) -> dict[str, Any]:
    row: dict[str, Any] = {"method": rule.method, "article": article, "award": rule.award}
    if rule.theoretical != "totalized":
        row |= {"theoretical": rule.theoretical, "minimum": rule.minimum}
    if rule.maximum_duration is not None:
        row["maximum_duration"] = str(rule.maximum_duration)
    if not rule.third_states_in_amount:
        row["third_states_in_amount"] = False
    return row
