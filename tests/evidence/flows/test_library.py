"""The public face: examples in the docstrings run, names resolve, threads are given back."""

from __future__ import annotations

import doctest
import pkgutil
import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest

from corridor.evidence import flows
from corridor.evidence.flows import threads

MODULES = [
    "corridor.evidence.flows",
    *(f"corridor.evidence.flows.{m.name}" for m in pkgutil.iter_modules(flows.__path__)),
]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0


@pytest.mark.parametrize("name", flows.__all__)
def test_public_names(name: str) -> None:
    assert getattr(flows, name) is not None
    assert name in dir(flows)


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'guess'"):
        flows.guess  # noqa: B018


def test_importing_costs_nothing() -> None:
    program = "import sys, corridor.evidence.flows; print('numpy' in sys.modules, 'polars' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_arrays_need_no_polars() -> None:
    program = (
        "import sys; from corridor.evidence import flows\n"
        "flows.ensemble(flows.Tables.of([[9, 1], [1, 9]], [[9, 2], [2, 9]], 0, 0), draws=2,"
        " spread=flows.Spread(weight=0), options={'accounting': flows.Accounting(largest_gap=0.5)})\n"
        "print('polars' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]


def test_one_thread_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    class Held:
        def __enter__(self) -> None:
            seen.append("limited")

        def __exit__(self, *_: Any) -> None:
            seen.append("given back")

    class Controller:
        def limit(self, **_: Any) -> Held:
            return Held()

    monkeypatch.setattr(threads, "_controller", Controller)
    with pytest.raises(flows.FlowProblems):
        flows.balance([[1]], [1], [2])
    assert seen == ["limited", "given back"]


def test_without_the_package_nothing_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    threads._controller.cache_clear()
    try:
        assert flows.balance([[1.0]], [2], [2]).table.tolist() == [[2.0]]
    finally:
        threads._controller.cache_clear()
