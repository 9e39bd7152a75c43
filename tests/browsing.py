"""A headless Chromium for the tests of pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
CHROMEDRIVER = shutil.which("chromedriver")
WIDE, NARROW = (1280, 900), (360, 740)


def _missing() -> str | None:
    if CHROMIUM is None or CHROMEDRIVER is None:
        return "needs chromium and chromedriver"
    try:
        import selenium  # noqa: F401, PLC0415
    except ImportError:
        return "needs selenium"
    return None


def start(profile: Path) -> Iterator[Any]:
    """A driver, quit in the end; the test is skipped where there is none, a failure in CI."""
    missing = _missing()
    if missing and os.environ.get("CI") == "true":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    from selenium import webdriver  # noqa: PLC0415
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--no-first-run", "--disable-dev-shm-usage", f"--user-data-dir={profile}",
    ):  # fmt: skip
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service(CHROMEDRIVER))
    yield driver
    driver.quit()


def open_in_silence(browser: Any, address: str, size: tuple[int, int]) -> None:
    """Open a page: nothing comes onto its console, nothing is asked of the network."""
    browser.get_log("browser")
    browser.get_log("performance")
    open_page(browser, address, size)
    assert browser.get_log("browser") == []
    sent = [entry["message"] for entry in browser.get_log("performance")]
    assert not [m for m in sent if "requestWillBeSent" in m and '"url":"http' in m]


def open_page(browser: Any, address: str, size: tuple[int, int] = WIDE) -> None:
    """Open a page at a size, as on a first visit."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == NARROW},
    )
    browser.get("about:blank")
    browser.get(address)
