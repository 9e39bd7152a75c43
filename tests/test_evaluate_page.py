"""The report in a real browser: nothing on the console, filters and jumps that work, two widths."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import NARROW, WIDE, open_in_silence, open_page, start
from evaluating import report

from extract.evaluation import measure, page

ROW = "article.error:not([hidden])"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium."""
    yield from start(tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a run that is compared with an earlier one."""
    new = report(mended=True)
    new["against"] = {"name": "before", "sets": measure.against(new["sets"], report()["sets"])}
    path: Path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page.render(new), "utf-8")
    return path.as_uri()


def _all(browser: Any, selector: str) -> list[Any]:
    return list(browser.find_elements("css selector", selector))


def _one(browser: Any, selector: str) -> Any:
    return browser.find_element("css selector", selector)


def _choose(browser: Any, name: str, words: str) -> None:
    from selenium.webdriver.support.ui import Select  # noqa: PLC0415

    Select(_one(browser, f".tools [name={name}]")).select_by_visible_text(words)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_it_renders_in_silence(browser: Any, address: str, size: tuple[int, int]) -> None:
    open_in_silence(browser, address, size)
    assert browser.title == "Evaluation of a run"
    assert len(_all(browser, ROW)) == 5


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_runs_over_the_edge(browser: Any, address: str, size: tuple[int, int]) -> None:
    open_page(browser, address, size)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= size[0]
    # Wide tables scroll in their own box; texts, charts and the pairs must fit.
    over = browser.execute_script(
        "return [...document.querySelectorAll('p, svg, .pair, .tools, article')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML)"
    )
    assert over == []
    size_of = "return parseFloat(getComputedStyle(arguments[0]).fontSize)"
    assert browser.execute_script(size_of, _one(browser, ".passage")) >= 14


def test_picture_texts_are_inside_and_can_be_read(browser: Any, address: str) -> None:
    open_page(browser, address, NARROW)
    bad = browser.execute_script(
        "return [...document.querySelectorAll('svg')].flatMap(svg => {"
        "  const box = svg.getBoundingClientRect();"
        "  return [...svg.querySelectorAll('text')].filter(t => {"
        "    const b = t.getBoundingClientRect();"
        "    return b.left < box.left - 1 || b.right > box.right + 1 || b.height < 9;"
        "  }).map(t => t.textContent); })"
    )
    assert bad == []


def _settle(browser: Any, holds: Callable[[], bool]) -> None:
    """Wait until the page has taken up a change; it does so after the event, not within it."""
    from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415

    WebDriverWait(browser, 10).until(lambda _: holds())


def test_filters(browser: Any, address: str) -> None:
    open_page(browser, address)
    _choose(browser, "cause", "missed")
    assert [e.get_attribute("data-doc") for e in _all(browser, ROW)] == ["one", "three"]
    assert _one(browser, ".tools output").text == "2 of 5 errors"
    _choose(browser, "doc", "three")
    assert len(_all(browser, ROW)) == 1
    _one(browser, ".tools [type=reset]").click()
    _settle(browser, lambda: len(_all(browser, ROW)) == 5)
    _one(browser, ".tools [name=words]").send_keys("NGÂN sách")
    _settle(browser, lambda: {e.get_attribute("data-doc") for e in _all(browser, ROW)} == {"two"})
    assert browser.get_log("browser") == []


def test_a_filter_is_in_the_address(browser: Any, address: str) -> None:
    open_page(browser, address)
    _choose(browser, "cause", "missed")
    shared = browser.current_url
    open_page(browser, shared)
    assert len(_all(browser, ROW)) == 2


def test_jumps(browser: Any, address: str) -> None:
    open_page(browser, address)
    _one(browser, "#causes ~ div a[href*='cause=spurious']").click()
    _settle(browser, lambda: len(_all(browser, ROW)) == 1)
    assert [e.get_attribute("data-causes") for e in _all(browser, ROW)] == ["spurious"]
    top = "return document.getElementById('errors').getBoundingClientRect().top"
    assert abs(browser.execute_script(top)) < WIDE[1]
    _one(browser, "#worst ~ div a[href*='doc=two']").click()
    _settle(browser, lambda: {e.get_attribute("data-doc") for e in _all(browser, ROW)} == {"two"})
    assert {e.get_attribute("data-doc") for e in _all(browser, ROW)} == {"two"}
    # A link to an error that a filter hides shows it all the same.
    _one(browser, "details summary").click()
    link = _one(browser, "details a[href^='#open-']")
    target = link.get_attribute("href").partition("#")[2]
    link.click()
    _settle(browser, lambda: bool(_all(browser, "article.here")))
    here = _one(browser, "article.here")
    assert here.get_attribute("id") == target
    assert here.is_displayed()


def test_next_and_previous(browser: Any, address: str) -> None:
    open_page(browser, address)
    ids = [e.get_attribute("id") for e in _all(browser, ROW)]
    seen = []
    for _ in range(6):
        _one(browser, ".tools [name=next]").click()
        seen.append(_one(browser, "article.here").get_attribute("id"))
    assert seen == [*ids, ids[0]]
    _one(browser, ".tools [name=previous]").click()
    assert _one(browser, "article.here").get_attribute("id") == ids[-1]


def test_markup_shows_as_text(browser: Any, address: str) -> None:
    open_page(browser, address)
    assert "<script>document.title = 'lost'</script>" in _one(browser, "body").text
    assert _all(browser, "article i, article .passage script") == []


def test_both_sides_are_told_apart_without_colour(browser: Any, address: str) -> None:
    open_page(browser, address)
    styles = browser.execute_script(
        "return ['.gold:not(.said)', '.said:not(.gold)'].map(s => {"
        "  const style = getComputedStyle(document.querySelector('article ' + s));"
        "  return [style.borderBottomStyle, style.borderTopStyle]; })"
    )
    assert styles[0] != styles[1]
    assert "[{15%}]" in _one(browser, "body").text


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_wrong_fields_carry_a_sign(browser: Any, address: str, size: tuple[int, int]) -> None:
    open_page(browser, address, size)
    before = "return getComputedStyle(document.querySelector(arguments[0]), '::before').content"
    assert "✗" in browser.execute_script(before, ".pair td.bad")
    assert "✓" in browser.execute_script(before, ".pair td.good")


def test_without_scripts_every_error_shows(browser: Any, address: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        open_page(browser, address)
        assert len(_all(browser, "article.error")) == 5
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
