"""How fast the workbench answers: single pages, and many visitors at once.

    .venv/bin/python benchmarks/workbench.py

Server time is measured over HTTP on this computer, in a running workbench with an empty data folder.  "First"
is a page nobody has asked for yet (a corridor is composed, drawn and rendered), "again" the same page once more.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request, urlopen

from corridor.workbench.server import running
from corridor.workbench.settings import Settings

GOAL = 0.3
"""Seconds within which a profile page answers."""
PROFILES = ("/corridors/MAR-ESP", "/corridors/IND-ARE", "/corridors/PHL-SAU", "/countries/PHL")
OTHERS = (
    "/",
    "/schemes/CAN-OAS",
    "/agreements/CAN-PHL",
    "/instruments/switzerland-spain-1961",
    "/search?q=canada",
)
AT_ONCE = 200


def seconds(address: str, language: str = "en") -> float:
    """Time of one request, whole answer read."""
    began = time.perf_counter()
    with urlopen(
        Request(address, headers={"accept": "text/html", "accept-language": language}), timeout=60
    ) as answer:
        answer.read()
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, running(Settings(port=0, data=Path(folder))) as home:
        address = home.rstrip("/")
        for path in (
            "/corridors/PHL-CAN",
            "/search?q=x",
        ):  # what a start loads in the background, in its first second
            seconds(address + path)
        print(f"{'page':<42}{'first':>9}{'again (median of 20)':>24}")
        for path in (*PROFILES, *OTHERS):
            first = seconds(address + path)
            again = statistics.median(seconds(address + path) for _ in range(20))
            goal = "" if path not in PROFILES else "  within 0.3 s" if first <= GOAL else "  MISSES 0.3 s"
            print(f"{path:<42}{first * 1000:>6.0f} ms{again * 1000:>21.1f} ms{goal}")
        paths = [address + (*PROFILES, *OTHERS)[i % 9] for i in range(AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            began = time.perf_counter()
            taken = sorted(pool.map(seconds, paths))
            whole = time.perf_counter() - began
        print(
            f"{AT_ONCE} requests at once: all answered in {whole:.2f} s, "
            f"median {taken[AT_ONCE // 2]:.2f} s, slowest {taken[-1]:.2f} s"
        )


if __name__ == "__main__":
    main()
