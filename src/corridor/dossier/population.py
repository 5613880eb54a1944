"""Many careers of a corridor: invented ones, and what a run on many says by sex, wage and kind of career.

Counts of people are never printed for groups below a minimum, so that nobody can be picked out of a
population that a user supplies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from corridor.dossier.assumptions import MIDDLE, Pay, assumptions
from corridor.dossier.typical import schemes_of, settles
from corridor.i18n import N_, _
from corridor.portability.entitlement import NONE

if TYPE_CHECKING:
    import polars as pl

    from corridor.careers import Careers

#: Groups with fewer people than this are not shown.
MINIMUM = 10
#: Years of work abroad from which a career counts as long.
LONG = 10
#: Spread of wages in invented populations (standard deviation of the logarithm).
SPREAD = 0.45

ALL = N_("All")
SEX, WAGE, KIND = N_("Sex"), N_("Wage"), N_("Kind of career")
SEXES = {"female": N_("Women"), "male": N_("Men"), "not stated": N_("Sex not stated")}
WAGES = {
    "1": N_("Lower third of wages"),
    "2": N_("Middle third of wages"),
    "3": N_("Upper third of wages"),
    "not known": N_("Wage not known"),
}
KINDS = {
    "short-away": N_("Under 10 years abroad, lives abroad"),
    "long-away": N_("10 years or more abroad, lives abroad"),
    "short-home": N_("Under 10 years abroad, returned"),
    "long-home": N_("10 years or more abroad, returned"),
}
WORDS = {"all": {"all": ALL}, "sex": SEXES, "wage": WAGES, "kind": KINDS}
TITLES = {"all": ALL, "sex": SEX, "wage": WAGE, "kind": KIND}


def invented_population(origin: str, destination: str, number: int, seed: int) -> Careers:
    """Invented careers of a corridor; the same seed gives the same people.

    Work in the origin, then abroad; lengths, wages, ages and the country of residence vary, within the
    shipped assumptions.
    """
    import numpy as np
    import polars as pl

    from corridor.careers import Careers
    from corridor.portability.words import vocabulary

    rng = np.random.default_rng(seed)
    given = assumptions()
    claim = given.claim_date
    age = given.claim_age((origin, destination))
    women = rng.random(number) < 0.5
    at_home = rng.integers(1, 21, number)
    abroad = rng.integers(1, 26, number)
    back = rng.integers(0, 6, number)
    home = rng.random(number) < (0.4 if settles(destination) else 1.0)
    back = np.where(home, back, 0)
    older = rng.integers(0, 4, number)
    wages = np.exp(rng.normal(0.0, SPREAD, (2, number)))
    ids = [f"invented-{i + 1:06d}" for i in range(number)]
    persons: dict[str, list[Any]] = {
        "person_id": ids,
        "birth_date": [date(claim.year - age - int(o), claim.month - 1, 12) for o in older],
        "sex": ["female" if w else "male" for w in women],
        "nationality": [origin] * number,
        "residence": [origin if h else destination for h in home],
        "claim_date": [claim] * number,
        "invented": ["yes"] * number,
    }
    for country in (origin, destination):
        pay = given.countries.get(country)
        for name, value in pay.facts.items() if pay else ():
            persons[name] = [value] * number
    rows: list[dict[str, Any]] = []
    for i, name in enumerate(ids):
        # the years at home are cut so that nobody works before the age of 18
        total = min(int(at_home[i] + abroad[i]), age - 18 - int(back[i]))
        away = int(abroad[i])
        start = claim.year - int(back[i]) - total
        for country, first, years, factor in (
            (origin, start, total - away, wages[0, i]),
            (destination, start + total - away, away, wages[1, i]),
        ):
            if years > 0:
                rows += _stay(name, country, date(first, claim.month, claim.day), years, float(factor))
    periods = pl.DataFrame(
        rows, schema_overrides={"scheme": pl.String, "earnings": pl.Float64, "currency": pl.String}
    )
    return Careers.from_frames(pl.DataFrame(persons), periods, vocabulary(), source="invented careers")


def _stay(person: str, country: str, start: date, years: int, factor: float) -> Iterator[dict[str, Any]]:
    pay = assumptions().countries.get(country)
    end = date(start.year + years, start.month, start.day) - timedelta(days=1)
    schemes = schemes_of(country)
    if not schemes:
        yield {**dict.fromkeys(("scheme", "earnings", "currency")), "person_id": person, "country": country,
               "kind": "employment", "start": start, "end": end, "earnings_per": "period"}  # fmt: skip
    for s in schemes:
        kind = s.period_kinds[0]
        earned = kind != "residence" and pay is not None
        yield {
            "person_id": person,
            "country": country,
            "scheme": s.id,
            "kind": kind,
            "start": start,
            "end": end,
            "earnings": _wage(pay, (start.year + end.year) // 2, factor) if earned else None,
            "earnings_per": pay.per if earned and pay else "period",
            "currency": pay.currency if earned and pay else None,
        }


def _wage(pay: Pay | None, year: int, factor: float) -> float:
    assert pay is not None
    return round(pay.wage(MIDDLE, assumptions().reference_year - year) * factor)


@dataclass(frozen=True)
class Row:
    """What one scheme owes to one group of people under one set of instruments.

    ``people`` is ``None`` for a group that is too small to be shown, and all else with it.  Shares are of
    the people of the group with periods in the scheme; ``median`` is of the amounts of those entitled, and
    ``None`` where one of these amounts is not known.
    """

    by: str
    group: str
    scheme: str
    country: str
    instruments: str
    people: int | None
    entitled: float | None
    reached: float | None
    unknown: float | None
    median: float | None
    currency: str
    frequency: str


def groups(careers: Careers, origin: str, destination: str) -> pl.DataFrame:
    """``person_id`` with the groups ``sex``, ``wage`` (thirds of pay at the destination, else at the origin) and ``kind``."""
    import polars as pl

    persons = careers.persons.select(
        "person_id", pl.col("sex").fill_null("not stated"), home=pl.col("residence") == origin
    )
    stays = careers.periods.select(
        "person_id",
        "country",
        "scheme",
        days=_days(),
        pay=_yearly(),
    )
    abroad = (
        stays.filter(pl.col("country") == destination)
        .group_by("person_id", "scheme")
        .agg(days=pl.col("days").sum())
        .group_by("person_id")
        .agg(years=pl.col("days").max() / 365.25)
    )
    pay = _thirds(
        stays, destination if stays.filter(pl.col("country") == destination)["pay"].count() else origin
    )
    joined = persons.join(abroad, on="person_id", how="left").join(pay, on="person_id", how="left")
    length = pl.when(pl.col("years").fill_null(0) < LONG).then(pl.lit("short")).otherwise(pl.lit("long"))
    end = pl.when("home").then(pl.lit("home")).otherwise(pl.lit("away"))
    return joined.select(
        "person_id",
        "sex",
        pl.col("wage").fill_null("not known"),
        kind=pl.concat_str([length, end], separator="-"),
        all=pl.lit("all"),
    )


def _days() -> Any:
    """Days of a period; where its ends are known within bounds, the longest."""
    import polars as pl

    return (pl.col("end_high") - pl.col("start_low")).dt.total_days() + 1


def _yearly() -> Any:
    """Pay a year, from earnings by month, year or period; where they are known within bounds, the lowest."""
    import polars as pl

    low = pl.col("earnings_low").cast(pl.Float64)
    return (
        pl.when(pl.col("earnings_per") == "month")
        .then(low * 12)
        .when(pl.col("earnings_per") == "year")
        .then(low)
        .otherwise(low / (_days() / 365.25))
    )


def _thirds(stays: pl.DataFrame, country: str) -> pl.DataFrame:
    import polars as pl

    pay = (
        stays.filter((pl.col("country") == country) & pl.col("pay").is_not_null())
        .group_by("person_id")
        .agg(pay=(pl.col("pay") * pl.col("days")).sum() / pl.col("days").sum())
        .sort("pay", "person_id")
    )
    count = max(pay.height, 1)
    rank = pl.int_range(pl.len()) * 3 // count + 1
    return pay.select("person_id", wage=rank.cast(pl.String))


def rows_of(results: pl.DataFrame, of: pl.DataFrame, *, minimum: int = MINIMUM) -> list[Row]:
    """The shares by group; groups that are too small are kept as rows without numbers."""
    import polars as pl

    joined = results.join(of, on="person_id", how="left")
    found: list[Row] = []
    few = joined["person_id"].n_unique() < minimum
    for by, words in WORDS.items():
        if few and by != "all":
            continue  # that a group is there at all would say who these few people are
        entitled = pl.col("status") == "entitled"
        table = (
            joined.group_by(by, "scheme", "country", "instruments")
            .agg(
                people=pl.len(),
                entitled=entitled.mean(),
                reached=(entitled & pl.col("payable_where_person_lives").fill_null(False)).mean(),
                unknown=pl.col("status").is_in(["cannot tell", "not modelled"]).mean(),
                median=pl.col("amount").filter(entitled).median(),
                known=pl.col("amount").filter(entitled).count(),
                currency=pl.col("currency").first(),
                frequency=pl.col("frequency").first(),
                order=pl.col("instruments").replace_strict(
                    {n: i for i, n in enumerate(dict.fromkeys(results["instruments"].to_list()))}
                ).first(),
            )
            .sort(by, "scheme", "order")
        )  # fmt: skip
        known = list(words)
        rows = list(table.iter_rows(named=True))
        sizes: dict[str, dict[str, int]] = {}
        for r in rows:
            sizes.setdefault(r["scheme"], {})[r[by]] = r["people"]
        # scheme by scheme, since a total is shown for each
        small = {scheme: too_small(counts, minimum) for scheme, counts in sizes.items()}
        for group in known:
            for r in [r for r in rows if r[by] == group]:
                hidden = group in small[r["scheme"]]
                found.append(
                    Row(
                        by, r[by], r["scheme"], r["country"], r["instruments"],
                        None if hidden else r["people"],
                        None if hidden else r["entitled"],
                        None if hidden else r["reached"],
                        None if hidden else r["unknown"],
                        None if hidden or r["known"] < round(r["entitled"] * r["people"]) else r["median"],
                        r["currency"], r["frequency"],
                    )
                )  # fmt: skip
    return found


def too_small(counts: Mapping[str, int], minimum: int) -> set[str]:
    """Groups not to be shown: those below the minimum, and the next smallest where one could be worked out."""
    order = sorted(counts.items(), key=lambda r: (r[1], r[0]))
    hidden = {g for g, n in order if n < minimum}
    if hidden and sum(n for g, n in order if g in hidden) < minimum * 2 and len(hidden) < len(order):
        hidden.add(next(g for g, _n in order if g not in hidden))
    return hidden


def too_few() -> str:
    """What is said in place of a result about so few people that it would pick them out."""
    return _(
        "Fewer than {number} people: what they are owed is not shown, so that nobody can be picked out."
    ).format(number=MINIMUM)


@dataclass(frozen=True)
class Burden:
    """What a scheme pays to all people together under one set of instruments, where they live.

    ``amount`` is the sum of known amounts in the scheme's currency a month (or once); ``share`` is its
    share of all that is paid as often, in dollars at the assumed rates, and ``None`` where an amount or a rate
    is not known; ``left_out`` counts entitled people whose amount is not known.
    """

    scheme: str
    country: str
    instruments: str
    frequency: str
    currency: str
    amount: float
    share: float | None
    change: float
    left_out: int


def burdens(results: pl.DataFrame) -> list[Burden]:
    """Who pays which share, by scheme and set of instruments."""
    import math

    import polars as pl

    paid = (pl.col("status") == "entitled") & pl.col("payable_where_person_lives").fill_null(False)
    rows = []
    keys = ("scheme", "country", "instruments", "frequency", "currency")
    for key, part in results.group_by(*keys, maintain_order=True):
        amounts = part.filter(paid)["amount"].to_list()
        if key[3]:
            # summed one by one: a parallel sum may differ in its last place from run to run
            known = round(math.fsum(a for a in amounts if a is not None), 2)
            rows.append(
                {**dict(zip(keys, key, strict=True)), "amount": known, "left_out": amounts.count(None)}
            )
    rows.sort(key=lambda r: (r["frequency"], r["scheme"]))
    totals: dict[tuple[str, str], Fraction | None] = {}
    for r in rows:
        key = (r["instruments"], r["frequency"])
        dollars = None if r["left_out"] else _dollars(r["amount"], r["currency"])
        so_far = totals.get(key, Fraction(0))
        totals[key] = None if dollars is None or so_far is None else so_far + dollars
    before = {(r["scheme"], r["frequency"]): r["amount"] for r in rows if r["instruments"] == NONE}
    found = []
    for r in rows:
        total = totals[r["instruments"], r["frequency"]]
        own = _dollars(r["amount"], r["currency"])
        share = float(own / total) if total and own is not None else None
        change = round(r["amount"] - before.get((r["scheme"], r["frequency"]), 0.0), 2)
        found.append(
            Burden(
                r["scheme"], r["country"], r["instruments"], r["frequency"], r["currency"], r["amount"], share,
                change, r["left_out"],
            )
        )  # fmt: skip
    return found


def _dollars(amount: float, currency: str) -> Fraction | None:
    rate = assumptions().dollars.get(currency)
    return None if rate is None else Fraction(amount) * rate


def gained(results: pl.DataFrame, scheme: str, set_name: str, without: str = NONE) -> tuple[int, int]:
    """How many people gain a right from a scheme that is paid where they live, and how many were looked at."""
    import polars as pl

    paid = (pl.col("status") == "entitled") & pl.col("payable_where_person_lives").fill_null(False)
    own = results.filter(pl.col("scheme") == scheme)
    before = own.filter((pl.col("instruments") == without) & paid)["person_id"]
    after = own.filter((pl.col("instruments") == set_name) & paid)["person_id"]
    asked = own.filter(pl.col("instruments") == set_name).height
    return len(set(after.to_list()) - set(before.to_list())), asked


def sets_of(results: pl.DataFrame) -> Sequence[str]:
    """Names of the sets of instruments, in order."""
    return list(dict.fromkeys(results["instruments"].to_list()))
