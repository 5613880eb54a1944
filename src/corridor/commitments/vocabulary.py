"""The closed lists of this room: what a file may say, and what each word means."""

from __future__ import annotations

#: The nine branches of social security (ILO C102, Parts II to X), in the order of that convention.
BRANCHES: dict[str, str] = {
    "medical-care": "medical care",
    "sickness": "sickness benefit",
    "unemployment": "unemployment benefit",
    "old-age": "old-age benefit",
    "employment-injury": "employment injury benefit",
    "family": "family benefit",
    "maternity": "maternity benefit",
    "invalidity": "invalidity benefit",
    "survivors": "survivors' benefit",
}

#: How far the text behind a requirement, or the status of a treaty, was read.
VERIFICATION: dict[str, str] = {
    "read": "the text was read",
    "partly": "a summary, a part or a translation was read",
    "memory": "from memory, not checked in a source",
}

#: What kind of text a standard is. Only ``BINDING`` kinds can bind states.
FORCES: dict[str, str] = {
    "treaty": "treaty",
    "directive": "directive of the European Union",
    "recommendation": "recommendation",
    "model": "model agreement annexed to a recommendation",
    "guideline": "guideline",
    "code": "code of practice",
    "compact": "compact of states",
    "guidance": "guidance of a treaty body or agency",
    "report": "report of an expert of the United Nations",
}
BINDING = frozenset({"treaty", "directive"})

#: What a coder can say of a requirement. The last four are four different things.
STATES: dict[str, str] = {
    "yes": "the text gives it",
    "no": "the text says the contrary",
    "partly": "the text gives it in part; the note says which part",
    "value": "the text gives a number, a choice or a date",
    "silent": "the text was read and does not speak of the matter",
    "absent": "the text deals with the matter and leaves this out, or excludes it",
    "not-applicable": "the question does not arise for this instrument; the note says why",
    "not-assessed": "nobody has looked yet",
}

#: States that need the article of the instrument they rest on.
TEXTUAL = frozenset({"yes", "no", "partly", "value", "absent"})

#: States of one item of a list, or of one branch.
ITEM_STATES = tuple(s for s in STATES if s != "value")

#: Ways in which a requirement is answered.
ANSWER_TYPES: dict[str, str] = {
    "yes-no": "yes, no or partly",
    "number": "a number in the unit named",
    "yes-no-number": "yes, no or partly, with a number if the text gives one",
    "choice": "one of the options",
    "list": "yes or no for each item",
    "per-branch": "yes or no for each branch of social security",
    "matrix": "who pays, for each item of cost",
    "date": "a date",
    "scope": "whether the standard reaches these workers; never scored",
}

#: Who can bear a cost.
PAYERS: dict[str, str] = {
    "worker": "the worker",
    "employer": "the employer",
    "agency": "the recruiter or agency",
    "origin-state": "the state of origin",
    "destination-state": "the state of employment",
    "states": "both states, or public services",
    "shared": "shared between worker and others",
}

#: What a worker, or a group of workers, can be. An instrument says for each of its groups which of these hold, which do not
#: and, by leaving them out, which are not known.
WORKER_TAGS: dict[str, str] = {
    "employed": "in employment",
    "self-employed": "self-employed",
    "regular": "authorised to enter, stay and work",
    "irregular": "without such authorisation",
    "permanent": "admitted for permanent settlement",
    "temporary": "admitted for a limited time",
    "seasonal": "work that depends on the season, part of the year",
    "frontier": "lives in the other state and returns daily or weekly",
    "specific-duty": "sent for by the employer for a specific duty of limited and defined time, to leave at its end",
    "project-tied": "admitted for the time of one project of the employer",
    "specified-employment": "sent by the employer, or specially skilled, for a short, defined assignment",
    "itinerant": "travels for short periods because of the work",
    "posted": "carries out work for an undertaking established in another state",
    "group-recruitment": "recruited under a government-sponsored arrangement for group transfer",
    "trainee": "student or trainee",
    "short-stay-professional": "artist or member of a liberal profession entering for a short time",
    "seafarer": "seafarer",
    "offshore": "works on an offshore installation without residence rights ashore",
    "domestic": "domestic worker",
    "agency": "placed by a private agency",
    "health": "health worker",
    "international-staff": "official of an international organisation or sent by a state for official functions",
    "refugee": "refugee or stateless person",
    "treaty-national": "national of a party to the standard",
    "women": "women",
    "children": "children of migrants",
    "family-member": "member of a worker's family",
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
    "labour-agreement": "bilateral labour agreement",
    "guest-worker": "recruitment agreement of the guest-worker kind",
    "social-security": "social security agreement",
    "memorandum": "memorandum of understanding",
    "directive": "directive of the European Union",
    "model": "model agreement",
    "programme": "programme or contract scheme",
}

CONFIDENCE = ("high", "medium", "low")

#: The five principles of social security agreements, that link clauses to the portability engine.
PRINCIPLES: dict[str, str] = {
    "equality": "equal treatment of nationals of both parties",
    "one-law": "one applicable legislation at a time",
    "export": "acquired rights kept and paid abroad",
    "totalization": "periods in both states added up",
    "assistance": "administrative assistance between institutions",
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
    "bellagio-2006": "Bellagio conclusions on migration and development, 2006",
    "ngo-2011": "NGO Committee on Migration, paper on mainstreaming migration into development, 2011",
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
    "yes": "with open data or shipped content",
    "legal": "by coding a legal text",
    "partial": "in part",
    "user": "only with the user's own evidence",
}
ACTORS = (
    "origin state", "destination state", "both", "employers", "civil society", "international agencies", "research",
)  # fmt: skip
