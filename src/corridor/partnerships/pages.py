"""The registry as data for pages and dossiers: one call, words in the current language, codes the same in all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from corridor.commitments.artefacts import ROOMS, Artefact
from corridor.countries import country_name
from corridor.i18n import N_, _, listed, ngettext
from corridor.partnerships.facts import facts
from corridor.partnerships.matching import WEIGHT_WORDS, WEIGHTS, Gap, Match, match
from corridor.partnerships.model import Practice, as_plain
from corridor.partnerships.registry import Registry, countries_of, states_corridor
from corridor.partnerships.vocabulary import EVIDENCE, KINDS, PARTNER_TYPES

#: The sentence that asks for joint partnerships of government and civil society.
JOINT = "N.I.1c"
_CAUTION = N_(
    "A practice that is alike is a place to look, not a proof that it would work here. Records without stated evidence say only"
    " that something was done."
)


def partnerships_data(
    registry: Registry,
    *,
    corridor: tuple[str, str] | None = None,
    gaps: Iterable[Gap] = (),
    weights: Mapping[str, float] = WEIGHTS,
    limit: int = 3,
) -> dict[str, Any]:
    """What a page or a chapter shows: the records of a corridor, and for each gap the practices most alike.

    Keys: ``caution``, ``counts``, ``answer`` (one sentence), ``records`` (all, see :func:`record_data`), ``of_corridor``
    (ids of records that state the corridor), ``naming`` (ids of records that name one of its countries), ``elsewhere`` (the
    other ids), ``matches`` (one a gap: ``gap``, ``title``, ``practices`` with ``points``, ``most`` and ``reasons``, and
    ``none`` in words where nothing is alike), and ``weights`` (name, words, value), which stand beside every score.

    Raises:
        ValueError: a weight is wrong.
    """
    practices = list(registry)
    stating = [p for p in practices if corridor and states_corridor(p, *corridor)]
    naming = [p for p in practices if corridor and p not in stating and set(corridor) & countries_of(p)]
    chosen = {**WEIGHTS, **weights}
    return {
        "caution": _(_CAUTION),
        "counts": {
            "records": len(practices),
            "built_in": len(registry.built_in),
            "own": len(practices) - len(registry.built_in),
            "of_corridor": len(stating),
            "naming": len(naming),
        },
        "answer": _answer(corridor, stating, naming),
        "records": [record_data(p, built_in=p.id in registry.built_in) for p in practices],
        "of_corridor": [p.id for p in stating],
        "naming": [p.id for p in naming],
        "elsewhere": [p.id for p in practices if p not in stating and p not in naming],
        "matches": [gap_data(gap, match(gap, registry, weights=weights, limit=limit)) for gap in gaps],
        "weights": [{"name": n, "words": _(WEIGHT_WORDS[n]), "value": chosen[n]} for n in WEIGHTS],
    }


def _answer(corridor: tuple[str, str] | None, stating: list[Practice], naming: list[Practice]) -> str:
    if corridor is None:
        return ""
    pair = {"origin": country_name(corridor[0]), "destination": country_name(corridor[1])}
    if stating:
        said = ngettext(
            "{count} record states that it works between {origin} and {destination}.",
            "{count} records state that they work between {origin} and {destination}.",
            len(stating),
        )
        return said.format(count=len(stating), **pair)
    if naming:
        said = ngettext(
            "No record states that it works between {origin} and {destination}; {count} names one of the two countries.",
            "No record states that it works between {origin} and {destination}; {count} name one of the two countries.",
            len(naming),
        )
        return said.format(count=len(naming), **pair)
    return _(
        "No record names {origin} or {destination}. That is what is in this registry, not what there is."
    ).format(**pair)


def record_data(practice: Practice, *, built_in: bool = False) -> dict[str, Any]:
    """One record for a page: ``facts`` are its lines with label, words and state (``stated``, ``none``, ``not stated``)."""
    return {
        "id": practice.id,
        "title": practice.title_words,
        "activity": practice.activity_words,
        "kind": practice.kind,
        "kind_words": _(KINDS[practice.kind]),
        "evidence": practice.evidence,
        "evidence_words": _(EVIDENCE[practice.evidence]) if practice.evidence else _("not stated"),
        "countries": list(practice.countries),
        "countries_words": listed([country_name(c) for c in practice.countries]),
        "built_in": built_in,
        "invented": practice.invented is True,
        "facts": [f.as_dict() for f in facts(practice)],
        "plain": as_plain(practice),
    }


def gap_data(gap: Gap, found: list[Match]) -> dict[str, Any]:
    """A gap with the practices most alike, for a page."""
    return {
        "gap": gap.id,
        "title": gap.title,
        "practices": [
            {
                "id": m.practice.id,
                "title": m.practice.title_words,
                "points": round(m.points, 3),
                "most": round(m.most, 3),
                "evidence_words": _(EVIDENCE[m.practice.evidence])
                if m.practice.evidence
                else _("not stated"),
                "reasons": [
                    {
                        "kind": r.kind,
                        "words": r.words,
                        "share": round(r.share, 3),
                        "weight": r.weight,
                        "points": round(r.points, 3),
                    }
                    for r in m.reasons
                ],
            }
            for m in found
        ],
        "none": "" if found else _("No practice in the registry is alike."),
    }


def artefacts(registry: Registry, address: Callable[[str], str]) -> list[Artefact]:
    """What of the registry answers founding sentences, for :func:`corridor.commitments.coverage.coverage`.

    Each example of the NGO paper is an ``example``; each other record that is not invented a ``practice``, ``service`` or
    ``activity``, and a ``joint-project`` where a government and civil society are among its partners. ``address`` says
    where a record is opened.
    """
    found = []
    for p in registry:
        if p.invented:
            continue
        kind = {"service": "service", "practice": "practice"}.get(p.kind, "activity")
        kind = "example" if p.id in registry.built_in and p.example else kind
        found.append(Artefact("partnerships", kind, p.title_words, address(p.id), _asking_here(p.founding)))
        classes = {PARTNER_TYPES[q.type][2] for q in p.partners or () if q.type}
        if kind != "example" and {"state", "civil society"} <= classes:
            found.append(Artefact("partnerships", "joint-project", p.title_words, address(p.id), (JOINT,)))
    return found


def _asking_here(sentences: Iterable[str]) -> tuple[str, ...]:
    """Those of the sentences that ask something of partnerships."""
    from corridor.commitments.catalogue import load_catalogue

    known = load_catalogue().sentences
    return tuple(s for s in sentences if "partnerships" in {ROOMS[c] for c in known[s].capabilities})
