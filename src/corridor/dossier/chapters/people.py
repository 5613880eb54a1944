"""What people earn: invented but typical careers worked in full, without, with the present and with a draft agreement."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corridor.countries import country_in_sentence, country_name
from corridor.dossier.chapters.shared import ASSUMED, agreement_source, assumed, law_source, scheme_words
from corridor.dossier.document import Block, Chapter, Code, Data, Details, Items, Result, Table, Text
from corridor.dossier.material import Material, Worked
from corridor.i18n import _, date_in_words, ngettext
from corridor.portability.display import comparison_rows, sure, why
from corridor.portability.entitlement import NONE
from corridor.portability.results import ESTIMATE, Entitlement, Status
from corridor.portability.wording import change_text, dates_in_words, one_sentence, short_answer

if TYPE_CHECKING:
    from corridor.portability.results import Difference

#: Places of amounts in the exported table.
CENTS = 2


def chapter(material: Material) -> Chapter:
    """One result a person."""
    title = _("What people earn: typical careers")
    if not material.worked:
        names = " / ".join(country_name(c) for c in material.not_modelled)
        return Chapter(
            "people",
            title,
            _(
                "The pension law of these countries is not modelled: {countries}. Nothing is computed, "
                "which does not say that nothing is owed."
            ).format(countries=names),
            (
                Text(
                    _(
                        "A country is added with a folder of rules and dated figures, each with its article (CONTRIBUTING.md)."
                    ),
                    "open",
                ),
            ),
            (
                Text(
                    _(
                        "What people would be owed cannot be told: the pension law of these countries is not "
                        "modelled ({countries})."
                    ).format(countries=names)
                ),
            ),
        )
    used = {e.scheme for w in material.worked for e in w.answer.results[NONE]}
    laws = [law_source(s) for s in material.schemes if s.id in used]
    agreements = [
        agreement_source(i) for i in [*material.agreements, *([material.draft] if material.draft else [])]
    ]
    lead = _(
        "Invented people with careers as they are usual in this corridor. The law is real; wages "
        "and lengths are assumptions. Every result is an estimate, not a decision."
    )
    blocks: list[Block] = [Text(_(ESTIMATE), "note")]
    if material.not_modelled:
        blocks.append(Text(_not_modelled(material), "open"))
    blocks += [_overview(material), *(_person(material, w) for w in material.worked)]
    return Chapter(
        id="people",
        title=title,
        lead=lead,
        blocks=tuple(blocks),
        findings=tuple(_findings(material)),
        data=(_data(material),),
        sources=(assumed(), *laws, *agreements),
        trace={name: text for w in material.worked for name, text in _trace(w).items()},
    )


def _not_modelled(material: Material) -> str:
    names = " / ".join(country_in_sentence(c) for c in material.not_modelled)
    return _(
        "Not modelled: the pension law of {countries}. What it owes is left open and is never counted as nothing."
    ).format(countries=names)


def _changes(material: Material, worked: Worked) -> list[Difference]:
    return [
        d
        for d in worked.answer.differences(NONE, material.last_set)
        if not d.nothing_changes and d.total is not None
    ]


def answer_sentence(material: Material, worked: Worked) -> str:
    """What the agreement changes for a person, in one sentence."""
    changes = "; ".join(f"{scheme_words(d.scheme)}: {change_text(d)}" for d in _changes(material, worked))
    unknown = [
        scheme_words(d.scheme) for d in worked.answer.differences(NONE, material.last_set) if d.total is None
    ]
    draft = material.draft is not None
    if changes:
        text = (
            _("With the draft, what reaches this person changes: {changes}.")
            if draft
            else _("With the agreements in force, what reaches this person changes: {changes}.")
        ).format(changes=changes)
    elif not draft and not material.agreements:
        text = _("No agreement between the two countries is in force, so each law stands alone.")
    elif len(unknown) == len(worked.answer.results[NONE]):
        text = _("Whether an agreement changes something for this person cannot be told.")
    elif draft:
        text = _("With the draft, nothing changes for this person.")
    else:
        text = _("With the agreements in force, nothing changes for this person.")
    if unknown:
        text += " " + _("The change cannot be told for {schemes}.").format(schemes="; ".join(unknown))
    return text


def _overview(material: Material) -> Table:
    """Everybody in one table: what is owed without and with, scheme by scheme."""
    last = material.last_set
    rows = []
    for w in material.worked:
        for i, e in enumerate(w.answer.results[NONE]):
            after = w.answer.of(last, e.scheme)
            first = w.typical.title if i == 0 else ""
            rows.append((first, e.scheme, short_answer(e), short_answer(after)))
    after_title = _("With the draft") if material.draft else _("With the agreements in force")
    return Table(
        _("All careers beside each other"),
        (_("Who"), _("Scheme"), _("Without an agreement"), after_title),
        tuple(rows),
        sources=(ASSUMED,),
    )


def _person(material: Material, worked: Worked) -> Result:
    answer = worked.answer
    header, rows = comparison_rows(answer)
    table = Table(_("What each country owes"), tuple(header), tuple(tuple(r) for r in rows))
    last = answer.results[material.last_set]
    reasons = tuple(_why(material, worked, e) for e in last)
    silent = tuple(one_sentence(e) for e in answer.silent)
    code_id = worked.typical.id
    first = last[0]
    career = Details(_("The career"), (_career(worked),))
    return Result(
        id=f"person-{code_id}",
        title=worked.typical.title,
        answer=answer_sentence(material, worked),
        comparison=(table, career),
        why=reasons,
        uncertain=(
            *dict.fromkeys(sure(e) for e in last),
            *silent,
            _("Wages and lengths of this career are assumptions."),
        ),
        next=tuple(_next(material, last)),
        sources=(
            ASSUMED,
            *(f"law:{e.scheme}" for e in last),
            *sorted(
                {f"agreement:{e.instrument}" for e in last if e.instrument and _known(material, e.instrument)}
            ),
        ),
        code=Code(
            material.command("check", f"trace/{code_id}.yaml", *material.with_draft),
            "import corridor\n\n"
            f'career = corridor.read_careers("trace/{code_id}.yaml", corridor.vocabulary())\n'
            f"answer = corridor.entitlement(career, {material.python_sets})\n"
            f'print(answer.of("{material.last_set}", "{first.scheme}").amount)',
        ),
    )


def _known(material: Material, instrument: str) -> bool:
    return any(i.id == instrument for i in material.agreements) or (
        material.draft is not None and material.draft.id == instrument
    )


def _career(worked: Worked) -> Table:
    rows = [
        (
            country_name(p["country"]),
            p.get("scheme", _("not modelled")),
            _(p["kind"]),
            _("{start} to {end}").format(start=date_in_words(p["start"]), end=date_in_words(p["end"])),
            _pay(p),
        )
        for p in worked.typical.case["periods"]
    ]
    return Table(
        _("The career"),
        (_("Country"), _("Scheme"), _("Kind"), _("From and to"), _("Pay (assumed)")),
        tuple(rows),
        sources=(ASSUMED,),
    )


def _pay(period: dict[str, Any]) -> str:
    from corridor.i18n import number_in_words

    if "currency" not in period:
        return _("not known") if period.get("earnings") == "unknown" else ""
    amount = f"{period['currency']} {number_in_words(period['earnings'])}"
    return (_("{amount} a month") if period["earnings_per"] == "month" else _("{amount} a year")).format(
        amount=amount
    )


def _why(material: Material, worked: Worked, e: Entitlement) -> Details:
    from corridor.dossier.explanation import page_parts

    first, *rest = why(worked.answer, e)
    blocks: list[Block] = [Text(dates_in_words(first)), Items(tuple(dates_in_words(r) for r in rest))]
    traces = worked.answer.explain(e.scheme, material.last_set)
    for country in page_parts(worked.answer, traces):
        for part in country["schemes"]:
            steps = [*part["steps"], *part["coordination"]]
            table = Table(
                _("Steps of the law, in their order"),
                (_("Step"), _("Value"), _("Article")),
                tuple((s["title"], s["value"], s["article"]) for s in steps),
            )
            figures = tuple(dict.fromkeys(line for s in steps for line in s["parameters"]))
            inside: list[Block] = [table]
            if figures:
                inside.append(Items(figures, _("Figures of the law used here")))
            blocks.append(Details(_("Every step down to the article"), tuple(inside), on_paper=False))
    return Details(f"{country_name(e.country)}: {e.scheme_name} ({short_answer(e)})", tuple(blocks))


def _next(material: Material, results: list[Entitlement]) -> list[str]:
    from corridor.schemes import find_scheme

    lines = []
    for e in results:
        scheme = find_scheme(e.scheme)
        if e.status in (Status.ENTITLED, Status.NOT_YET) and scheme.claim_where:
            lines.append(
                _("{scheme}: where to claim: {where}").format(
                    scheme=scheme_words(e.scheme), where=_(scheme.claim_where)
                )
            )
        if e.refund_due and e.status is Status.ENTITLED:
            lines.append(
                _("{scheme}: do not take a lump sum before the pension has been compared with it.").format(
                    scheme=scheme_words(e.scheme)
                )
            )
    return list(dict.fromkeys(lines))


def _findings(material: Material) -> list[Text]:
    """How many of the careers gain a right; and the one that gains most visibly."""
    gaining = [w for w in material.worked if any(d.right and d.right > 0 for d in _changes(material, w))]
    n, total = len(gaining), len(material.worked)
    if material.draft is None and not material.agreements:
        text = _(
            "No agreement that is modelled is in force, so none of {total} typical careers can add periods of "
            "the two countries."
        )
    elif not gaining:
        text = _("None of {total} typical careers gets a pension from one more scheme by adding periods.")
    elif material.draft is not None:
        text = ngettext(
            "Of {total} typical careers, {n} gets a pension from at least one more scheme if the draft comes into force.",
            "Of {total} typical careers, {n} get a pension from at least one more scheme if the draft comes into force.",
            n,
        )
    else:
        text = ngettext(
            "Of {total} typical careers, {n} gets a pension from at least one more scheme by the agreements in force.",
            "Of {total} typical careers, {n} get a pension from at least one more scheme by the agreements in force.",
            n,
        )
    found = [Text(text.format(n=n, total=total), sources=(ASSUMED,))]
    if gaining:
        w = gaining[0]
        found.append(Text(f"{w.typical.title}: {answer_sentence(material, w)}", sources=(ASSUMED,)))
    return found


def _data(material: Material) -> Data:
    rows = []
    for w in material.worked:
        for name, results in w.answer.results.items():
            for e in [*results, *w.answer.silent]:
                rows.append(
                    {
                        "person": w.typical.id,
                        "title": w.typical.title,
                        "instruments": name,
                        "country": e.country,
                        "scheme": e.scheme,
                        "status": str(e.status),
                        "amount": None if e.amount is None else round(float(e.amount), CENTS),
                        "currency": e.currency,
                        "frequency": e.frequency,
                        "starts": e.starts,
                        "payable_where_person_lives": e.payable,
                        "instrument": e.instrument,
                        "article": e.article,
                        "refund": None if e.refund is None else round(float(e.refund), CENTS),
                        "missing": "; ".join(e.missing),
                        "validation": e.validation,
                    }
                )
    columns = {
        "person": _("the invented person; the career is in trace/"),
        "title": _("who it is"),
        "instruments": _("none, in force or draft"),
        "country": _("country that owes, ISO3"),
        "scheme": _("its scheme"),
        "status": _("entitled, not yet, not entitled, cannot tell, not modelled"),
        "amount": _("amount in currency per frequency; empty unless known"),
        "currency": "ISO 4217",
        "frequency": _("month, week or once"),
        "starts": _("first day payable"),
        "payable_where_person_lives": _("whether it is paid where the person lives"),
        "instrument": _("agreement by which it is owed; empty: own law"),
        "article": _("article that gives it"),
        "refund": _("lump sum that could be taken instead"),
        "missing": _("what is missing where it cannot be told"),
        "validation": _("how far the scheme's amounts are validated"),
    }
    return Data("typical_careers", _("Typical careers: what each scheme owes"), columns, rows, (ASSUMED,))


def _trace(worked: Worked) -> dict[str, bytes]:
    from corridor.portability.export import answer_dict

    answer = worked.answer
    whole = {
        "answer": answer_dict(answer),
        "steps": {
            name: [t.to_dict() for c in answer.countries for t in answer.explain(c, name)]
            for name in answer.results
        },
    }
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), default=str) + "\n"
    return {
        f"{worked.typical.id}.yaml": worked.typical.as_yaml().encode(),
        f"{worked.typical.id}.json": text.encode(),
    }
