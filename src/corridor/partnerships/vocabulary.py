"""The closed lists of the registry: codes as they stand in files, and the words people read for them."""

from __future__ import annotations

from collections.abc import Mapping

from corridor.i18n import N_

KINDS: Mapping[str, str] = {
    "practice": N_("practice that can be copied"),
    "project": N_("partnership project"),
    "service": N_("service for migrants"),
    "advocacy": N_("advocacy action"),
    "network": N_("network"),
    "training": N_("training"),
    "event": N_("forum or exchange visit"),
}
"""What a record is about."""

ROLES: Mapping[str, str] = {
    "funding": N_("funding"),
    "accountable": N_("accountable"),
    "extending": N_("managing the money"),
    "implementing": N_("implementing"),
    "migrants consulted": N_("migrants consulted"),
}
"""What a partner does.  The first four are the roles of IATI (codes 1 to 4); it has none for those who were consulted."""

IATI_ROLES = {"funding": "1", "accountable": "2", "extending": "3", "implementing": "4"}

PARTNER_TYPES: Mapping[str, tuple[str, str, str]] = {
    "national government": (N_("national government"), "10", "state"),
    "parliament": (N_("parliament"), "10", "state"),
    "consulate": (N_("consulate"), "10", "state"),
    "local government": (N_("local government"), "11", "state"),
    "public service": (N_("public service, such as police or hospital"), "15", "state"),
    "migrant association": (N_("migrants' association"), "22", "civil society"),
    "ngo": (N_("non-governmental organisation"), "22", "civil society"),
    "international ngo": (N_("international non-governmental organisation"), "21", "civil society"),
    "trade union": (N_("trade union"), "22", "civil society"),
    "workers' association": (N_("workers' association"), "22", "civil society"),
    "community": (N_("local community"), "90", "civil society"),
    "faith organisation": (N_("faith organisation"), "22", "civil society"),
    "employer": (N_("employer or employers' association"), "70", "employers"),
    "private sector": (N_("private sector"), "70", "employers"),
    "international organisation": (N_("international organisation"), "40", "international agencies"),
    "foundation": (N_("foundation"), "60", "civil society"),
    "research": (N_("university or research"), "80", "research"),
    "public-private partnership": (N_("public-private partnership"), "30", "state"),
    "other": (N_("other"), "90", ""),
}
"""Words, code of the IATI organisation type, and the class of actors in the founding documents.

IATI has no type for a migrants' association or a trade union: they travel as 22 (national NGO) with their own type beside it."""

IATI_TYPES = {
    "10": "national government", "11": "local government", "15": "public service", "21": "international ngo", "22": "ngo",
    "23": "ngo", "24": "ngo", "30": "public-private partnership", "40": "international organisation", "60": "foundation",
    "70": "private sector", "71": "private sector", "72": "private sector", "73": "private sector", "80": "research",
    "90": "other",
}  # fmt: skip
"""The type of ours that an IATI organisation type is read as."""

STATUSES: Mapping[str, tuple[str, str]] = {
    "planned": (N_("planned"), "1"),
    "running": (N_("running"), "2"),
    "finishing": (N_("finishing"), "3"),
    "closed": (N_("closed"), "4"),
    "cancelled": (N_("cancelled"), "5"),
    "suspended": (N_("suspended"), "6"),
}

DIRECTIONS: Mapping[str, str] = {
    "origin-led": N_("led from the country of origin"),
    "destination-led": N_("led from the country of destination"),
    "joint": N_("led by both"),
    "south-south": N_("South-South"),
    "triangular": N_("two Southern partners and one Northern"),
}

EVIDENCE: Mapping[str, str] = {
    "replicated": N_("replicated elsewhere"),
    "evaluated": N_("evaluated with a comparison"),
    "audited": N_("audited"),
    "self-reported": N_("reported by those who did it"),
    "none stated": N_("no evidence stated"),
}
"""How far the results are shown, the strongest first."""

FUNDING: Mapping[str, str] = {
    "budget": N_("budget"),
    "committed": N_("committed"),
    "disbursed": N_("disbursed"),
    "in kind": N_("given in kind"),
}

PAYERS: Mapping[str, str] = {
    "migrants": N_("migrants and their associations"),
    "origin state": N_("state of origin"),
    "destination state": N_("state of destination"),
    "local government": N_("local government"),
    "international": N_("international organisations"),
    "private": N_("private sector"),
    "foundation": N_("foundations"),
    "other": N_("others"),
    "all": N_("all together"),
}

SEXES: Mapping[str, str] = {
    "all": N_("all"),
    "women": N_("women"),
    "men": N_("men"),
    "other": N_("another sex, or none"),
}

LEVELS: Mapping[str, tuple[str, str]] = {
    "output": (N_("output"), "1"),
    "outcome": (N_("outcome"), "2"),
    "impact": (N_("impact"), "3"),
    "other": (N_("other"), "9"),
}

MEASURES: Mapping[str, tuple[str, str]] = {
    "number": (N_("number"), "1"),
    "percent": (N_("per cent"), "2"),
}

THEMES: Mapping[str, str] = {
    "children": N_("children"),
    "coherence": N_("coherence of policies"),
    "education": N_("education"),
    "environment/climate": N_("environment and climate"),
    "gender": N_("women and men"),
    "health": N_("health"),
    "participation": N_("participation"),
    "portability": N_("portability of entitlements"),
    "recruitment": N_("recruitment"),
    "remittances": N_("remittances"),
    "research cooperation": N_("research and cooperation"),
    "return & circularity": N_("return and circular migration"),
    "rights": N_("rights"),
    "skills": N_("skills"),
    "trade": N_("trade"),
    "work": N_("work"),
}
"""The themes of the founding sentences and of the standards' requirements."""

SERVICE_STATUSES: Mapping[str, str] = {
    "active": N_("open"),
    "inactive": N_("not open at present"),
    "defunct": N_("ended"),
    "temporarily closed": N_("closed for a time"),
}
"""The statuses of a service in HSDS 3.0."""

GENDER_MARKER: Mapping[int, str] = {
    0: N_("checked: not about equality of women and men"),
    1: N_("equality of women and men is an important aim"),
    2: N_("equality of women and men is the main aim"),
}


def words_of(codes: Mapping[str, str] | Mapping[str, tuple[str, ...]], code: str) -> str:
    """The English words of a code; translated by the caller with ``_``.

    >>> words_of(ROLES, "extending"), words_of(PARTNER_TYPES, "ngo")
    ('managing the money', 'non-governmental organisation')
    """
    found = codes.get(code, code)
    return found if isinstance(found, str) else found[0]


def code_for(codes: Mapping[str, tuple[str, ...]], external: str, position: int = 1) -> str:
    """The first code of ours that stands for a code of IATI, or an empty text."""
    return next((ours for ours, row in codes.items() if row[position] == external), "")
