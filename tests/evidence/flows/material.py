"""Published worked tables of flow estimation, and a slow, plain second implementation to compare with.

The tables are the figures of Abel 2013 (Demographic Research 28), Abel and Sander 2014 (Science 343,
supplement), Abel 2018 (International Migration Review 52) and Abel and Cohen 2019 (Scientific Data 6), as
printed in the reference pages of the R package migest.  Rows are birthplaces (stocks) or origins (flows).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
NAMES = ["A", "B", "C", "D"]
PRINTED = 0.001
"""The printed figures come from sweeps that end when no cell changes by more than this."""


def table(text: str) -> Array:
    """Rows apart by ``/``, numbers by blanks."""
    return np.array([[float(x) for x in row.split()] for row in text.split("/")])


def vector(text: str) -> Array:
    return np.array([float(x) for x in text.split()])


@dataclass(frozen=True)
class Example:
    """One worked table: inputs, printed flows, printed total."""

    start: Array
    end: Array
    births: Array
    deaths: Array
    flows: Array
    total: float
    system: str = "closed"
    decimals: Array = field(default_factory=lambda: np.full((4, 4), 6))


ZERO = np.zeros(4)
S_2013 = table("1000 100 10 0 / 55 555 50 5 / 80 40 800 40 / 20 25 20 200")
S_2013_GROWN = table("1060 60 10 10 / 45 540 40 0 / 70 75 770 70 / 30 30 20 230")
S_2018 = table("100 10 10 0 / 20 55 25 10 / 10 40 140 65 / 20 25 20 200")
S_2019 = table("100 10 10 0 / 80 180 10 90 / 30 10 140 40 / 60 70 10 160")
S_2019_END = table("95 5 15 5 / 75 225 5 55 / 55 0 115 50 / 35 25 25 215")
DEATHS = vector("70 30 50 10")

EXAMPLES: dict[str, Example] = {
    "E0": Example(
        S_2013,
        table("950 100 60 0 / 80 505 75 5 / 90 30 800 40 / 40 45 0 180"),
        ZERO,
        ZERO,
        table("0 0 50 0 / 35 0 25 0 / 10 10 0 0 / 10 10 0 0"),
        150,
    ),
    "E1": Example(
        S_2018,
        table("70 30 10 10 / 25 60 10 15 / 10 55 140 50 / 40 45 0 180"),
        ZERO,
        ZERO,
        table("0 20 0 10 / 0 0 0 0 / 15 15 0 5 / 10 25 0 0"),
        100,
    ),
    "E3": Example(
        S_2013,
        S_2013_GROWN,
        vector("80 20 40 60"),
        DEATHS,
        table(
            "0 8.502866 0 3.695332 / 26.42296 0 0.4234563 9.855274"
            "/ 0 34.183358 0 25.077888 / 11.46761 10.933241 1.3928875 0"
        ),
        131.95487,
        "open_dr",
    ),
    "E4": Example(
        S_2013,
        S_2013_GROWN,
        vector("80 20 40 60"),
        DEATHS,
        table(
            "0 8.897732 0 3.852711 / 26.81098 0 0.4296748 10"
            "/ 0 35.677466 0 26.145924 / 11.62571 11.251175 1.4120903 0"
        ),
        136.10346,
        "open",
    ),
    "E5": Example(
        S_2013,
        S_2013_GROWN,
        vector("80 20 60 60"),
        DEATHS,
        table(
            "0 3.328563 0 3.242990 / 34.120952437 0 0.5838738 9.809336"
            "/ 0.004365738 27.127753 0 25.711331 / 12.446119999 9.058478 2.2595262 0"
        ),
        127.693289,
    ),
    "E6": Example(
        S_2018,
        table("75 25 5 0 / 20 45 30 15 / 30 40 150 60 / 30 30 20 230"),
        vector("10 50 25 60"),
        vector("30 10 40 10"),
        table("0 8.126216 0 0 / 15.455354 0 18.081832 5.712864/ 0 1.125679 0 0 / 17.669407 0 8.043363 0"),
        74.214715,
    ),
    "E7": Example(
        S_2019,
        S_2019_END,
        ZERO,
        ZERO,
        table("0 5 7.857143 22.142857 / 7.142857 0 12.142857 40.714286 / 17.857143 5 0 7.142857 / 0 35 0 0"),
        160,
    ),
}


def places(number: str) -> int:
    return len(number.partition(".")[2])


def slow_cube(rows: Array, columns: Array, seed: Array, sweeps: int = 20_000) -> Array:
    """Plain three-way fitting: cube birthplace by origin by destination, margins by birthplace."""
    cube = seed.astype(float).copy()
    for _ in range(sweeps):
        before = cube.copy()
        for axis, target in ((2, rows), (1, columns)):
            sums = cube.sum(axis=axis)
            factor = np.divide(target, sums, out=np.zeros_like(target), where=sums > 0)
            cube *= np.expand_dims(factor, axis)
        if np.abs(cube - before).max() < 1e-13 * max(1.0, rows.max()):
            break
    return cube


def slow_balance(seed: Array, rows: Array, columns: Array, sweeps: int = 200_000) -> Array:
    """Plain two-way fitting."""
    out = seed.astype(float).copy()
    for _ in range(sweeps):
        before = out.copy()
        for axis, target in ((1, rows), (0, columns)):
            sums = out.sum(axis=axis)
            factor = np.divide(target, sums, out=np.zeros_like(target), where=sums > 0)
            out = out * (factor[:, None] if axis == 1 else factor[None, :])
        if np.abs(out - before).max() < 1e-13 * max(1.0, rows.max()):
            break
    return out


def slow_minimum(start: Array, end: Array, births: Array, deaths: Array, seed: Array | None = None) -> Array:
    """Closed minimum migration by the book, cube birthplace by origin by destination with stayers."""
    size = len(start)
    gap = (births - deaths).sum() - (end - start).sum()
    one, two = start.copy(), end.copy()
    one[np.diag_indices(size)] *= 1 - gap / 2 / np.trace(start)
    two[np.diag_indices(size)] *= 1 + gap / 2 / np.trace(end)
    dead = one * deaths / one.sum(axis=0)
    born = np.diag(births)
    for i in range(size):
        if births[i] > two[i, i]:
            born[:, i] = two[:, i] * births[i] / two[:, i].sum()
    one, two = one - dead, two - born
    rows = (one.sum(axis=1) + two.sum(axis=1)) / 2
    one, two = slow_balance(one, rows, one.sum(axis=0)), slow_balance(two, rows, two.sum(axis=0))
    stay = np.minimum(one, two)
    ease = np.ones((size, size)) if seed is None else seed.copy()
    np.fill_diagonal(ease, 0)
    cube = slow_cube(one - stay, two - stay, np.stack([ease] * size))
    for k in range(size):
        cube[k][np.diag_indices(size)] += stay[k]
    return cube


def world(size: int, random_seed: int) -> tuple[Array, Array, Array, Array]:
    """Invented stocks of ``size`` countries, most people at home, with births and deaths that fit."""
    rng = np.random.default_rng(random_seed)
    people = np.exp(rng.normal(15.5, 1.8, size))
    abroad = np.outer(people**0.5, people**0.5) * np.exp(rng.normal(0, 1.5, (size, size)))
    abroad *= np.where(rng.random((size, size)) < 0.6, 1.0, 1e-4)
    np.fill_diagonal(abroad, 0)
    abroad *= 0.03 * people.sum() / abroad.sum()
    later = abroad * np.exp(rng.normal(0.05, 0.2, (size, size)))
    grown = people * np.exp(rng.normal(0.06, 0.02, size))
    abroad *= np.minimum(1, 0.5 * people / abroad.sum(axis=0))
    later *= np.minimum(1, 0.5 * grown / later.sum(axis=0))
    deaths = people * 0.04 * np.exp(rng.normal(0, 0.2, size))
    net = rng.normal(0, 0.005, size) * people
    net -= people * net.sum() / people.sum()
    births = np.maximum(grown - people + deaths - net, 0.01 * people)
    start, end = abroad.copy(), later.copy()
    np.fill_diagonal(start, people - abroad.sum(axis=0))
    np.fill_diagonal(end, grown - later.sum(axis=0))
    return start, end, births, deaths


def sparse(data: tuple[Array, Array, Array, Array]) -> tuple[Array, Array, Array, Array]:
    """The same world with its smallest foreign-born stocks empty at both dates, their people native-born."""
    start, end, births, deaths = (x.copy() for x in data)
    small = start < np.median(start)
    np.fill_diagonal(small, False)
    for stock in (start, end):
        people = stock.sum(axis=0)
        stock[small] = 0
        stock[np.diag_indices(len(stock))] += people - stock.sum(axis=0)
    return start, end, births, deaths
