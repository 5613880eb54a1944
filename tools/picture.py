"""Makes the picture of the README from the running workbench: ``python tools/picture.py``.

The page is the result of a built-in, invented person.  It needs Chromium (``/usr/bin/chromium``, or the
program that ``CORRIDOR_CHROMIUM`` names) and the packages that the tests use.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "entitlement.png"


def main() -> None:
    """Open the result page of an invented person and photograph its first screen."""
    from playwright.sync_api import sync_playwright

    from corridor.workbench.server import running
    from corridor.workbench.settings import Settings

    chromium = os.environ.get("CORRIDOR_CHROMIUM", "/usr/bin/chromium")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        running(Settings(data=Path(data), port=0)) as address,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1160, "height": 1240}, device_scale_factor=1.5)
        page.goto(f"{address}check/grid?example=maria")
        page.get_by_role("button", name="Check", exact=True).click()
        page.wait_for_load_state()
        page.screenshot(path=PICTURE)
        browser.close()
    print(PICTURE)


if __name__ == "__main__":
    main()
