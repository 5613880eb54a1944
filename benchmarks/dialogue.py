"""How fast dialogue is: equal shares, fair chances for panels, opinion groups, what may be published.

Run: ``python benchmarks/dialogue.py [folder with pabulib/*.pb]``.  Pools and votes are invented.  Times are processor
seconds, so that other work on the machine does not count.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import numpy as np

from corridor.dialogue.groups import opinion_groups
from corridor.dialogue.pabulib import election_of, read_pabulib
from corridor.dialogue.panels import PanelRules, Person, Pool, Quota, fair_chances, make_lottery
from corridor.dialogue.publishing import publish_votes
from corridor.dialogue.shares import equal_shares
from corridor.dialogue.votes import VoteTable

POOL = {
    "sex": (0.3, 0.7),
    "region": (0.25, 0.2, 0.2, 0.15, 0.1, 0.1),
    "minority": (0.15, 0.85),
    "status": (0.6, 0.25, 0.15),
    "age": (0.3, 0.3, 0.25, 0.15),
    "school": (0.4, 0.4, 0.2),
}
SEATS = {
    "sex": (0.5, 0.5),
    "region": (1 / 6,) * 6,
    "minority": (0.25, 0.75),
    "status": (0.4, 0.3, 0.3),
    "age": (0.25,) * 4,
    "school": (1 / 3,) * 3,
}


def pool(people: int, size: int, seed: int) -> Pool:
    draw = random.Random(seed)
    persons = tuple(
        Person(f"p{i}", {a: str(draw.choices(range(len(w)), w)[0]) for a, w in POOL.items()})
        for i in range(people)
    )
    quotas = tuple(
        Quota(a, str(v), max(0, int(w * size) - 1), int(-(-w * size // 1)) + 1)
        for a, shares in SEATS.items()
        for v, w in enumerate(shares)
    )
    return Pool(persons, PanelRules(size, quotas))


def main() -> None:
    for people, size, seed in ((150, 30, 1), (300, 40, 1), (1000, 60, 1), (1000, 60, 2), (1000, 100, 3)):
        start = time.process_time()
        chances = fair_chances(pool(people, size, seed), seconds=30)
        middle = time.process_time()
        lottery = make_lottery(chances)
        print(
            f"panel of {size} from {people}, six attributes, {len(chances.pool.kinds)} kinds: {middle - start:.2f} s, minimum"
            f" {100 * chances.minimum:.3f} %, {chances.proven_levels} of {chances.levels} levels proven;"
            f" list of 1,000 panels {time.process_time() - middle:.2f} s, largest change {lottery.largest_change:.4f}"
        )
    for people, statements in ((200, 50), (500, 200), (2000, 200)):
        votes = np.random.default_rng(1).choice([-1, 0, 1, 2], size=(people, statements)).astype(np.int8)
        start = time.process_time()
        opinion_groups(VoteTable(tuple(range(people)), tuple(range(statements)), votes))
        print(
            f"opinion groups, {people} people x {statements} statements: {time.process_time() - start:.2f} s"
        )
    numbers = np.random.default_rng(2)
    votes = numbers.choice([-1, 0, 1, 2], size=(400, 40), p=[0.3, 0.1, 0.5, 0.1]).astype(np.int8)
    sex = [str(x) for x in numbers.choice(["f", "m"], 400, p=[0.3, 0.7])]
    corridors = [str(x) for x in numbers.choice(list("ABCDE"), 400, p=[0.5, 0.25, 0.15, 0.08, 0.02])]
    start = time.process_time()
    publish_votes(
        VoteTable(tuple(range(400)), tuple(range(40)), votes),
        {"sex": sex, "corridor": corridors},
        {"sex": list("fm"), "corridor": list("ABCDE")},
    )
    print(
        f"what may be published, 400 people, 40 statements, sex and 5 corridors: {time.process_time() - start:.2f} s"
    )
    for folder in sys.argv[1:]:
        for file in sorted(Path(folder).glob("*.pb")):
            election = election_of(read_pabulib(file))
            start = time.process_time()
            outcome = equal_shares(election, utility="cost", completion="add1")
            print(
                f"equal shares, {file.name}: {time.process_time() - start:.2f} s,"
                f" {len(outcome.ids)} projects, {float(outcome.spent):,.0f}"
            )


if __name__ == "__main__":
    main()
