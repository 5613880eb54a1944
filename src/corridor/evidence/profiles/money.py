"""Remittances, and what sending them costs."""

from __future__ import annotations

from corridor.countries import opening
from corridor.evidence.profiles.figures import (
    Book,
    Chart,
    Figure,
    Gap,
    Panel,
    Series,
    Statement,
    Table,
    computed,
)
from corridor.evidence.profiles.parts import Part
from corridor.evidence.profiles.words import dollars, number, place_in_sentence, quarter_words, when_words
from corridor.i18n import N_, _, isolate, number_in_words

GOAL, CEILING = 3, 5
"""SDG target 10.c: costs below 3 per cent of the amount, no corridor above 5 per cent, by 2030 (United Nations)."""
AMOUNT = 200
"""US dollars that Remittance Prices Worldwide asks the price of sending for."""
NOTHING_ALLOTTED = N_(
    "It has 0 where the totals of the countries leave nothing to allot; that does not mean that nothing is sent."
)
ADD_RPW = N_(
    "Save the dataset of Remittance Prices Worldwide (xlsx, remittanceprices.worldbank.org): corridor evidence add FILE"
)
ADD_MATRIX = N_(
    "Save the World Bank's bilateral remittance matrix (xlsx, KNOMAD or worldbank.org): corridor evidence add FILE"
)
ADD_WDI = N_("Save the series from data.worldbank.org (csv or zip): corridor evidence add FILE")


def money(book: Book, origin: str, destination: str) -> Part:
    """The panel of a pair: what is sent each way by the model, what sending costs, and what it weighs."""
    ends = {"origin": place_in_sentence(origin), "destination": place_in_sentence(destination)}
    said: list[Statement] = []
    gaps: list[Gap] = []
    tables: list[Table] = []
    charts: list[Chart] = []
    sent = _sent(book, origin, destination)
    if sent is not None:
        tables.append(sent[0])
        said += sent[1]
    else:
        gaps.append(
            Gap(
                _("Remittances sent from {destination} to {origin}").format(**ends),
                _("No estimate is at hand."),
                _(ADD_MATRIX),
                _("The central banks of {origin} and {destination} could compare what each books for the other.").format(
                    **ends),
            )
        )  # fmt: skip
    cost = cost_table(book, origin, destination)
    if cost is not None:
        tables.append(cost)
        charts.append(_cost_chart(cost, origin, destination))
        said += _cost_sentences(cost)
    else:
        gaps.append(
            Gap(
                _("What sending money from {destination} to {origin} costs").format(**ends),
                _("The survey of prices has no figure of this corridor."),
                _(ADD_RPW),
                _("Providers in {destination} could be asked for their prices; senders for what they paid.").format(
                    **ends),
            )
        )  # fmt: skip
    table, more_charts, more_said = country_money(book, origin)
    tables += [table] if table is not None else []
    charts += more_charts
    said += more_said
    if sent is not None or cost is not None:
        gaps.append(
            Gap(
                _("Remittances between {destination} and {origin} as they are paid, by women and men, in cash and"
                  " goods").format(**ends),
                _("Bilateral remittances are allotted by a model from national totals; nobody counts them by corridor"
                  " or sex."),
                _(ADD_MATRIX),
                _("A short survey of senders and receivers on both sides, with the same questions."),
            )
        )  # fmt: skip
    nothing = _("No figure of remittances between {destination} and {origin} is at hand.").format(**ends)
    lead = said[0].text if said else nothing
    notes = (_("Migrants' money beside public money: remittances are private income of families, not aid."),)
    panel = Panel("money", _("Remittances"), lead, tuple(tables), tuple(charts), notes if tables else ())
    return Part(panel, said, gaps)


def _sent(book: Book, origin: str, destination: str) -> tuple[Table, list[Statement]] | None:
    rows, said = [], []
    for a, b in ((origin, destination), (destination, origin)):
        f = book.latest("remittance_bilateral", _("sent"), origin=a, destination=b)
        if f is None or f.value is None:
            continue
        ends = {"sender": place_in_sentence(b), "receiver": place_in_sentence(a)}
        rows.append((_("From {sender} to {receiver}").format(**ends), f, when_words(f)))
        by_bank = book.store.source(f.sources[0]).publisher == "World Bank"
        said.append(Statement(_sent_words(f, ends, by_bank=by_bank), (f,), "money"))
    if not rows:
        return None
    title = _("Remittances by corridor (model), US$ million")
    note = "" if all(s.figures[0].value for s in said) else _(NOTHING_ALLOTTED)
    columns = (_("Direction"), _("US$ million"), _("Year"))
    said.sort(key=lambda s: not s.figures[0].value)
    return Table("sent", title, columns, tuple(rows), note, by_time=True), said


def _sent_words(f: Figure, ends: dict[str, str], *, by_bank: bool) -> str:
    if not f.value:
        text = _("The model allots nothing to those sent from {sender} to {receiver} in {year}.")
        return " ".join((text.format(year=when_words(f), **ends), _(NOTHING_ALLOTTED)))
    if by_bank:
        text = _("A World Bank model allots {amount} of the remittances of {year} to those sent from {sender} to"
                 " {receiver}.")  # fmt: skip
    else:
        text = _(
            "A model allots {amount} of the remittances of {year} to those sent from {sender} to {receiver}."
        )
    return text.format(amount=dollars(f.value * 1e6), year=when_words(f), **ends)


def cost_table(book: Book, origin: str, destination: str) -> Table | None:
    """Cost of sending by quarter, both directions; None if there is no figure."""
    held_: list[tuple[str, dict[tuple[int | None, str], Figure]]] = []
    for a, b in ((origin, destination), (destination, origin)):
        rows = book.figures("remittance_cost", _("cost"), origin=a, destination=b)
        found = {(f.year, f.period): f for f in rows if f.value is not None}
        if found:
            name = _("{origin} to {destination}").format(origin=isolate(b), destination=isolate(a))
            held_.append((name, found))
    when = sorted({k for _name, found in held_ for k in found}, key=lambda k: (k[0] or 0, k[1]))
    if not when:
        return None
    rows_ = [(quarter_words(*k), *(found.get(k) for _name, found in held_)) for k in when]
    return Table(
        "cost", _("Cost of sending US${amount}, % of the amount").format(amount=AMOUNT),
        (_("Quarter"), *(name for name, _found in held_)), tuple(rows_),
        _("Average of the providers surveyed: fee and exchange margin."), by_time=True,
    )  # fmt: skip


def _columns(table: Table) -> list[list[Figure]]:
    """The known figures of each column of a table, in time."""
    return [
        [f for row in table.rows if isinstance(f := row[at], Figure)] for at in range(1, len(table.columns))
    ]


def _sender_and_receiver(f: Figure) -> dict[str, str]:
    return {"sender": place_in_sentence(f.destination), "receiver": place_in_sentence(f.origin)}


def _cost_chart(table: Table, origin: str, destination: str) -> Chart:
    series, said = [], [_("Lines by quarter, with the goal of {goal}%.").format(goal=GOAL)]
    for at, figures in enumerate(_columns(table), 1):
        points = []
        for row in table.rows:
            cells = [c if isinstance(c, Figure) else None for c in row]
            moment = next(_moment(c) for c in cells if c is not None)
            cell = cells[at]
            points.append((moment, cell.value if cell is not None else None, None, None))
        name = _("From {sender} to {receiver}").format(**_sender_and_receiver(figures[-1]))
        series.append(Series(name, tuple(points)))
        said.append(
            _("{series}: {value}% in {quarter}.").format(
                series=name,
                value=number(figures[-1].value, figures[-1].unit),
                quarter=when_words(figures[-1]),
            )
        )
    last = _columns(table)[0][-1]
    title = _("Sending US${amount} from {sender} to {receiver} cost {value}% in {quarter}").format(
        amount=AMOUNT,
        value=number(last.value, last.unit),
        quarter=when_words(last),
        **_sender_and_receiver(last),
    )
    subject = _("Cost of sending US${amount} between {destination} and {origin}").format(
        amount=AMOUNT, destination=place_in_sentence(destination), origin=place_in_sentence(origin)
    )
    return Chart(
        "chart-cost", title, "lines", "%", tuple(series), " ".join(said), "cost", goal=float(GOAL),
        goal_label=_("SDG 10.c: {goal}%").format(goal=GOAL), subject=subject,
    )  # fmt: skip


def _moment(f: Figure) -> float:
    """The year of a figure, with a fraction for its quarter."""
    quarter = int(f.period[1:]) if f.period[:1] == "Q" else 1
    return float(f.year or 0) + (quarter - 1) / 4


def _cost_sentences(table: Table) -> list[Statement]:
    """The latest price each way."""
    said = []
    for figures in _columns(table):
        f = figures[-1]
        value = f.value or 0.0
        text = _(
            "Sending US${amount} from {sender} to {receiver} cost {percent}% (US${cost}) in {quarter}; the goal is less"
            " than {goal}%, and no corridor above {ceiling}% (SDG target 10.c)."
        ).format(
            amount=AMOUNT, percent=number_in_words(value, 2), cost=number_in_words(value * AMOUNT / 100, 2),
            quarter=when_words(f), goal=GOAL, ceiling=CEILING, **_sender_and_receiver(f),
        )  # fmt: skip
        said.append(Statement(text, (f,), "money"))
    return said


def country_money(book: Book, country: str) -> tuple[Table | None, list[Chart], list[Statement]]:
    """Remittances a country receives and pays by year, with their weight in its income."""
    name = place_in_sentence(country)
    received = _by_year(book.figures("remittance_received", _("received"), country=country))
    paid = _by_year(book.figures("remittance_paid", _("paid"), country=country))
    years = sorted({*received, *paid})
    if not years:
        return None, [], []
    weights = {year: _weight(book, country, received.get(year)) for year in years}
    rows = [(str(year), received.get(year), paid.get(year), weights[year]) for year in years]
    table = Table(
        f"money-{country}", opening(_("{country}: personal remittances received and paid, US$").format(country=name)),
        (_("Year"), _("Received"), _("Paid"), _("Received, % of GNI")), tuple(rows),
        _("Per cent of GNI: received / (GNI per person, Atlas method, times population), worked out here."),
        by_time=True,
    )  # fmt: skip
    said = []
    if received:
        said += _received_sentences(book, country, received[max(received)], weights[max(received)])
    if paid:
        f = paid[max(paid)]
        text = _("From {country}, {amount} was sent in {year}.").format(
            country=name, amount=dollars(f.value or 0), year=when_words(f)
        )
        said.append(Statement(text, (f,), "money"))
    return table, [_money_chart(table, name, received, paid, years)], said


def _by_year(figures: list[Figure]) -> dict[int, Figure]:
    return {f.year: f for f in figures if f.value is not None and f.year is not None}


def _money_chart(
    table: Table, name: str, received: dict[int, Figure], paid: dict[int, Figure], years: list[int]
) -> Chart:
    series, said = [], [_("Lines by year.")]
    for word, found in ((_("Received"), received), (_("Paid"), paid)):
        if found:
            points = ((float(y), f.value if (f := found.get(y)) else None, None, None) for y in years)
            series.append(Series(word, tuple(points)))
            amount = dollars(found[max(found)].value or 0)
            said.append(_("{series}: {value} in {year}.").format(series=word, value=amount, year=max(found)))
    subject = opening(_("{country}: remittances received and paid").format(country=name))
    title = subject
    if received and paid:
        title = _("{country} received {received} in {year} and paid {paid} in {year_paid}").format(
            country=name, received=dollars(received[max(received)].value or 0), year=max(received),
            paid=dollars(paid[max(paid)].value or 0), year_paid=max(paid),
        )  # fmt: skip
        title = opening(title)
    return Chart(
        f"chart-{table.id}", title, "lines", "US$", tuple(series), " ".join(said), table.id, subject=subject
    )


def _received_sentences(book: Book, country: str, f: Figure, weight: Figure | None) -> list[Statement]:
    words = {"country": place_in_sentence(country), "amount": dollars(f.value or 0), "year": when_words(f)}
    if weight is not None and weight.value is not None:
        text = _(
            "{country} received {amount} of personal remittances in {year}, {share}% of its income (GNI)."
        )
        said = [
            Statement(
                opening(text.format(share=number_in_words(weight.value, 1), **words)), (f, weight), "money"
            )
        ]
    else:
        text = _("{country} received {amount} of personal remittances in {year}.")
        said = [Statement(opening(text.format(**words)), (f,), "money")]
    aid = book.at("oda_received_gni", f.year or 0, country=country)
    aid = aid or book.latest("oda_received_gni", country=country)
    if aid is not None and aid.value is not None:
        text = _("Official aid to {country} was {share}% of its income (GNI) in {year}.").format(
            country=words["country"], share=number_in_words(aid.value, 1), year=when_words(aid)
        )
        said.append(Statement(text, (aid,), "money"))
    return said


def _weight(book: Book, country: str, received: Figure | None) -> Figure | None:
    if received is None or received.value is None or received.year is None:
        return None
    income = book.at("gni_pc_atlas", received.year, country=country)
    people = book.at("population", received.year, country=country)
    if income is None or people is None or not income.value or not people.value:
        return None
    return computed(
        100 * received.value / (income.value * people.value), _("received"), "% of GNI", [income, people, received],
        _("received / (GNI per person x population)"), country=country,
    )  # fmt: skip
