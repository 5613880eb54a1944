"""What the founding documents say a plan must not be, as tests: each gives a warning with its sentence, or nothing.

``level`` tells apart a ``warning`` (the test fails), ``may`` (it fails for some values of what is not known) and ``check`` (a
person should look at a label or an entry).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from corridor.i18n import N_, _, in_a_row, isolate, listed, ngettext
from corridor.plan import labels
from corridor.plan.model import Measure, Plan
from corridor.plan.money import Portfolio, percent, portfolio
from corridor.plan.thresholds import TITLES, Thresholds
from corridor.plan.vocabulary import CONDITIONS, FINANCE

LEVELS: Mapping[str, str] = {
    "warning": N_("warning"),
    "may": N_("cannot tell, may be so"),
    "check": N_("check this"),
}

#: Names of the shares of a portfolio.
SHARES: Mapping[str, str] = {
    "count": N_("pieces of work"),
    "funded": N_("pieces of work that have money"),
    "budget": N_("money"),
    "secured": N_("money that is secured"),
}


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """One finding: which test (``code``), founding sentences, what is found, the measures or entries it is about.

    ``thresholds`` are the names of the numbers that it depends on.
    """

    code: str
    level: str
    sentences: tuple[str, ...]
    text: str
    about: tuple[str, ...] = ()
    thresholds: tuple[str, ...] = ()

    def as_dict(self, thresholds: Thresholds) -> dict[str, object]:
        """The warning as plain data, with the sentences in words and the numbers it depends on."""
        return {
            "code": self.code,
            "level": self.level,
            "level_words": _(LEVELS[self.level]),
            "text": self.text,
            "about": list(self.about),
            "sentences": [{"id": s, "text": sentence_text(s)} for s in self.sentences],
            "thresholds": {
                t: {"title": _(TITLES[t]), "value": thresholds.in_words(t)} for t in self.thresholds
            },
        }


def sentence_text(sentence: str) -> str:
    """A founding sentence in our words."""
    from corridor.commitments.catalogue import load_catalogue

    return _(load_catalogue().sentences[sentence].text)


@lru_cache(maxsize=64)
def finance_portfolio(plan: Plan, thresholds: Thresholds) -> Portfolio:
    """How far the plan rests on deployment, remittances and money of the diaspora."""
    certain = frozenset(m.id for m in plan.measures if m.finance)
    return portfolio(plan, certain, labels.doubted(plan, {*FINANCE, "other"}), thresholds)


@lru_cache(maxsize=64)
def from_portfolio(plan: Plan, thresholds: Thresholds) -> Portfolio:
    """How far the plan is about what migrants are to give; untagged measures may be of either sort."""
    certain = frozenset(m.id for m in plan.measures if m.serves == "from")
    open_ = {
        m.id
        for m in plan.measures
        if not m.serves or (m.serves == "for" and m.kind in ("deployment", "diaspora-finance"))
    }
    return portfolio(plan, certain, labels.doubted(plan, {"taking"}) | open_, thresholds)


def warnings(plan: Plan, thresholds: Thresholds | None = None) -> tuple[PlanWarning, ...]:
    """Everything that the tests find, in the order of the tests."""
    from corridor.plan.participation import participation_warnings

    t = thresholds or Thresholds()
    return (
        *_resting(plan, t),
        *_from(plan, t),
        *_voluntary(plan, t),
        *_circularity(plan, t),
        *_security(plan, t),
        *_labels(plan),
        *_rights(plan, t),
        *_money(plan),
        *participation_warnings(plan, t),
    )


def _resting(plan: Plan, t: Thresholds) -> Iterable[PlanWarning]:
    found = finance_portfolio(plan, t)
    said = found.reaches(t.finance_share)
    if said == "no":
        return
    text = (
        _("The plan rests mainly on sending workers abroad, remittances or money of the diaspora: {shares}.")
        if said == "yes"
        else _(
            "It cannot be told whether the plan rests mainly on sending workers abroad, remittances or money of the"
            " diaspora: {shares}."
        )
    )
    about = (*found.certain, *found.possible)
    level = "warning" if said == "yes" else "may"
    yield PlanWarning(
        "rests-on-finance", level, ("B2.5", "N.I.3"), text.format(shares=shares_in_words(found)), about,
        ("finance_share", "token_share"),
    )  # fmt: skip


def _from(plan: Plan, t: Thresholds) -> Iterable[PlanWarning]:
    found = from_portfolio(plan, t)
    said = found.reaches(t.from_share)
    if said == "no":
        return
    text = (
        _("The plan is mainly about what migrants are to give, not about what it does for them: {shares}.")
        if said == "yes"
        else _("It cannot be told whether the plan is mainly about what migrants are to give: {shares}.")
    )
    about = (*found.certain, *found.possible)
    level = "warning" if said == "yes" else "may"
    yield PlanWarning(
        "from-migrants", level, ("B3.4",), text.format(shares=shares_in_words(found)), about,
        ("from_share", "token_share"),
    )  # fmt: skip


def shares_in_words(found: Portfolio) -> str:
    """Every share of a portfolio in one list."""
    entry = _("{of_what}: {share}")
    return in_a_row(
        entry.format(share=isolate(s.words), of_what=_(SHARES[name])) for name, s in found.tests.items()
    )


def _voluntary(plan: Plan, t: Thresholds) -> Iterable[PlanWarning]:
    taking = labels.doubted(plan, {"taking"})
    ours = [m for m in plan.standing if m.serves == "from" or m.kind == "diaspora-finance" or m.id in taking]
    forced = [m for m in ours if m.id in taking or m.opt_in is False]
    if forced:
        yield PlanWarning(
            "taken", "warning", ("B3.1",),
            ngettext(
                "{count} measure takes money or work from migrants, or its words say so: {measures}.",
                "{count} measures take money or work from migrants, or their words say so: {measures}.",
                len(forced),
            ).format(count=len(forced), measures=named(forced)), ids(forced),
        )  # fmt: skip
    unasked = [m for m in ours if not m.opt_in or not any(labels.says_something(d) for d in m.designed_with)]
    if unasked:
        text = _("Not shown to be voluntary, or nobody is named who helped design it: {measures}.")
        yield PlanWarning(
            "not-voluntary", "warning", ("B3.2",), text.format(measures=named(unasked)), ids(unasked)
        )
    named_ones = ids(unasked)
    alone = [m for m in ours if m.id not in named_ones and not _others(m)]
    if alone:
        text = _("Designed only by the organisation that owns the measure: {measures}.")
        yield PlanWarning(
            "designed-alone", "check", ("B3.2",), text.format(measures=named(alone)), ids(alone)
        )


def _others(m: Measure) -> bool:
    """Whether somebody else than the owner helped design it."""
    return any(labels.plain(d) != labels.plain(m.owner) for d in m.designed_with if labels.says_something(d))


def _circularity(plan: Plan, t: Thresholds) -> Iterable[PlanWarning]:
    hinted = labels.doubted(plan, {"conditions"})
    for m in plan.standing:
        if not m.conditions and m.id not in hinted:
            continue
        exchanged = labels.says_something(m.equivalent_right, int(t.least_words))
        if m.conditions and not exchanged:
            text = _("{measure} makes people go back by denying rights: {conditions}.")
        elif exchanged:
            text = _("{measure} holds people to going back and names a right in exchange: {right}.")
        else:
            text = _("The words of {measure} speak of holding people to going back; no condition is stated.")
        said = text.format(
            measure=named([m]),
            conditions=listed(_(CONDITIONS[c]) for c in m.conditions),
            right=m.equivalent_right.rstrip("."),
        )
        denied = m.conditions and not exchanged
        code = "circularity" if denied else "conditions-of-return"
        yield PlanWarning(code, "warning" if denied else "check", ("B5.12",), said, (m.id,), ("least_words",))


def _security(plan: Plan, t: Thresholds) -> Iterable[PlanWarning]:
    hinted = labels.doubted(plan, {"security"})
    lacking = [
        m
        for m in plan.standing
        if (m.kind == "security" or m.id in hinted) and not _human(m, int(t.least_words))
    ]
    sentences = ("B10.2d", "B7.5")
    labelled = [m for m in lacking if m.kind == "security"]
    if labelled:
        text = _("Security measures that do not say what they do for the safety of people: {measures}.")
        said = text.format(measures=named(labelled))
        yield PlanWarning(
            "security-without-people", "warning", sentences, said, ids(labelled), ("least_words",)
        )
    others = [m for m in lacking if m.kind != "security"]
    if others:
        text = _("Speaks of security and does not say what it does for the safety of people: {measures}.")
        said = text.format(measures=named(others))
        yield PlanWarning("security-without-people", "check", sentences, said, ids(others), ("least_words",))


def _human(m: Measure, least_words: int) -> bool:
    """Whether a security entry says something about people that is not a copy of its other column."""
    entry = m.security
    if entry is None or not labels.says_something(entry.human, least_words):
        return False
    return labels.plain(entry.human) != labels.plain(entry.state)


def _labels(plan: Plan) -> Iterable[PlanWarning]:
    from corridor.plan.vocabulary import KINDS

    measures = plan.by_id
    for d in labels.doubts_of(plan):
        m = measures[d.measure]
        words = listed(isolate(w) for w in d.words)
        if d.suspicion == "other":
            text = _("Check the label of {measure}: the label “other” says nothing.")
        elif d.suspicion in KINDS:
            text = _("Check the label of {measure}: it says “{label}”, its words say “{words}”.")
        elif d.suspicion == "taking" and m.serves != "from":
            text = _("Check whom {measure} serves: its words say “{words}”.")
        else:
            continue
        yield PlanWarning(
            "label", "check", ("B2.1b",) if d.suspicion != "taking" else ("B3.4",),
            text.format(measure=named([m]), label=_(KINDS[m.kind]), words=words), (m.id,),
        )  # fmt: skip


def _rights(plan: Plan, t: Thresholds) -> Iterable[PlanWarning]:
    least = int(t.least_words)
    empty: list[Measure] = []
    texts: dict[str, list[Measure]] = {}
    for m in plan.standing:
        r = m.rights
        if r is None or not labels.says_something(r.right, least) or not labels.says_something(r.body):
            empty.append(m)
        else:
            texts.setdefault(labels.plain(r.right), []).append(m)
    if empty:
        yield PlanWarning(
            "rights-entry", "warning", ("N.S.0",),
            ngettext(
                "{count} measure has no rights entry that says which right and which body answers for it: {measures}.",
                "{count} measures have no rights entry that says which right and which body answers for it: {measures}.",
                len(empty),
            ).format(count=len(empty), measures=named(empty)), ids(empty), ("least_words",),
        )  # fmt: skip
    for text, shared in texts.items():
        pieces = {(m.owner, m.outputs, m.kind) for m in shared}
        if len(pieces) > t.copies:
            said = _("One text stands in the rights entries of {measures}: “{text}”.")
            yield PlanWarning(
                "rights-copied", "check", ("N.S.0",), said.format(measures=named(shared), text=text), ids(shared),
                ("copies",),
            )  # fmt: skip


def _money(plan: Plan) -> Iterable[PlanWarning]:
    from corridor.plan.money import money, without_rate

    lost = without_rate(plan)
    if lost:
        text = _("Amounts in {currencies} cannot be compared: the plan states no rate with its source.")
        about = tuple(m.id for m in plan.standing if m.budget and m.budget.currency in lost)
        yield PlanWarning("no-rate", "may", ("B4.1a",), text.format(currencies=listed(lost)), about)
    total = money(plan, plan.standing)
    if plan.envelope is not None and total.least > plan.envelope:
        text = _("The measures cost at least {share} of the total that the plan states.")
        yield PlanWarning(
            "over-total", "warning", ("B4.1a",),
            text.format(share=percent(total.least / plan.envelope) if plan.envelope else _("more than all")),
        )  # fmt: skip
    late = [m for m in plan.standing if m.start and m.start > plan.end]
    if late:
        text = _("Begins only after the plan is over: {measures}.")
        yield PlanWarning(
            "after-the-end", "warning", ("N.C.3",), text.format(measures=named(late)), ids(late)
        )


def named(measures: Iterable[Measure]) -> str:
    """Measures by id and title, at most eight, the rest as a number."""
    all_ = list(measures)
    shown = [_("{id} ({title})").format(id=m.id, title=m.title) for m in all_[:8]]
    if len(all_) > 8:
        more = len(all_) - 8
        shown.append(ngettext("{count} more", "{count} more", more).format(count=more))
    return listed(shown)


def ids(measures: Iterable[Measure]) -> tuple[str, ...]:
    """The ids of measures."""
    return tuple(m.id for m in measures)
