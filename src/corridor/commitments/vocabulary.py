"""The closed lists of this room: what a file may say, and what each word means."""

from __future__ import annotations

from corridor.i18n import N_

#: The nine branches of social security (ILO C102, Parts II to X), in the order of that convention.
BRANCHES: dict[str, str] = {
    "medical-care": N_("medical care"),
    "sickness": N_("sickness benefit"),
    "unemployment": N_("unemployment benefit"),
    "old-age": N_("old-age benefit"),
    "employment-injury": N_("employment injury benefit"),
    "family": N_("family benefit"),
    "maternity": N_("maternity benefit"),
    "invalidity": N_("invalidity benefit"),
    "survivors": N_("survivors' benefit"),
}

#: How far the text behind a requirement, or the status of a treaty, was read.
VERIFICATION: dict[str, str] = {
    "read": N_("the text was read"),
    "partly": N_("a summary, a part or a translation was read"),
    "memory": N_("from memory, not checked in a source"),
}

#: What kind of text a standard is. Only ``BINDING`` kinds can bind states.
FORCES: dict[str, str] = {
    "treaty": N_("treaty"),
    "directive": N_("directive of the European Union"),
    "recommendation": N_("recommendation"),
    "model": N_("model agreement annexed to a recommendation"),
    "guideline": N_("guideline"),
    "code": N_("code of practice"),
    "compact": N_("compact of states"),
    "guidance": N_("guidance of a treaty body or agency"),
    "report": N_("report of an expert of the United Nations"),
}
BINDING = frozenset({"treaty", "directive"})

#: What a coder can say of a requirement. The last four are four different things.
STATES: dict[str, str] = {
    "yes": N_("the text gives it"),
    "no": N_("the text says the contrary"),
    "partly": N_("the text gives it in part; the note says which part"),
    "value": N_("the text gives a number, a choice or a date"),
    "silent": N_("the text was read and does not speak of the matter"),
    "absent": N_("the text deals with the matter and leaves this out, or excludes it"),
    "not-applicable": N_("the question does not arise for this instrument; the note says why"),
    "not-assessed": N_("nobody has looked yet"),
}

#: States that need the article of the instrument they rest on.
TEXTUAL = frozenset({"yes", "no", "partly", "value", "absent"})

#: States of one item of a list, or of one branch.
ITEM_STATES = tuple(s for s in STATES if s != "value")

#: Ways in which a requirement is answered.
ANSWER_TYPES: dict[str, str] = {
    "yes-no": N_("yes, no or partly"),
    "number": N_("a number in the unit named"),
    "yes-no-number": N_("yes, no or partly, with a number if the text gives one"),
    "choice": N_("one of the options"),
    "list": N_("yes or no for each item"),
    "per-branch": N_("yes or no for each branch of social security"),
    "matrix": N_("who pays, for each item of cost"),
    "date": N_("a date"),
    "scope": N_("whether the standard reaches these workers; never scored"),
}

#: Who can bear a cost.
PAYERS: dict[str, str] = {
    "worker": N_("the worker"),
    "employer": N_("the employer"),
    "agency": N_("the recruiter or agency"),
    "origin-state": N_("the state of origin"),
    "destination-state": N_("the state of employment"),
    "states": N_("both states, or public services"),
    "shared": N_("shared between worker and others"),
}

#: What a worker, or a group of workers, can be. An instrument says for each of its groups which of these hold, which do not
#: and, by leaving them out, which are not known.
WORKER_TAGS: dict[str, str] = {
    "employed": N_("in employment"),
    "self-employed": N_("self-employed"),
    "regular": N_("authorised to enter, stay and work"),
    "irregular": N_("without such authorisation"),
    "permanent": N_("admitted for permanent settlement"),
    "temporary": N_("admitted for a limited time"),
    "seasonal": N_("work that depends on the season, part of the year"),
    "frontier": N_("lives in the other state and returns daily or weekly"),
    "specific-duty": N_(
        "sent for by the employer for a specific duty of limited and defined time, to leave at its end"
    ),
    "project-tied": N_("admitted for the time of one project of the employer"),
    "specified-employment": N_("sent by the employer, or specially skilled, for a short, defined assignment"),
    "itinerant": N_("travels for short periods because of the work"),
    "posted": N_("carries out work for an undertaking established in another state"),
    "group-recruitment": N_("recruited under a government-sponsored arrangement for group transfer"),
    "trainee": N_("student or trainee"),
    "short-stay-professional": N_("artist or member of a liberal profession entering for a short time"),
    "seafarer": N_("seafarer"),
    "offshore": N_("works on an offshore installation without residence rights ashore"),
    "domestic": N_("domestic worker"),
    "agency": N_("placed by a private agency"),
    "health": N_("health worker"),
    "international-staff": N_(
        "official of an international organisation or sent by a state for official functions"
    ),
    "refugee": N_("refugee or stateless person"),
    "treaty-national": N_("national of a party to the standard"),
    "women": N_("women"),
    "children": N_("children of migrants"),
    "family-member": N_("member of a worker's family"),
}

#: What follows from a tag: these hold with it, and these cannot.
TAG_IMPLIES: dict[str, frozenset[str]] = {
    "seasonal": frozenset({"temporary"}),
    "specific-duty": frozenset({"temporary"}),
    "project-tied": frozenset({"temporary"}),
    "specified-employment": frozenset({"temporary"}),
}
TAG_EXCLUDES: dict[str, frozenset[str]] = {
    "regular": frozenset({"irregular"}),
    "irregular": frozenset({"regular"}),
    "temporary": frozenset({"permanent"}),
    "permanent": frozenset(
        {"temporary", "seasonal", "specific-duty", "project-tied", "specified-employment"}
    ),
}
#: Tags of occupation or sex: a group about which they are not known may hold some such workers.
MIXED_TAGS = frozenset({"domestic", "health", "women", "agency", "children", "family-member"})

INSTRUMENT_TYPES: dict[str, str] = {
    "labour-agreement": N_("bilateral labour agreement"),
    "guest-worker": N_("recruitment agreement of the guest-worker kind"),
    "social-security": N_("social security agreement"),
    "memorandum": N_("memorandum of understanding"),
    "directive": N_("directive of the European Union"),
    "model": N_("model agreement"),
    "programme": N_("programme or contract scheme"),
}

CONFIDENCE = ("high", "medium", "low")

#: The five principles of social security agreements, that link clauses to the portability engine.
PRINCIPLES: dict[str, str] = {
    "equality": N_("equal treatment of nationals of both parties"),
    "one-law": N_("one applicable legislation at a time"),
    "export": N_("acquired rights kept and paid abroad"),
    "totalization": N_("periods in both states added up"),
    "assistance": N_("administrative assistance between institutions"),
}

#: The rooms that answer a founding sentence.
CAPABILITIES: dict[str, str] = {
    "EV": "evidence",
    "PO": "portability",
    "IN": "commitments",
    "SC": "scenarios",
    "PA": "partnerships",
    "DI": "dialogue",
    "PL": "plan",
}

DOCUMENTS: dict[str, str] = {
    "bellagio-2006": N_("Bellagio conclusions on migration and development, 2006"),
    "ngo-2011": N_("NGO Committee on Migration, paper on mainstreaming migration into development, 2011"),
}
SENTENCE_KINDS = (
    "scope",
    "premise",
    "condition",
    "commitment",
    "recommendation",
    "measure",
    "mechanism",
    "example",
)
CHECKS = ("indicator", "instrument", "process", "partnership")
CHECKABLE: dict[str, str] = {
    "yes": N_("with open data or shipped content"),
    "legal": N_("by coding a legal text"),
    "partial": N_("in part"),
    "user": N_("only with the user's own evidence"),
}
ACTORS = (
    "origin state", "destination state", "both", "employers", "civil society", "international agencies", "research",
)  # fmt: skip
