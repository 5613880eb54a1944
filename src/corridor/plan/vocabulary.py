"""The words of a plan: kinds of measures, seats, states, and how people read them."""

from __future__ import annotations

from collections.abc import Mapping

from corridor.i18n import N_

#: What a measure is.  The three kinds of ``FINANCE`` are those that the founding documents warn of resting on (B2.5, N.I.3).
KINDS: Mapping[str, str] = {
    "deployment": N_("sending workers abroad"),
    "remittances": N_("remittances"),
    "diaspora-finance": N_("money of the diaspora"),
    "rights": N_("rights and remedies"),
    "services": N_("services to migrants and families"),
    "social-security": N_("social security"),
    "return": N_("return and reintegration"),
    "integration": N_("integration"),
    "development": N_("jobs, schools and health care at origin"),
    "data": N_("data and research"),
    "participation": N_("participation and dialogue"),
    "security": N_("security"),
    "other": N_("other"),
}
FINANCE = frozenset({"deployment", "remittances", "diaspora-finance"})

#: Whom a measure or an indicator serves (B3.4).
SERVES: Mapping[str, str] = {"for": N_("for migrants"), "from": N_("from migrants")}

STATUSES: Mapping[str, str] = {
    "planned": N_("planned"),
    "under-way": N_("under way"),
    "done": N_("done"),
    "postponed": N_("postponed"),
    "dropped": N_("dropped"),
}
FUNDING: Mapping[str, str] = {"secured": N_("secured"), "sought": N_("sought"), "unknown": N_("not stated")}

#: Seats of the team; a plan shows every one of them, also those that nobody has.
SEATS: Mapping[str, str] = {
    "government-origin": N_("government of the country of origin"),
    "government-destination": N_("government of the country of destination"),
    "local-government": N_("towns and regions"),
    "migrants-association": N_("associations of migrants"),
    "women": N_("women migrants, by an organisation of their own"),
    "minorities": N_("minorities, by an organisation of their own"),
    "unions": N_("trade unions"),
    "employers": N_("employers"),
    "civil-society": N_("other civil society"),
    "academia": N_("universities and research"),
    "international": N_("international organisations"),
}
LEVELS: Mapping[str, str] = {
    "global": N_("global"),
    "regional": N_("regional"),
    "bilateral": N_("between two countries"),
    "national": N_("national"),
    "local": N_("local"),
}
ACTORS: Mapping[str, str] = {
    "state": N_("states"),
    "migrants": N_("migrants and their associations"),
    "civil-society": N_("other civil society"),
    "private-sector": N_("private sector"),
    "unions": N_("trade unions"),
    "academia": N_("research"),
    "international": N_("international organisations"),
}
RESULT_LEVELS: Mapping[str, str] = {"impact": N_("impact"), "outcome": N_("outcome"), "output": N_("output")}
PHASES: Mapping[str, str] = {"formulation": N_("when it was drawn up"), "implementation": N_("while it runs")}
DECISIONS: Mapping[str, str] = {
    "accepted": N_("accepted"),
    "partly": N_("accepted in part"),
    "refused": N_("refused"),
}
DIRECTIONS: Mapping[str, str] = {"up": N_("more is better"), "down": N_("less is better")}
#: Conditions that hold a person to going back (B5.12).
CONDITIONS: Mapping[str, str] = {
    "bond": N_("a bond or deposit"),
    "withheld-savings": N_("part of the pay is withheld until return"),
    "forfeited-benefits": N_("benefits are lost without return"),
    "tied-permit": N_("the permit is tied to one employer"),
    "no-family": N_("the family may not join"),
    "documents-kept": N_("passports or papers are kept"),
}
#: Fields of human development that outcome indicators should cover (N.C.1).
FIELDS: Mapping[str, str] = {
    "education": N_("education"),
    "work": N_("decent work"),
    "health": N_("health"),
    "safety": N_("safety of person and livelihood"),
    "other": N_("another field"),
}
FREQUENCIES: Mapping[str, str] = {
    "quarterly": N_("every quarter"),
    "half-yearly": N_("twice a year"),
    "yearly": N_("every year"),
    "two-yearly": N_("every two years"),
    "once": N_("once"),
}
