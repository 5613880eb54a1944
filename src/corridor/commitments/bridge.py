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
from typing import TYPE_CHECKING, Any

from corridor.commitments.answers import commas, number_words
from corridor.commitments.catalogue import Catalogue
from corridor.commitments.draft_rules import benefit_dict, conversion, credit_dict
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
from corridor.countries import country_in_sentence, country_name
from corridor.i18n import _, in_a_row, listed

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
        raise ValueError(_("expected two countries as ISO3 codes, such as MAR-ESP"))
    said = principles(instrument, coder, catalogue)
    schemes = {
        p: [s for s in all_schemes(invented=True) if s.country == p and s.branch == BRANCH] for p in parties
    }
    without = tuple(p for p in parties if not schemes[p])
    if len(without) == 2:
        nothing = _(
            "no scheme is modelled of {countries}, so nothing would run; corridor schemes lists what is"
        )
        raise ValueError(nothing.format(countries=listed(map(country_in_sentence, parties), style="or")))
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
        self.chosen: list[str] = [
            _("Persons covered: {covers} (no clause settles it).").format(covers=covers)
        ]
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
            beside = _("In force beside the draft, and so in the comparison too: {agreements}.")
            self.chosen.append(beside.format(agreements=commas(self.others)))
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
        version["notes"] = [_("Chosen: {choice}").format(choice=c) for c in self.chosen]
        version["notes"] += [_("Left out: {reason}").format(reason=x) for x in self.left_out]
        invented = self.instrument.invented and all(p.startswith("X") for p in self.parties)
        pair = "-".join(self.parties)
        title = _("Draft between {countries} from the clauses of: {instrument}").format(
            countries=listed(country_in_sentence(p) for p in self.parties), instrument=self.instrument.title
        )
        made = _("Made from the clauses coded by {coder}.").format(coder=self.coder or self.instrument.coder)
        return {
            "instrument": f"DRAFT-{pair}",
            "title": title,
            "kind": "bilateral",
            "parties": list(self.parties),
            "draft": True,
            **({"replaces": [self.template.id]} if self.template is not None else {}),
            "validation": "invented" if invented else "draft",
            "validation_note": made,
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
                text = _("{principle}: given in part ({article}), which no parameter expresses: {notes}.")
                notes = in_a_row(c.note.rstrip(".") for c in a.clauses if c.note)
                self.left_out.append(text.format(principle=a.title, article=a.article, notes=notes))
            elif a.answer == SILENT:
                self.left_out.append(_("{principle}: the text is silent.").format(principle=a.title))
            elif a.answer == UNKNOWN:
                self.left_out.append(_("{principle}: nobody has coded it.").format(principle=a.title))
            elif p in ("one-law", "assistance") and a.answer == YES:
                months = next((c.number for c in a.clauses if c.number is not None), None)
                words = {"principle": a.title, "article": a.article}
                text = _("{principle} ({article}): changes no amount that is computed here.")
                if months is not None:
                    words["time"] = number_words(months, "months")
                    text = _(
                        "{principle} ({article}; workers who are sent: up to {time}): changes no amount that is computed here."
                    )
                self.left_out.append(text.format(**words))
        for p in self.parties:
            if not self.schemes[p]:
                text = _(
                    "{country} ({code}): no scheme is modelled, so nothing is computed for it "
                    "and its periods cannot be added; corridor schemes lists what is."
                )
                self.left_out.append(text.format(country=country_name(p), code=p))

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
                exceptions = _("Export to third states and its exceptions: as in {agreement}.")
                self.chosen.append(exceptions.format(agreement=self.template.id))
        third = self.instrument.clause("EU201198SI-01", self.coder)
        if third.state == YES:
            rule["third_states"], rule["third_states_article"] = "yes", third.article
        return rule

    def _credits(self, model: Any) -> list[dict[str, Any]]:
        article = self.said["totalization"].article
        if model is not None and model.credits:
            assert self.template is not None
            same = _("Conversion of periods between the schemes: as in {agreement}.")
            self.chosen.append(same.format(agreement=self.template.id))
            return [credit_dict(c, article) for c in model.credits]
        rules = []
        for to in self.all:
            if to.outputs.frequency == "once":
                continue
            for source in self._sources(to.country):
                how = conversion(to)
                words = {"to": to.id, "source": source.id, "rule": how.pop("words")}
                self.chosen.append(_("Conversion to {to} from {source}: {rule}.").format(**words))
                rules.append(
                    {
                        "to": to.id,
                        "from": source.id,
                        "article": article,
                        **how,
                        "reading": _("Chosen: {rule}.").format(**words),
                    }
                )
        return rules

    def _sources(self, country: str) -> list[Scheme]:
        """Schemes of the other party whose periods are added: insurance first, lump sums only if there is nothing else."""
        other = [s for s in self.all if s.country != country]
        insurance = [s for s in other if s.outputs.frequency != "once"]
        if not insurance:
            for s in other:
                said = _(
                    "Periods of {scheme} are added although it is a lump sum and no insurance: that is for the draft to say."
                ).format(scheme=s.id)
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
        least = _("Own periods below which nothing is owed: as in {agreement}.")
        self.chosen.append(least.format(agreement=self.template.id))
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
            words = {"scheme": scheme.id, "method": known.method, "award": known.award}
            same = _("Method for {scheme}: {method}, {award}, as in {agreement}.")
            self.chosen.append(same.format(**words, agreement=self.template.id))
            return benefit_dict(known, article)
        self.chosen.append(_("Method for {scheme}: pro-rata.").format(scheme=scheme.id))
        return {"method": "pro-rata", "article": article, **self._award(scheme)}

    def _award(self, scheme: Scheme) -> dict[str, str]:
        award = _("Award of {scheme}: own law where own periods suffice, else by totalization.")
        self.chosen.append(award.format(scheme=scheme.id))
        return {"award": "separate-first"}
