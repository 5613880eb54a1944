"""Settings for all tests: under continuous integration generated cases are the same in every run."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")
# what commands print does not depend on how wide the terminal is that the tests were started in
os.environ.pop("COLUMNS", None)
