"""How fast the engine is, measured beside the limit of the machine in the same run.

    .venv/bin/python benchmarks/speed.py [--json] [--sizes 10000,100000,1000000] [--schemes CAN-OAS,CAN-CPP]

(a) one scheme with full eligibility and amount, each scheme on its own; (b) two schemes with an agreement, and the same
without it.  Each case runs in a process of its own on one core.  Careers have 40 years of varying earnings and lie in memory in
blocks.  Beside each stands the plain read-and-sum of the same arrays, the most that any engine could reach, and the peak memory
against the careers themselves.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import replace

YEARS = 40
GOALS = {"a": 1_000_000, "b": 300_000}
ONE_THREAD = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

#: Yearly earnings from and to, in the scheme's currency.
EARNINGS = {
    "CAN-OAS": (0, 0),
    "CAN-CPP": (5_000, 70_000),
    "PHL-SSS": (12_000, 300_000),
    "MAR-CNSS": (20_000, 90_000),
    "IND-EPS": (20_000, 300_000),
    "SAU-EOSB": (12_000, 200_000),
    "ARE-EOSB": (12_000, 200_000),
}


def ledger(rng: object, first: object, rows: int, scheme: str) -> object:
    """Rows of one year each from a first year on, for every lane."""
    import numpy as np

    from corridor.careers.blocks import KINDS, Ledger
    from corridor.law import calendar
    from corridor.schemes import find_scheme

    year = first + np.arange(rows)[:, None]
    start, end = calendar.day_of(year), calendar.day_of(year + 1)
    kind = KINDS.index(find_scheme(scheme).period_kinds[0])
    return Ledger(
        year=year.astype("int32"),
        start=start.astype("int32"),
        end=end.astype("int32"),
        kind=np.full(year.shape, kind, dtype="int8"),
        contract=np.zeros(year.shape, dtype="int32"),
        days=(end - start).astype(float),
        months=np.full(year.shape, 12.0),
        month_mask=np.full(year.shape, 0xFFF, dtype="uint16"),
        count=np.zeros(year.shape),
        counted=np.zeros(year.shape, dtype=bool),
        earnings=rng.uniform(*EARNINGS[scheme], year.shape),
    )


def careers(case: str, number: int) -> list:
    """Blocks of invented careers: forty years in one scheme, or (case b) twenty in the Philippines and twenty in Canada.

    They are as large as those of ``corridor run``, all alike.
    """
    import numpy as np

    from corridor.careers.blocks import Block
    from corridor.law import calendar
    from corridor.portability.batch import BLOCK
    from corridor.schemes import find_scheme

    rng = np.random.default_rng(7)
    blocks = []
    count = -(-number // BLOCK)
    for i in range(count):
        lanes = number * (i + 1) // count - number * i // count
        born = rng.integers(1950, 1960, lanes)
        birth = calendar.day_of(born) + rng.integers(0, 365, lanes)
        if case == "b":
            ledgers = {
                "PHL-SSS": ledger(rng, born + 20, YEARS // 2, "PHL-SSS"),
                "CAN-OAS": ledger(rng, born + 42, YEARS // 2, "CAN-OAS"),
            }
        else:
            ledgers = {case: ledger(rng, born + 22, YEARS, case)}
        facts = {}
        for scheme in ledgers:
            for fact in find_scheme(scheme).facts.values():
                stated = fact.required
                word = (fact.values[0] if fact.values else "") if stated else ""
                values = np.zeros(lanes) if fact.kind == "number" else np.full(lanes, word)
                facts[scheme, fact.name] = (values, np.full(lanes, not stated))
        first = int(min(led.year.min() for led in ledgers.values()))
        last = int(max(led.year.max() for led in ledgers.values()))
        blocks.append(
            Block(
                person_ids=[""] * lanes,
                birth=birth,
                claim=calendar.add_months(birth, 65 * 12 + rng.integers(0, 24, lanes)),
                sex=np.ones(lanes, dtype="int8"),
                residence=np.where(rng.random(lanes) < 0.5, "CAN", "PHL"),
                nationality=[frozenset({"PHL"})] * lanes,
                first_year=first,
                years=last - first + 1,
                ledgers=ledgers,
                facts=facts,
            )
        )
    return blocks


def one(case: str, number: int) -> dict:
    """Run one case in this process: careers a second, the limit, memory."""
    import numpy as np

    from corridor.agreements import find_instrument
    from corridor.portability.engine import Coordination
    from corridor.portability.memory import keep_freed_memory

    keep_freed_memory()

    def work(block: object) -> float:
        runs = Coordination(block)
        total = 0.0
        for scheme in runs.schemes.values():
            for instruments in ([], [find_instrument("CAN-PHL")]) if case == "b" else ([],):
                outcome = runs.outcome(scheme, instruments)
                total += float(np.where(outcome.pick("entitled"), outcome.pick("amount"), 0.0).sum())
        block.forget()
        return total

    work(careers(case, 16)[0])  # reads the law
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    blocks = careers(case, number)
    arrays = [
        a for b in blocks for led in b.ledgers.values() for a in vars(led).values() if hasattr(a, "nbytes")
    ]
    held = sum(a.nbytes for a in arrays)
    loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    # one block beforehand, with nothing of it kept but the memory it took
    work(replace(blocks[0], ledgers={name: replace(led) for name, led in blocks[0].ledgers.items()}))
    began = time.perf_counter()
    used = time.process_time()
    checksum = sum(work(b) for b in blocks)
    used = time.process_time() - used
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    began = time.perf_counter()
    for a in arrays:
        a.sum()
    limit = time.perf_counter() - began
    goal = GOALS["b" if case == "b" else "a"]
    return {
        "case": case,
        "careers": number,
        "seconds": round(seconds, 3),
        "per_second": round(number / seconds),
        "per_cpu_second": round(number / used),
        "limit_per_second": round(number / limit),
        "times_the_limit": round(seconds / limit, 1),
        "goal": goal,
        "ratio_to_goal": round(number / seconds / goal, 2),
        "careers_mb": round(held / 1e6),
        "peak_over_careers": round((peak - before) / max(loaded - before, held), 2),
        "checksum": round(checksum, 2),
    }


def startup() -> dict:
    """Import, first person cold, one explanation warm: seconds, medians of five processes."""
    program = (
        "import time; t = time.perf_counter(); import corridor; a = time.perf_counter() - t\n"
        "answer = corridor.entitlement(corridor.case('maria')); b = time.perf_counter() - t\n"
        "answer.explain('CAN'); t = time.perf_counter(); answer.explain('CAN'); c = time.perf_counter() - t\n"
        "print(a, b, c)"
    )
    command = [sys.executable, "-c", program]
    printed = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(5)]
    middle = [
        sorted(column)[2] for column in zip(*([float(x) for x in p.split()] for p in printed), strict=True)
    ]
    goals = {"import_s": 0.3, "first_person_s": 1.5, "explanation_s": 0.05}
    return {"goals": goals} | dict(zip(goals, (round(m, 4) for m in middle), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--schemes", default="CAN-OAS,CAN-CPP")
    parser.add_argument("--one", nargs=2, metavar=("CASE", "CAREERS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(options.one[0], int(options.one[1]))))
        return
    found = []
    for case in (*options.schemes.split(","), "b"):
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
    print("case b: PHL-SSS and CAN-OAS, without and with CAN-PHL; all others: one scheme; one core")
    print(
        "case          careers    careers/s       goal   ratio   read-and-sum/s  slower than it  peak memory / careers"
    )
    for f in found:
        print(
            f"{f['case']:<10} {f['careers']:>10,} {f['per_second']:>12,} {f['goal']:>10,} {f['ratio_to_goal']:>7}"
            f" {f['limit_per_second']:>16,} {f['times_the_limit']:>14}x {f['peak_over_careers']:>22}"
        )
    for name, goal in starts["goals"].items():
        print(f"{name}: {starts[name]} (goal {goal})")


if __name__ == "__main__":
    main()
