"""How fast the engine is, measured beside the limit of the machine in the same run.

    ./corridor bench            (or: .venv/bin/python benchmarks/speed.py [--json] [--sizes 10000,100000])

Each case runs in a process of its own on one core: (a) one scheme with full eligibility and amount, (b) two
schemes with an agreement, and the same without it.  Careers have 40 years of varying earnings and lie in
memory in blocks.  Beside each stands the plain read-and-sum of the same arrays, the most that any engine
could reach, and the peak memory against the careers themselves.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time

LANES = 4096
YEARS = 40
GOALS = {"a": 1_000_000, "b": 300_000}
ONE_THREAD = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def careers(case: str, number: int) -> list:
    """Blocks of invented careers.

    40 rows of one year each, Canada alone (a), or Philippines then Canada (b).
    """
    import numpy as np

    from corridor.careers.blocks import Block, Ledger
    from corridor.law import calendar

    rng = np.random.default_rng(7)

    def ledger(first: object, rows: int, lanes: int, low: float, high: float) -> Ledger:
        year = first + np.arange(rows)[:, None]
        start, end = calendar.day_of(year), calendar.day_of(year + 1)
        shape = (rows, lanes)
        return Ledger(
            year=year,
            start=start,
            end=end,
            kind=np.zeros(shape, dtype="int64"),
            contract=np.zeros(shape, dtype="int64"),
            days=(end - start).astype(float),
            months=np.full(shape, 12.0),
            month_mask=np.full(shape, 0xFFF, dtype="uint16"),
            count=np.zeros(shape),
            counted=np.zeros(shape, dtype=bool),
            earnings=rng.uniform(low, high, shape),
        )

    blocks = []
    for begin in range(0, number, LANES):
        lanes = min(LANES, number - begin)
        born = rng.integers(1950, 1960, lanes)
        birth = calendar.day_of(born) + rng.integers(0, 365, lanes)
        if case == "a":
            ledgers = {"CAN-CPP": ledger(born + 22, YEARS, lanes, 5_000, 70_000)}
        else:
            ledgers = {
                "PHL-SSS": ledger(born + 20, YEARS // 2, lanes, 12_000, 300_000),
                "CAN-OAS": ledger(born + 42, YEARS // 2, lanes, 0, 0),
            }
            ledgers["CAN-OAS"].kind[:] = 6
        blocks.append(
            Block(
                person_ids=[""] * lanes,
                birth=birth,
                claim=calendar.add_months(birth, 65 * 12 + rng.integers(0, 24, lanes)),
                sex=np.ones(lanes, dtype="int8"),
                residence=np.where(rng.random(lanes) < 0.5, "CAN", "PHL"),
                nationality=[frozenset({"PHL"})] * lanes,
                first_year=1970,
                years=54,
                ledgers=ledgers,
            )
        )
        for scheme in ledgers:
            from corridor.schemes import find_scheme

            for fact in find_scheme(scheme).facts.values():
                empty = np.zeros(lanes) if fact.kind == "number" else np.full(lanes, "")
                blocks[-1].facts[scheme, fact.name] = (empty, np.ones(lanes, dtype=bool))
    return blocks


def one(case: str, number: int) -> dict:
    """Run one case in this process: careers a second, the limit, memory."""
    import numpy as np

    from corridor.agreements import find_instrument
    from corridor.portability.engine import Coordination

    def work(block: object) -> float:
        runs = Coordination(block)
        total = 0.0
        for scheme in runs.schemes.values():
            for instruments in ([],) if case == "a" else ([], [find_instrument("CAN-PHL")]):
                outcome = runs.outcome(scheme, instruments)
                total += float(np.where(outcome.pick("entitled"), outcome.pick("amount"), 0.0).sum())
        block.forget()
        return total

    work(careers(case, 64)[0])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    blocks = careers(case, number)
    arrays = [
        a for b in blocks for led in b.ledgers.values() for a in vars(led).values() if hasattr(a, "nbytes")
    ]
    held = sum(a.nbytes for a in arrays)
    loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    began = time.perf_counter()
    checksum = sum(work(b) for b in blocks)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    began = time.perf_counter()
    for a in arrays:
        a.sum()
    limit = time.perf_counter() - began
    return {
        "case": case,
        "careers": number,
        "seconds": round(seconds, 3),
        "per_second": round(number / seconds),
        "limit_per_second": round(number / limit),
        "times_the_limit": round(seconds / limit, 1),
        "goal": GOALS[case],
        "ratio_to_goal": round(number / seconds / GOALS[case], 2),
        "careers_mb": round(held / 1e6),
        "peak_over_careers": round((peak - before) / max(loaded - before, held), 2),
        "checksum": round(checksum, 2),
    }


def startup() -> dict:
    """Import, first person cold, one explanation warm: seconds, each in a process of its own."""
    program = (
        "import time; t = time.perf_counter(); import corridor; a = time.perf_counter() - t\n"
        "answer = corridor.entitlement(corridor.case('maria')); b = time.perf_counter() - t\n"
        "answer.explain('CAN'); t = time.perf_counter(); answer.explain('CAN'); c = time.perf_counter() - t\n"
        "print(a, b, c)"
    )
    runs = [
        [
            float(x)
            for x in subprocess.run(
                [sys.executable, "-c", program], capture_output=True, text=True, check=True
            ).stdout.split()
        ]
        for _ in range(5)
    ]
    middle = [sorted(column)[2] for column in zip(*runs, strict=True)]
    return {"import_s": round(middle[0], 4), "first_person_s": round(middle[1], 3), "explanation_s": round(middle[2], 4),
            "goals": {"import_s": 0.3, "first_person_s": 1.5, "explanation_s": 0.05}}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--one", nargs=2, metavar=("CASE", "CAREERS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(options.one[0], int(options.one[1]))))
        return
    found = []
    for case in ("a", "b"):
        for size in options.sizes.split(","):
            command = [sys.executable, __file__, "--one", case, size]
            done = subprocess.run(
                command, capture_output=True, text=True, check=True, env={**os.environ, **ONE_THREAD}
            )
            found.append(json.loads(done.stdout))
            print(f"case {case}, {int(size):,} careers: done", file=sys.stderr)
    starts = startup()
    if options.json:
        print(json.dumps({"speed": found, "startup": starts}, indent=2))
        return
    print("(a) CAN-CPP, eligibility and amount; (b) PHL-SSS and CAN-OAS, none and CAN-PHL; one core")
    print(
        "case    careers    careers/s     goal   ratio   read-and-sum/s  slower than it  peak memory / careers"
    )
    for f in found:
        print(
            f"{f['case']:>4} {f['careers']:>10,} {f['per_second']:>12,} {f['goal']:>8,} {f['ratio_to_goal']:>7}"
            f" {f['limit_per_second']:>16,} {f['times_the_limit']:>14}x {f['peak_over_careers']:>22}"
        )
    for name, goal in starts["goals"].items():
        print(f"{name}: {starts[name]} (goal {goal})")


if __name__ == "__main__":
    main()
