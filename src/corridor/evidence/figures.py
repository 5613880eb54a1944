"""A corridor or a country as a library: its evidence as Polars frames, provenance attached.

    >>> from corridor.evidence import corridor
    >>> c = corridor("MAR", "ESP")
    >>> c.stocks.filter(sex="both", year=2020).select("value", "publisher", "edition").rows()
    [(785884.0, 'United Nations, Department of Economic and Social Affairs, Population Division', '2020')]
    >>> c.regimes()["regime"].unique().sort().to_list()
    ['I', 'II', 'III', 'IV']

Frames of figures have the columns of observations and publisher, title, edition, licence and address of the
source.  An empty frame says that no figure is at hand, never that there is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from corridor.evidence.profiles.places import UnknownPlace, place

if TYPE_CHECKING:
    import polars as pl

    from corridor.evidence.network import Relation
    from corridor.evidence.profile import Profile
    from corridor.evidence.store import Store

__all__ = ["Corridor", "Country", "corridor", "country"]

PROVENANCE = ("publisher", "title", "edition", "licence", "address")


def _store() -> Store:
    from corridor.evidence.store import open_store

    return open_store()


@dataclass(frozen=True)
class Corridor:
    """The evidence on one origin and one destination; see :func:`corridor`."""

    origin: str
    destination: str
    store: Store = field(default_factory=_store, repr=False)

    @property
    def reverse(self) -> Corridor:
        """The same two countries the other way round."""
        return Corridor(self.destination, self.origin, self.store)

    def observations(self, indicator: str, **asked: Any) -> pl.DataFrame:
        """Any indicator of the corridor, arguments as :meth:`corridor.evidence.Store.observations`."""
        frame = self.store.observations(indicator, origin=self.origin, destination=self.destination, **asked)
        return self.store.with_provenance(frame)

    @property
    def stocks(self) -> pl.DataFrame:
        """Migrants from the origin in the destination by year and sex, of the preferred edition."""
        return self.observations("stock")

    def flows(
        self,
        method: str | None = None,
        *,
        draws: int = 0,
        level: float = 0.8,
        years: list[int] | None = None,
        random_seed: int = 1,
    ) -> pl.DataFrame:
        """Estimated moves by period.

        Args:
            method: None gives the published estimates in the store (all methods, column ``variant``); else one
                of :data:`corridor.evidence.flows.METHODS`, estimated here from the whole stock matrix, the
                population, births and deaths in the store.
            draws: members of an ensemble for an interval (``low``, ``high``); 0: none.
            level: share of the draws in the interval.
            years: dates of the stocks; by default all.
            random_seed: of the ensemble.

        Raises:
            FlowProblems: the store does not hold what the method needs; the message says what.
        """
        if method is None:
            return self.observations("flow", variant=None)
        import polars as pl

        from corridor.evidence.profiles.estimating import estimated_flows

        frame = estimated_flows(
            self.store, method, draws=draws, level=level, years=years, random_seed=random_seed
        )
        pair = (pl.col("origin") == self.origin) & (pl.col("destination") == self.destination)
        return frame.filter(pair)

    @property
    def remittances(self) -> pl.DataFrame:
        """Money sent from the destination to the origin: the modelled amounts, and the cost of sending."""
        return self.observations(["remittance_bilateral", "remittance_cost"])  # type: ignore[arg-type]

    @property
    def protection(self) -> pl.DataFrame:
        """Refugees and asylum-seekers from the origin in the destination."""
        return self.observations(["refugees", "asylum_seekers"])  # type: ignore[arg-type]

    @property
    def development(self) -> pl.DataFrame:
        """Figures of both countries that the profile shows, all years."""
        from corridor.evidence.profiles.development import INDICATORS

        names = list(dict.fromkeys(name for name, _ in INDICATORS))
        frame = self.store.observations(names, country=[self.origin, self.destination])
        return self.store.with_provenance(frame)

    def relation(self, on: date | None = None, *, confidence: str = "medium") -> Relation:
        """What binds the two countries on a day (by default today)."""
        from corridor.evidence.network import network

        return network().between(self.origin, self.destination, on or date.today(), confidence=confidence)

    @property
    def agreements(self) -> pl.DataFrame:
        """Every instrument between the two as it stands today, with its confidence and where it was read."""
        return _relations([self.relation()])

    def regimes(self, year: int | None = None, **settings: Any) -> pl.DataFrame:
        """Portability regimes of the stock by year and sex: value, share, low and high (model).

        Args:
            year: one year, interpolated between stocks if need be; by default every year of the stock.
            settings: ``central``, ``over`` and others of :func:`corridor.evidence.regimes.corridor_ranges`.

        The column ``source_id`` names the stock.  Without a stock the frame is empty.
        """
        import polars as pl

        from corridor.evidence.profiles.figures import Book
        from corridor.evidence.profiles.regimes import high_income
        from corridor.evidence.regimes import corridor_ranges, stock_on

        stock = self.store.observations("stock", origin=self.origin, destination=self.destination)
        stock = stock.filter(pl.col("value").is_not_null())
        split = stock.filter(pl.col("sex") != "both")
        rows = (split if not split.is_empty() else stock).select(
            "origin", "destination", "sex", "year", "value"
        )
        if year is not None and not rows.is_empty():
            rows = stock_on(rows, year)
        settings.setdefault("high_income", high_income(Book(self.store)))
        frame = corridor_ranges(rows, **settings).frame
        source = stock["source_id"][0] if not stock.is_empty() else None
        return self.store.with_provenance(
            frame.with_columns(pl.lit(source, dtype=pl.String).alias("source_id"))
        )

    def profile(self, **arguments: Any) -> Profile:
        """The profile of the pair."""
        from corridor.evidence.profile import profile

        return profile(self.origin, self.destination, store=self.store, **arguments)


@dataclass(frozen=True)
class Country:
    """The evidence on one country, as origin, transit and destination at once; see :func:`country`."""

    code: str
    store: Store = field(default_factory=_store, repr=False)

    def observations(self, indicator: str, **asked: Any) -> pl.DataFrame:
        """Any indicator of the country, arguments as :meth:`corridor.evidence.Store.observations`."""
        return self.store.with_provenance(self.store.observations(indicator, country=self.code, **asked))

    @property
    def emigrants(self) -> pl.DataFrame:
        """People from the country elsewhere, by destination, year and sex (corridors at hand)."""
        return self.store.with_provenance(self.store.observations("stock", origin=self.code))

    @property
    def immigrants(self) -> pl.DataFrame:
        """People from elsewhere in the country, by origin, year and sex (corridors at hand)."""
        return self.store.with_provenance(self.store.observations("stock", destination=self.code))

    @property
    def stocks(self) -> pl.DataFrame:
        """All emigrants and immigrants by year (and sex where the edition has it)."""
        return self.observations(["emigrant_stock", "immigrant_stock"])  # type: ignore[arg-type]

    @property
    def remittances(self) -> pl.DataFrame:
        """Remittances received and paid."""
        return self.observations(["remittance_received", "remittance_paid"])  # type: ignore[arg-type]

    @property
    def protection(self) -> pl.DataFrame:
        """Refugees and asylum-seekers in and from the country, and people displaced within it."""
        names = ["refugees_hosted", "refugees_originating", "asylum_seekers_hosted", "asylum_seekers_originating",
                 "idps_conflict"]  # fmt: skip
        return self.observations(names)  # type: ignore[arg-type]

    @property
    def development(self) -> pl.DataFrame:
        """Figures of the country that the profile shows, all years."""
        from corridor.evidence.profiles.development import INDICATORS

        return self.observations(list(dict.fromkeys(name for name, _ in INDICATORS)))  # type: ignore[arg-type]

    @property
    def agreements(self) -> pl.DataFrame:
        """Every instrument of the country with any other as it stands today."""
        from corridor.evidence.network import network

        return _relations(list(network().of(self.code, date.today())))

    def regimes(self, side: str = "origin", **settings: Any) -> pl.DataFrame:
        """Portability regimes of the latest year over all corridors at hand, as ``origin`` or ``destination``."""
        from corridor.evidence.profiles.figures import Book
        from corridor.evidence.profiles.regimes import high_income, stock_rows
        from corridor.evidence.regimes import ranges

        if side not in ("origin", "destination"):
            raise ValueError(f"side: expected origin or destination, not {side!r}")
        book = Book(self.store)
        stock, _ = stock_rows(book, **{side: self.code})
        if stock is None:
            raise ValueError(f"no stock of {self.code} as {side} is in the store: corridor evidence add FILE")
        settings.setdefault("high_income", high_income(book))
        return ranges(stock, **{"by": ("year", "sex"), **settings}).frame

    def profile(self, **arguments: Any) -> Profile:
        """The profile of the country."""
        from corridor.evidence.profile import profile

        return profile(self.code, store=self.store, **arguments)


def corridor(origin: str, destination: str, *, store: Store | None = None) -> Corridor:
    """The evidence on a corridor.

    Args:
        origin, destination: ISO3 codes, in any case; also XKX.
        store: where the figures are; by default the user's store with the starter pack.

    Raises:
        UnknownPlace: a code is none, or the two are the same; the message says what may be meant.
    """
    one, other = place(origin), place(destination)
    if one == other:
        from corridor.i18n import _

        raise UnknownPlace(_("expected two countries, not {code} twice").format(code=one))
    return Corridor(one, other, store or _store())


def country(code: str, *, store: Store | None = None) -> Country:
    """The evidence on a country.

    Raises:
        UnknownPlace: the code is none; the message says what may be meant.
    """
    return Country(place(code), store or _store())


def _relations(relations: list[Relation]) -> pl.DataFrame:
    """Findings as rows, with publisher and title of what was read."""
    import polars as pl

    from corridor.evidence.network import network

    names = ("instrument", "title", "kind", "standing", "counts_as_evidence", "from", "to", "method", "persons",
             "territory", "confidence", "modelled", "validation")  # fmt: skip
    rows = []
    for relation in relations:
        for f in relation.findings:
            said = f.as_dict()
            rows.append({"a": relation.a, "b": relation.b, "on": relation.on, **{n: said[n] for n in names},
                         "read_in": "; ".join(network().cite(f.bond.sources))})  # fmt: skip
    schema = {
        "a": pl.String,
        "b": pl.String,
        "on": pl.Date,
        **dict.fromkeys(names, pl.String),
        "read_in": pl.String,
    }
    return pl.DataFrame(rows, schema={**schema, "counts_as_evidence": pl.Boolean})
