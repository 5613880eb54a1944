#!/bin/sh
# Every check of the project: style, types, tests.  Called by ./corridor test; arguments go to pytest.
set -eu
bin=$1
shift
cd "$(dirname -- "$0")/.."
if [ $# -eq 0 ]; then
    "$bin/python" -m ruff check .
    "$bin/python" -m ruff format --check .
    "$bin/python" -m mypy
fi
exec "$bin/python" -m pytest "$@"
