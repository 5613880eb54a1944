"""Invented but typical careers of a corridor, made from the schemes of its two countries.

Short, long, mixed and returned careers of women and men.  The lengths and the wages are assumptions
(``assumptions.yaml``), not statistics; the law that is run on them is real.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from corridor.countries import country_in_sentence
from corridor.dossier.assumptions import HIGH, LOW, MIDDLE, Pay, assumptions
from corridor.i18n import _, ngettext

if TYPE_CHECKING:
    from corridor.careers import Careers
    from corridor.schemes import Scheme

FEMALE, MALE = "female", "male"
#: Years of work at one wage before the next step of the wage.
STEP = 5


@dataclass(frozen=True, slots=True)
class Stay:
    """Some years of work in the origin or (``abroad``) in the destination."""

    abroad: bool
    years: int


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of career; ``back`` is the years between the last work and the claim, for who returned."""

    id: str
    sex: str
    level: str
    stays: tuple[Stay, ...]
    returned: bool = False
    back: int = 0


#: Where the destination owes pensions, some people stay there.
SETTLING = (
    Shape("short", FEMALE, LOW, (Stay(False, 7), Stay(True, 9))),
    Shape("long", MALE, MIDDLE, (Stay(False, 12), Stay(True, 22))),
    Shape("returned", FEMALE, LOW, (Stay(False, 8), Stay(True, 14)), returned=True, back=3),
    Shape("brief", MALE, MIDDLE, (Stay(False, 16), Stay(True, 4)), returned=True, back=4),
    Shape("mixed", FEMALE, MIDDLE, (Stay(False, 5), Stay(True, 6), Stay(False, 4), Stay(True, 8))),
)
#: Where it pays a sum at the end of service and lets nobody settle, all return.
CONTRACTS = (
    Shape("short", FEMALE, LOW, (Stay(False, 8), Stay(True, 11)), returned=True, back=1),
    Shape("long", MALE, LOW, (Stay(False, 5), Stay(True, 24)), returned=True, back=1),
    Shape("household", FEMALE, LOW, (Stay(False, 3), Stay(True, 6)), returned=True, back=6),
    Shape("skilled", MALE, HIGH, (Stay(False, 12), Stay(True, 15)), returned=True, back=2),
    Shape(
        "mixed", FEMALE, MIDDLE, (Stay(False, 6), Stay(True, 5), Stay(False, 3), Stay(True, 7)), returned=True
    ),
)


@dataclass(frozen=True)
class TypicalCareer:
    """An invented career: its case as plain data (the layout of a case file) and as a checked career."""

    id: str
    title: str
    case: dict[str, Any]
    careers: Careers

    def as_yaml(self) -> str:
        """The case file, read by ``corridor check``."""
        import yaml

        class Plain(yaml.SafeDumper):
            """Writes a value out each time it occurs: case files have no references."""

            def ignore_aliases(self, data: Any) -> bool:
                return True

        head = "# An invented person. Wages and lengths are assumptions, not statistics.\n"
        return head + yaml.dump(self.case, Dumper=Plain, allow_unicode=True, sort_keys=False, width=110)


def schemes_of(country: str) -> list[Scheme]:
    """The modelled schemes of a country that record periods of their own."""
    from corridor.schemes import all_schemes

    return [s for s in all_schemes(invented=True) if s.country == country and not s.counts_periods_of]


def settles(country: str) -> bool:
    """Whether people are taken to grow old in a country: it owes pensions, or its law is not modelled."""
    found = schemes_of(country)
    return not found or any(s.outputs.frequency != "once" for s in found)


def typical_careers(origin: str, destination: str) -> list[TypicalCareer]:
    """Three to five invented careers of a corridor; none where the law of neither country is modelled."""
    from corridor.careers import Careers
    from corridor.portability.words import vocabulary

    if not schemes_of(origin) and not schemes_of(destination):
        return []
    found = []
    for shape in SETTLING if settles(destination) else CONTRACTS:
        case = _case(shape, origin, destination)
        person = case["person"]
        facts = {f"{s}.{k}": v for s, named in case.get("facts", {}).items() for k, v in named.items()}
        row = {
            "person_id": person["id"],
            "birth_date": person["birth_date"].isoformat(),
            "sex": person["sex"],
            "nationality": ";".join(person["nationality"]),
            "residence": person["residence"],
            "claim_date": case["claim_date"].isoformat(),
            "title": case["title"],
            "invented": "yes",
            **facts,
        }
        periods = [
            {"person_id": person["id"], **{k: v if isinstance(v, int) else str(v) for k, v in p.items()}}
            for p in case["periods"]
        ]
        careers = Careers.from_dicts([row], periods, vocabulary(), source=shape.id)
        found.append(TypicalCareer(shape.id, case["title"], case, careers))
    return found


def _case(shape: Shape, origin: str, destination: str) -> dict[str, Any]:
    given = assumptions()
    claim = given.claim_date
    age = given.claim_age((origin, destination))
    last = date(claim.year - shape.back, claim.month, claim.day) - timedelta(days=1)
    stays = []
    first_year = last.year - sum(s.years for s in shape.stays)
    for stay in shape.stays:
        start = date(first_year, claim.month, claim.day)
        end = date(first_year + stay.years, claim.month, claim.day) - timedelta(days=1)
        stays.append((destination if stay.abroad else origin, start, end))
        first_year += stay.years
    periods = [p for country, a, b in stays for p in periods_in(country, a, b, shape.level)]
    case: dict[str, Any] = {
        "title": title_of(shape, origin, destination),
        "invented": True,
        "claim_date": claim,
        "person": {
            "id": shape.id,
            "birth_date": date(claim.year - age, claim.month - 1, 12),
            "sex": shape.sex,
            "nationality": [origin],
            "residence": origin if shape.returned else destination,
        },
    }
    facts: dict[str, dict[str, str]] = {}
    for country in (origin, destination):
        for name, value in given.countries[country].facts.items() if country in given.countries else ():
            scheme, _dot, fact = name.partition(".")
            facts.setdefault(scheme, {})[fact] = value
    if facts:
        case["facts"] = facts
    return {**case, "periods": periods}


def title_of(shape: Shape, origin: str, destination: str) -> str:
    """Who it is, in one line: ``Woman, 7 years in the Philippines, then 9 in Canada (invented)``."""
    home, away = country_in_sentence(origin), country_in_sentence(destination)
    at_home = sum(s.years for s in shape.stays if not s.abroad)
    abroad = sum(s.years for s in shape.stays if s.abroad)
    years_home = ngettext("{n} year", "{n} years", at_home).format(n=at_home)
    years_away = ngettext("{n} year", "{n} years", abroad).format(n=abroad)
    if len(shape.stays) > 2:
        text = (
            _("Woman, {home_years} in {home} and {away_years} in {away} in turns (invented)")
            if shape.sex == FEMALE
            else _("Man, {home_years} in {home} and {away_years} in {away} in turns (invented)")
        )
    elif shape.returned:
        text = (
            _("Woman, {home_years} in {home}, then {away_years} in {away}, returned (invented)")
            if shape.sex == FEMALE
            else _("Man, {home_years} in {home}, then {away_years} in {away}, returned (invented)")
        )
    else:
        text = (
            _("Woman, {home_years} in {home}, then {away_years} in {away}, stays (invented)")
            if shape.sex == FEMALE
            else _("Man, {home_years} in {home}, then {away_years} in {away}, stays (invented)")
        )
    return text.format(home_years=years_home, away_years=years_away, home=home, away=away)


def periods_in(country: str, start: date, end: date, level: str) -> list[dict[str, Any]]:
    """Periods of one stay, one for each scheme and wage step.

    A country that is not modelled gets the bare period.
    """
    pay = assumptions().countries.get(country)
    schemes = schemes_of(country)
    if not schemes:
        return [{"country": country, "kind": "employment", "start": start, "end": end, "earnings": "unknown"}]
    found: list[dict[str, Any]] = []
    for s in schemes:
        kind = s.period_kinds[0]
        base = {"country": country, "scheme": s.id, "kind": kind}
        if kind == "residence":
            found.append({**base, "start": start, "end": end})
        elif s.outputs.frequency == "once":
            found.append({**base, "start": start, "end": end, **_earned(pay, end.year, level)})
        else:
            found += [
                {**base, "start": a, "end": b, **_earned(pay, b.year, level)} for a, b in _steps(start, end)
            ]
    return found


def _steps(start: date, end: date) -> Iterator[tuple[date, date]]:
    while start <= end:
        stop = min(end, date(start.year + STEP, start.month, start.day) - timedelta(days=1))
        yield start, stop
        start = stop + timedelta(days=1)


def _earned(pay: Pay | None, year: int, level: str) -> dict[str, Any]:
    if pay is None:
        return {"earnings": "unknown"}
    wage = pay.wage(level, assumptions().reference_year - year)
    return {"earnings": wage, "earnings_per": pay.per, "currency": pay.currency}
