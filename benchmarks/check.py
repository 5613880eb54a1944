"""How fast a case is: read, checked, worked out, explained, and shown as a page and as a letter.

    .venv/bin/python benchmarks/check.py

One process, the built-in cases of invented people, median of ``ROUNDS``: processor seconds of all threads, and the time on
the clock, which is what a person waits and what the goal is about.
"""

from __future__ import annotations

import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import yaml

from corridor.dossier.letter_pdf import letter_pdf
from corridor.portability.entitlement import entitlement
from corridor.portability.sample import CASES, case_names
from corridor.workbench.app import create_app
from corridor.workbench.check.case import from_document
from corridor.workbench.check.result import values
from corridor.workbench.pages import url
from corridor.workbench.settings import Settings

GOAL = 0.1
"""Seconds within which a case is worked out again."""
ROUNDS = 15
ROWS = 10_000


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Median processor and clock seconds of some work, after one round that does not count."""
    work()
    processor, clock = [], []
    for _ in range(ROUNDS):
        began = time.process_time(), time.perf_counter()
        work()
        processor.append(time.process_time() - began[0])
        clock.append(time.perf_counter() - began[1])
    return statistics.median(processor), statistics.median(clock)


def main() -> None:
    """Measure and print."""
    print(f"{'what':<44}{'processor':>12}{'clock':>12}")
    for name in case_names():
        case = from_document(yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8")))
        careers = case.careers()
        answer = entitlement(careers)
        parts: dict[str, Callable[[], object]] = {
            "read and checked": case.careers,
            "worked out (all sets of agreements)": lambda c=careers: entitlement(c),
            "recomputed (both)": lambda c=case: entitlement(c.careers()),
            "explained to the article, in words": lambda a=answer, c=careers: values(a, c),
            "letter as PDF": lambda a=answer: letter_pdf(a, "en"),
        }
        for what, work in parts.items():
            processor, clock = measured(work)
            goal = ""
            if what.startswith("recomputed"):
                goal = "  within 0.1 s" if clock <= GOAL else "  MISSES 0.1 s"
            print(f"{name + ': ' + what:<44}{processor * 1000:>9.0f} ms{clock * 1000:>9.0f} ms{goal}")
    _pasted()


def _pasted() -> None:
    """Ten thousand rows pasted into the grid, until its page is answered."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fastapi.testclient import TestClient

    line = "PHL\t\temployment\t1984-01-01\t1990-12-31\t3000\tmonth\tPHP\n"
    with tempfile.TemporaryDirectory() as folder:
        client = TestClient(create_app(Settings(data=Path(folder))), base_url="http://127.0.0.1:8477")
        token = (
            client.get(url("/check/grid")).text.partition('name="form_token" value="')[2].partition('"')[0]
        )
        sent = {"form_token": token, "do": "paste", "paste": line * ROWS}
        began = time.process_time(), time.perf_counter()
        answer = client.post("/check/grid", data=sent)
        taken = time.process_time() - began[0], time.perf_counter() - began[1]
        assert answer.status_code == 200
        size = f"page of {len(answer.content) / 1000:,.0f} kB"
        print(f"{f'{ROWS:,} rows pasted and checked':<44}{taken[0]:>10.1f} s{taken[1]:>10.1f} s  {size}")


if __name__ == "__main__":
    main()
