"""The questions: what each asks, how its answer is taken, and how it is shown again at the end."""

from __future__ import annotations

from datetime import date
from typing import Any

from corridor.countries import country_name
from corridor.i18n import N_, _, date_in_words, listed
from corridor.portability.wording import kind_words
from corridor.schemes import find_scheme
from corridor.workbench.check.answers import KINDS, MAX_PERIODS, Answers
from corridor.workbench.check.case import PER_LABELS, cell
from corridor.workbench.check.forms import Sent, fact_word

ANSWERS = "answers"
UNKNOWN = "unknown"

TITLES = {
    "birth": N_("When were you born?"),
    "nationality": N_("What is your nationality?"),
    "residence": N_("In which country do you live now?"),
    "claim": N_("From when would you like to be paid?"),
    "place": N_("In which country did you work or live?"),
    "kind": N_("What did you do there?"),
    "dates": N_("From when to when?"),
    "earnings": N_("How much did you earn there?"),
    "more": N_("Did you work or live in another country, or at another time?"),
    "answers": N_("Check your answers"),
}
HINTS = {
    "birth": N_("As it stands in your passport or identity card."),
    "nationality": N_("Some agreements hold for everyone, some for nationals only."),
    "residence": N_("Not every pension is paid in every country."),
    "claim": N_("Pensions are worked out for the day on which you ask for them."),
    "place": N_("Take one country and one time after the other, the first one first."),
    "kind": N_("Tick everything that is true for this time."),
    "dates": N_("If you do not know the day or the month, leave it empty. The year is needed."),
    "earnings": N_("Before tax. If it changed, say what it was on average."),
}
CHANGES = {
    "place": N_("Change the country"),
    "kind": N_("Change what you did"),
    "dates": N_("Change the dates"),
    "earnings": N_("Change the earnings"),
}
KIND_TITLES = {
    "employment": N_("I worked for an employer"),
    "self-employment": N_("I worked for myself"),
    "residence": N_("I lived there"),
}


def shown(held: Answers, step: str) -> dict[str, Any]:
    """What the page of a question shows."""
    kind, _colon, rest = step.partition(":")
    if kind == "fact":
        return _fact_shown(held, rest)
    values: dict[str, Any] = {"question": _(TITLES[kind]), "hint": _(HINTS[kind]) if kind in HINTS else ""}
    at = int(rest) if rest.isdecimal() else 0
    period = held.periods[at] if at < len(held.periods) else {}
    if rest and period.get("country") and kind != "place":
        values["where"] = country_name(period["country"])
    if kind in ("birth", "claim"):
        values["day_parts"] = _parts(held.plain.get(kind, ""))
        values["today"] = date.today().isoformat()
    if kind == "dates":
        values["start"], values["end"] = _parts(period.get("start", "")), _parts(period.get("end", ""))
    if kind == "kind":
        offered = held.kinds_offered(at)
        values["kinds"] = [(k, _(KIND_TITLES[k])) for k in offered]
        values["ticked"] = period.get("kinds", "").split(";")
    if kind == "earnings":
        values["currency"] = held.currency(at)
        values["per"] = [(p, _(PER_LABELS[p])) for p in ("month", "year", "period")]
    if kind == "more":
        values["listed"] = [_period_text(held, i) for i in range(len(held.periods))]
    return values


def _fact_shown(held: Answers, name: str) -> dict[str, Any]:
    unknown = (UNKNOWN, _("I do not know"))
    if name == "sex":
        return {
            "question": _("Are you a woman or a man?"),
            "hint": _("Some rules differ. You need not say."),
            "fact_values": [("female", _("woman")), ("male", _("man")), (UNKNOWN, _("I do not want to say"))],
            "given": held.facts.get(name, ""),
        }
    scheme_id, _dot, fact_name = name.partition(".")
    scheme = find_scheme(scheme_id)
    fact = scheme.facts[fact_name]
    return {
        "question": _(fact.title),
        "hint": _("{country}: {scheme}").format(country=country_name(scheme.country), scheme=_(scheme.name)),
        "fact_values": [*((v, fact_word(v)) for v in fact.values), unknown],
        "given": held.facts.get(name, ""),
    }


def take(held: Answers, step: str, sent: Sent) -> list[tuple[str, str]]:
    """Take the answer to a question from the form; returns what is wrong with it (id of the field, sentence)."""
    kind, _colon, rest = step.partition(":")
    if kind in ("birth", "claim"):
        return _take_day(held, kind, sent)
    if kind in ("nationality", "residence"):
        held.plain[kind] = cell(sent.get(kind))[:40]
        return [] if held.plain[kind] else [(kind, _("Choose a country from the list."))]
    if kind == "fact":
        held.facts[rest] = cell(sent.get("fact"))
        return [] if held.facts[rest] else [("fact", _("Choose one of the answers."))]
    if kind in ("place", "kind", "dates", "earnings"):
        return _take_period(held, kind, int(rest), sent)
    return []


def _take_day(held: Answers, kind: str, sent: Sent) -> list[tuple[str, str]]:
    typed = _joined(sent, kind)
    # a day that was typed counts, also where the button for "now" was left on
    if kind == "claim" and sent.get("when") == "today" and typed in ("", held.plain.get(kind, "")):
        typed = date.today().isoformat()
    held.plain[kind] = typed
    if len(held.plain[kind].split("-")) < 3:
        return [(kind, _("Fill in day, month and year."))]
    return []


def _take_period(held: Answers, kind: str, at: int, sent: Sent) -> list[tuple[str, str]]:
    while len(held.periods) <= min(at, MAX_PERIODS - 1):
        held.periods.append({})
    period = held.periods[at]
    if kind == "place":
        before = period.get("country")
        period["country"] = cell(sent.get("place"))[:40]
        if before not in (None, period["country"]):
            period.pop("kinds", None)
        return [] if period["country"] else [("place", _("Choose a country from the list."))]
    if kind == "kind":
        ticked = [k for k in sent.lists.get("kinds", []) if k in KINDS]
        period["kinds"] = ";".join(dict.fromkeys(ticked))
        return [] if ticked else [("kind", _("Tick at least one answer."))]
    if kind == "dates":
        period["start"], period["end"] = _joined(sent, "start"), _joined(sent, "end")
        period["ongoing"] = "yes" if sent.get("ongoing") else ""
        problems = [] if period["start"] else [("start", _("Fill in at least the year."))]
        if not period["end"] and not period["ongoing"]:
            problems.append(("end", _("Fill in at least the year, or tick that it goes on.")))
        return problems
    if sent.get("unknown"):
        period["earnings"], period["per"] = UNKNOWN, ""
        return []
    period["earnings"], period["per"] = cell(sent.get("earnings")), cell(sent.get("per"))
    return [] if period["earnings"] else [("earnings", _("Fill in an amount, or tick that you do not know."))]


def _joined(sent: Sent, name: str) -> str:
    """Year, month and day of three fields as far as they are filled in, the year first."""
    year, month, day = (cell(sent.get(f"{name}.{part}"))[:12] for part in ("year", "month", "day"))
    parts = [year]
    if year and month:
        parts.append(month.zfill(2))
        if day:
            parts.append(day.zfill(2))
    return "-".join(parts) if year else ""


def _parts(text: str) -> dict[str, str]:
    year, month, day = [*text.split("-"), "", "", ""][:3]
    return {"year": year, "month": month, "day": day}


def summary(held: Answers) -> list[dict[str, Any]]:
    """Every question with its answer in words and the step that changes it."""
    rows = [_row("birth", _day(held.plain.get("birth", "")))]
    nationality = held.plain.get("nationality", "")
    special = {UNKNOWN: _("I do not know"), "stateless": _("I have no nationality")}
    rows.append(_row("nationality", special.get(nationality) or country_name(nationality)))
    rows.append(_row("residence", country_name(held.plain.get("residence", ""))))
    rows.append(_row("claim", _day(held.plain.get("claim", ""))))
    for at in range(len(held.periods)):
        text = _period_text(held, at)
        rows.append(
            {
                "question": _("Period {number}").format(number=at + 1),
                "answer": text,
                "changes": [
                    (f"{kind}:{at}", _(CHANGES[kind]))
                    for kind in ("place", "kind", "dates", "earnings")
                    if kind != "earnings" or held.asks_earnings(at)
                ],
                "remove": at,
            }
        )
    for name in held.facts_asked():
        asked = _fact_shown(held, name)
        given = dict(asked["fact_values"]).get(asked["given"], _("not answered"))
        rows.append({"question": asked["question"], "answer": given, "changes": [(f"fact:{name}", "")]})
    return rows


def _row(step: str, answer: str) -> dict[str, Any]:
    return {"question": _(TITLES[step]), "answer": answer or _("not answered"), "changes": [(step, "")]}


def _period_text(held: Answers, at: int) -> str:
    period = held.periods[at]
    kinds = [kind_words(k) for k in period.get("kinds", "").split(";") if k]
    end = _("until now") if period.get("ongoing") else _day(period.get("end", ""))
    text = _("{country}: {kinds}, {start} - {end}").format(
        country=country_name(period.get("country", "")) or "?",
        kinds=listed(kinds) if kinds else "?",
        start=_day(period.get("start", "")) or "?",
        end=end or "?",
    )
    if not period.get("earnings"):
        return text
    if period["earnings"] == UNKNOWN:
        return _("{period}; earnings not known").format(period=text)
    per = PER_LABELS.get(period.get("per", ""), PER_LABELS["period"])
    return _("{period}; {amount} {currency} ({per})").format(
        period=text, amount=period["earnings"], currency=held.currency(at), per=_(per)
    )


def _day(text: str) -> str:
    parts = text.split("-")
    try:
        if len(parts) == 3:
            return date_in_words(date.fromisoformat(text))
        if len(parts) == 2:
            return date_in_words(date(int(parts[0]), int(parts[1]), 1), "MMMM y")
    except ValueError:
        pass
    return text
