"""How fast flows are estimated from stocks, against the goals, and against R's migest if it is there.

    .venv/bin/python benchmarks/flows.py [--json] [--countries 200] [--draws 1000]

Everything runs on one core in a process of its own, on an invented world (most people at home, 3 % abroad, many
small stocks).  Each method is timed warm, from plain arrays to the matrix of flows with all checks; then
an ensemble with its intervals.  R is asked only if Rscript and the package migest are installed; otherwise the output
says that nothing was compared.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOALS = {"method_ms": 50.0, "ensemble_s": 20.0}
ONE_THREAD = {
    "POLARS_MAX_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
R_PROGRAM = """
suppressMessages(library(migest))
arguments <- commandArgs(trailingOnly = TRUE)
here <- arguments[1]
read <- function(name) as.matrix(read.csv(file.path(here, name), row.names = 1, check.names = FALSE))
s1 <- read("start.csv"); s2 <- read("end.csv")
events <- read.csv(file.path(here, "events.csv"), row.names = 1)
b <- setNames(events$births, rownames(events)); d <- setNames(events$deaths, rownames(events))
seconds <- system.time(f <- suppressMessages(
  ffs_demo(stock_start = s1, stock_end = s2, births = b, deaths = d)))[["elapsed"]]
write.csv(apply(f, c(1, 2), sum), file.path(here, "flows.csv"))
cat(seconds)
"""


def world(size: int) -> tuple:
    """Stocks at two dates, births and deaths of an invented world whose growth they explain."""
    import numpy as np

    rng = np.random.default_rng(7)
    people = np.exp(rng.normal(15.5, 2, size))
    people *= 7.3e9 / people.sum()
    abroad = np.outer(people**0.5, people**0.5) * np.exp(rng.normal(0, 2, (size, size)))
    abroad[rng.random((size, size)) < 0.4] = 0
    np.fill_diagonal(abroad, 0)
    abroad *= 0.03 * people.sum() / abroad.sum()
    later = abroad * np.exp(rng.normal(0.05, 0.2, (size, size)))
    grown = people * np.exp(rng.normal(0.06, 0.03, size))
    abroad *= np.minimum(1, 0.5 * people / np.maximum(abroad.sum(axis=0), 1))
    later *= np.minimum(1, 0.5 * grown / np.maximum(later.sum(axis=0), 1))
    deaths = people * 0.04 * np.exp(rng.normal(0, 0.2, size))
    net = rng.normal(0, 0.005, size) * people
    net -= people * net.sum() / people.sum()
    births = np.maximum(grown - people + deaths - net, 0.01 * people)
    start, end = np.round(abroad), np.round(later)
    np.fill_diagonal(start, np.round(people) - start.sum(axis=0))
    np.fill_diagonal(end, np.round(grown) - end.sum(axis=0))
    return start, end, np.round(births), np.round(deaths)


def measure(size: int, draws: int) -> dict:
    """All timings in this process."""
    import numpy as np

    began = time.perf_counter()
    from corridor.evidence import flows

    data = world(size)
    made = time.perf_counter()
    flows.estimate(*data)
    cold = time.perf_counter() - made
    rng = np.random.default_rng(3)
    ease = np.exp(rng.normal(0, 1, (size, size)))
    cases = {m: (m, {}) for m in flows.METHODS}
    for m in ("da_min_closed", "independence", "da_pb_closed"):
        cases[f"{m}, seeded"] = (m, {"seed": ease})
    timed = {}
    for name, (method, options) in cases.items():
        seconds = []
        for _ in range(15):
            at = time.perf_counter()
            found = flows.estimate(*data, method=method, **options)
            seconds.append(time.perf_counter() - at)
        timed[name] = {"ms": round(1000 * sorted(seconds)[len(seconds) // 2], 2), "moves": round(found.total)}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    at = time.perf_counter()
    found = flows.ensemble(flows.Tables.of(*data), draws=draws)
    seconds = time.perf_counter() - at
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    low, high = found.interval(found.totals)
    return {
        "countries": size,
        "import_and_first_s": round(made - began + cold, 3),
        "methods": timed,
        "ensemble": {
            "draws": found.draws,
            "seconds": round(seconds, 2),
            "more_memory_mb": round((peak - before) / 1024),
            "moves": round(float(found.matrix.sum())),
            "interval": [round(float(low)), round(float(high))],
        },
        "migest": compare(data),
    }


def compare(data: tuple) -> dict:
    """The same estimate by R's migest, if it is installed."""
    import numpy as np

    from corridor.evidence import flows

    program = shutil.which("Rscript")
    if program is None:
        return {"compared": False, "why": "Rscript is not installed"}
    ask = [program, "-e", 'cat(requireNamespace("migest", quietly = TRUE))']
    asked = subprocess.run(ask, capture_output=True, text=True, check=False)
    if asked.stdout.strip() != "TRUE":
        return {"compared": False, "why": "the R package migest is not installed"}
    start, end, births, deaths = data
    names = [f"c{i + 1}" for i in range(len(start))]
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        for name, table in (("start", start), ("end", end)):
            cells = [",".join([n, *map(repr, row)]) for n, row in zip(names, table.tolist(), strict=True)]
            rows = [",".join(["", *names]), *cells]
            (here / f"{name}.csv").write_text("\n".join(rows) + "\n")
        rows = [f"{n},{b!r},{d!r}" for n, b, d in zip(names, births.tolist(), deaths.tolist(), strict=True)]
        (here / "events.csv").write_text("\n".join(["country,births,deaths", *rows]) + "\n")
        (here / "run.R").write_text(R_PROGRAM)
        done = subprocess.run(
            [program, str(here / "run.R"), folder], capture_output=True, text=True, check=False
        )
        if done.returncode:
            return {"compared": False, "why": f"migest failed: {done.stderr.strip()[-300:]}"}
        theirs = np.genfromtxt(here / "flows.csv", delimiter=",", skip_header=1)[:, 1:]
    np.fill_diagonal(theirs, 0)
    whole = flows.Accounting(whole_natives=True)
    at = time.perf_counter()
    ours = flows.minimum_migration(*data, accounting=whole).matrix
    seconds = time.perf_counter() - at
    return {
        "compared": True,
        "migest_s": float(done.stdout.split()[-1]),
        "ours_s": round(seconds, 4),
        "largest_difference": float(np.abs(theirs - ours).max()),
        "moves": [round(float(theirs.sum())), round(float(ours.sum()))],
    }


def show(found: dict) -> None:
    """The findings as text, each with its ratio to the goal (above 1: better than the goal)."""
    print(
        f"{found['countries']} countries, one core; import and first estimate {found['import_and_first_s']} s"
    )
    print(f"{'method':<26}{'warm ms':>9}{'goal':>7}{'goal / time':>13}{'moves':>16}")
    for name, case in found["methods"].items():
        goal = GOALS["method_ms"]
        print(
            f"{name:<26}{case['ms']:>9}{goal:>7.0f}{goal / max(case['ms'], 1e-3):>12.1f}x{case['moves']:>16,}"
        )
    e = found["ensemble"]
    goal = GOALS["ensemble_s"] * e["draws"] / 1000
    print(
        f"ensemble of {e['draws']:,} draws with intervals: {e['seconds']} s (goal {goal:g} s, goal / time"
        f" {goal / e['seconds']:.1f}x), {e['more_memory_mb']} MB more memory; {e['moves']:,} moves"
        f" ({e['interval'][0]:,} to {e['interval'][1]:,})"
    )
    r = found["migest"]
    if not r["compared"]:
        print(f"R's migest: not compared in this run ({r['why']})")
        return
    print(
        f"R's migest: {r['migest_s']} s against {r['ours_s']} s here ({r['migest_s'] / r['ours_s']:,.0f}x), largest"
        f" difference of a cell {r['largest_difference']:.2f} of {r['moves'][0]:,} moves"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--countries", type=int, default=200)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        print(json.dumps(measure(options.countries, options.draws)))
        return
    command = [
        sys.executable,
        __file__,
        "--here",
        "--countries",
        str(options.countries),
        "--draws",
        str(options.draws),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **ONE_THREAD}
    )
    if done.returncode:
        sys.exit(done.stderr)
    found = json.loads(done.stdout)
    print(json.dumps({**found, "goals": GOALS}, indent=2)) if options.json else show(found)


if __name__ == "__main__":
    main()
