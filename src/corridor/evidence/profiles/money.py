"""Remittances, and what sending them costs."""

from __future__ import annotations

from corridor.evidence.areas import area_name
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
from corridor.evidence.profiles.words import dollars, number

GOAL, CEILING = 3.0, 5.0
"""SDG target 10.c: costs below 3 per cent of the amount, no corridor above 5 per cent, by 2030 (United Nations)."""
AMOUNT = 200
"""US dollars that Remittance Prices Worldwide asks the price of sending for."""
ADD_RPW = "Save the dataset of Remittance Prices Worldwide (xlsx, remittanceprices.worldbank.org): corridor evidence add FILE"
ADD_MATRIX = "Save the World Bank's bilateral remittance matrix (xlsx, KNOMAD or worldbank.org): corridor evidence add FILE"
ADD_WDI = "Save the series from data.worldbank.org (csv or zip): corridor evidence add FILE"


def money(book: Book, origin: str, destination: str) -> Part:
    """The panel of a pair: what is sent each way by the model, what sending costs, and what it weighs."""
    o, d = area_name(origin), area_name(destination)
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
            Gap(f"Remittances sent from {d} to {o}", "No estimate is at hand.", ADD_MATRIX,
                f"The central banks of {o} and {d} could compare what each books for the other."))  # fmt: skip
    cost = cost_table(book, origin, destination)
    if cost is not None:
        tables.append(cost)
        charts.append(_cost_chart(cost, o, d))
        said += _cost_sentences(cost)
    else:
        gaps.append(
            Gap(f"What sending money from {d} to {o} costs", "The survey of prices has no figure of this corridor.",
                ADD_RPW, f"Providers in {d} could be asked for their prices; senders for what they paid."))  # fmt: skip
    country = country_money(book, origin)
    tables += [t for t in (country[0],) if t is not None]
    charts += country[1]
    said += country[2]
    if sent is not None or cost is not None:
        gaps.append(
            Gap(f"Remittances between {d} and {o} as they are paid, by women and men, in cash and goods",
                "Bilateral remittances are allotted by a model from national totals; nobody counts them by corridor"
                " or sex.", ADD_MATRIX,
                "A short survey of senders and receivers on both sides, with the same questions."))  # fmt: skip
    lead = said[0].text if said else f"No figure of remittances between {d} and {o} is at hand."
    notes = ("Migrants' money beside public money: remittances are private income of families, not aid.",)
    return Part(
        Panel("money", "Remittances", lead, tuple(tables), tuple(charts), notes if tables else ()), said, gaps
    )


def _sent(book: Book, origin: str, destination: str) -> tuple[Table, list[Statement]] | None:
    rows, said = [], []
    for a, b in ((origin, destination), (destination, origin)):
        f = book.latest("remittance_bilateral", "sent", origin=a, destination=b)
        if f is None or f.value is None:
            continue
        rows.append((f"From {area_name(b)} to {area_name(a)}", f, f.when))
        text = (
            f"A World Bank model allots {dollars(f.value * 1e6)} of the remittances of {f.when} to those sent from "
            f"{area_name(b)} to {area_name(a)}."
        )
        if book.store.source(f.sources[0]).publisher != "World Bank":
            text = text.replace("A World Bank model allots", "A model allots")
        said.append(Statement(text, (f,), "money"))
    if not rows:
        return None
    return Table(
        "sent",
        "Remittances by corridor (model), US$ million",
        ("Direction", "US$ million", "Year"),
        tuple(rows),
    ), said


def cost_table(book: Book, origin: str, destination: str) -> Table | None:
    """Cost of sending by quarter, both directions; None if there is no figure."""
    columns: list[dict[tuple[int | None, str], Figure]] = []
    for a, b in ((origin, destination), (destination, origin)):
        rows = book.figures("remittance_cost", "cost", origin=a, destination=b)
        columns.append({(f.year, f.period): f for f in rows if f.value is not None})
    when = sorted({*columns[0], *columns[1]}, key=lambda k: (k[0] or 0, k[1]))
    if not when:
        return None
    names = [f"{destination} to {origin}", f"{origin} to {destination}"]
    used = [i for i in (0, 1) if columns[i]]
    rows_ = [(f"{y} {q}".strip(), *(columns[i].get((y, q)) for i in used)) for y, q in when]
    return Table(
        "cost", f"Cost of sending US${AMOUNT}, % of the amount", ("Quarter", *(names[i] for i in used)), tuple(rows_),
        "Average of the providers surveyed: fee and exchange margin.",
    )  # fmt: skip


def _cost_chart(table: Table, o: str, d: str) -> Chart:
    series = []
    for at in range(1, len(table.columns)):
        points = []
        for r in table.rows:
            f = r[at]
            year, _, quarter = str(r[0]).partition(" ")
            x = float(year) + (int(quarter[1]) - 1) / 4 if quarter else float(year)
            points.append((x, f.value if isinstance(f, Figure) else None, None, None))
        a, _, b = table.columns[at].partition(" to ")
        series.append(Series(f"From {area_name(a)} to {area_name(b)}", tuple(points)))
    ends = [next(p for p in reversed(s.points) if p[1] is not None) for s in series]
    alt = " ".join(f"{s.name}: {number(e[1], '%')}% at the end." for s, e in zip(series, ends, strict=True))
    return Chart(
        "chart-cost", f"Cost of sending US${AMOUNT} between {d} and {o}", "lines", "%", tuple(series),
        f"Lines by quarter, with the goal of {GOAL:.0f}%. {alt}", "cost", goal=GOAL, goal_label=f"SDG 10.c: {GOAL:.0f}%",
    )  # fmt: skip


def _cost_sentences(table: Table) -> list[Statement]:
    """The latest price each way."""
    said = []
    for at in range(1, len(table.columns)):
        f = next(c for row in reversed(table.rows) if isinstance(c := row[at], Figure))
        value = f.value or 0.0
        text = (
            f"Sending US${AMOUNT} from {area_name(f.destination)} to {area_name(f.origin)} cost {value:.1f}% "
            f"(US${value * AMOUNT / 100:.2f}) in {f.when}; the goal is less than {GOAL:.0f}%, and no corridor above "
            f"{CEILING:.0f}% (SDG target 10.c)."
        )
        said.append(Statement(text, (f,), "money"))
    return said


def country_money(book: Book, country: str) -> tuple[Table | None, list[Chart], list[Statement]]:
    """Remittances a country receives and pays by year, with their weight in its income."""
    name = area_name(country)
    received = {
        f.year: f
        for f in book.figures("remittance_received", "received", country=country)
        if f.value is not None
    }
    paid = {
        f.year: f for f in book.figures("remittance_paid", "paid", country=country) if f.value is not None
    }
    years = sorted({y for y in (*received, *paid) if y is not None})
    if not years:
        return None, [], []
    rows = []
    weights = {}
    for year in years:
        weights[year] = _weight(book, country, received.get(year))
        rows.append((str(year), received.get(year), paid.get(year), weights[year]))
    series = [
        Series(word, tuple((float(y), f.value if (f := held.get(y)) else None, None, None) for y in years))
        for word, held in (("Received", received), ("Paid", paid))
        if held
    ]
    last = [next(p for p in reversed(s.points) if p[1] is not None) for s in series]
    alt = " ".join(
        f"{s.name}: {dollars(p[1] or 0)} in {p[0]:.0f}." for s, p in zip(series, last, strict=True)
    )
    table = Table(
        f"money-{country}", f"{name}: personal remittances received and paid, US$",
        ("Year", "Received", "Paid", "Received, % of GNI"), tuple(rows),
        "Per cent of GNI: received / (GNI per person, Atlas method, times population), worked out here.",
    )  # fmt: skip
    chart = Chart(f"chart-money-{country}", f"{name}: remittances received and paid", "lines", "US$", tuple(series),
                  f"Lines by year. {alt}", table.id)  # fmt: skip
    said = []
    if received:
        f = received[max(y for y in received if y is not None)]
        text = f"{name} received {dollars(f.value or 0)} of personal remittances in {f.when}"
        figures = [f]
        weight = weights.get(f.year or 0)
        if weight is not None and weight.value is not None:
            text += f", {weight.value:.1f}% of its income (GNI)"
            figures.append(weight)
        aid = book.at("oda_received_gni", f.year or 0, country=country) or book.latest(
            "oda_received_gni", country=country
        )
        if aid is not None and aid.value is not None:
            text += f"; official aid was {aid.value:.1f}% of GNI in {aid.when}"
            figures.append(aid)
        said.append(Statement(f"{text}.", tuple(figures), "money"))
    if paid:
        f = paid[max(y for y in paid if y is not None)]
        said.append(Statement(f"From {name}, {dollars(f.value or 0)} was sent in {f.when}.", (f,), "money"))
    return table, [chart], said


def _weight(book: Book, country: str, received: Figure | None) -> Figure | None:
    if received is None or received.value is None or received.year is None:
        return None
    income = book.at("gni_pc_atlas", received.year, country=country)
    people = book.at("population", received.year, country=country)
    if income is None or people is None or not income.value or not people.value:
        return None
    return computed(
        100 * received.value / (income.value * people.value), "received", "% of GNI", [income, people, received],
        "received / (GNI per person x population)", country=country,
    )  # fmt: skip
