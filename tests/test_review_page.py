"""The review in a real browser: 500 articles, keys, two widths, a crash, markup in a text."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import NARROW, WIDE, start
from browsing import open_page as visit
from reviewing import MARKUP, write_batch

pytest.importorskip("uvicorn")
ARTICLES, SENTENCES = 500, 8


class Reviewed:
    """A batch under review by the real command, which can be killed and started anew."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.decisions = out.with_name(out.name + ".review.jsonl")
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "extract.cli", "review", str(self.out), "--no-browser"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def kept(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.decisions.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium."""
    yield from start(tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reviewed]:
    out = tmp_path_factory.mktemp("batch") / "out.jsonl"
    write_batch(out, ARTICLES, sentences=SENTENCES)
    one = Reviewed(out)
    yield one
    one.kill()


def until(browser: Any, holds: Callable[[], Any]) -> Any:
    from selenium.common.exceptions import StaleElementReferenceException  # noqa: PLC0415
    from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415

    wait = WebDriverWait(browser, 30, 0.05, [StaleElementReferenceException])
    return wait.until(lambda _: holds())


def texts(browser: Any, selector: str) -> list[str]:
    script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)"
    return list(browser.execute_script(script, selector))


def press(browser: Any, *keys: str) -> None:
    from selenium.webdriver import ActionChains  # noqa: PLC0415

    ActionChains(browser).send_keys(*keys).perform()


def open_page(browser: Any, review: Reviewed, size: tuple[int, int] = WIDE) -> None:
    visit(browser, review.address, size)
    until(browser, lambda: texts(browser, ".record.here"))


def progress(browser: Any) -> str:
    return texts(browser, "#progress")[0]


def select(browser: Any, words: str) -> None:
    """Mark the first such words of the article, as a mouse would."""
    browser.execute_script(
        "const walker = document.createTreeWalker(document.getElementById('text'), 4);"
        "for (let node; (node = walker.nextNode());) {"
        "  const at = node.data.indexOf(arguments[0]);"
        "  if (at < 0) continue;"
        "  getSelection().setBaseAndExtent(node, at, node, at + arguments[0].length); return; }"
        "throw new Error('not there in one piece: ' + arguments[0]);",
        words,
    )


def test_all_articles_are_listed_the_most_doubtful_first(browser: Any, review: Reviewed) -> None:
    browser.get_log("browser")
    open_page(browser, review)
    assert len(texts(browser, "#articles li")) == ARTICLES
    assert (
        progress(browser) == f"0 of {ARTICLES * SENTENCES} records · 0 of {ARTICLES} articles done"
    )
    assert f"bai-{ARTICLES - 1:03}" in texts(browser, "#articles button[aria-current=true]")[0]
    shown = texts(browser, ".record .warn, .record .quiet")
    assert "contradicts itself" in texts(browser, ".record.here")[0]
    assert len(shown) >= SENTENCES
    assert browser.get_log("browser") == []


def test_evidence_is_marked_beside_the_record(browser: Any, review: Reviewed) -> None:
    open_page(browser, review)
    number = 400 + ARTICLES - 1
    assert texts(browser, "#text .m-value") == ["101", str(number), "11%"]
    assert texts(browser, "#text .m-indicator") == ["hộ dùng nước sạch"]
    assert texts(browser, "#text .m-place") == ["Xã Nà Phặc"]
    assert "".join(texts(browser, "#text .m-sentence")).startswith("Xã Nà Phặc có 101/")
    assert len(texts(browser, "#text .m-other")) == SENTENCES - 1
    press(browser, "j")
    until(browser, lambda: "17%" in texts(browser, "#text .m-value"))


def test_markup_shows_as_text(browser: Any, review: Reviewed) -> None:
    open_page(browser, review)
    assert MARKUP in "".join(texts(browser, "#text span"))
    assert texts(browser, "#text script, #text b") == []
    assert "lost" not in browser.title


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_runs_over_the_edge(browser: Any, review: Reviewed, size: tuple[int, int]) -> None:
    open_page(browser, review, size)
    over = (
        "return [...document.querySelectorAll('header, #text, .record, .edit label, button')]"
        ".filter(e => e.offsetParent && e.getBoundingClientRect().right > innerWidth + 1)"
        ".map(e => e.outerHTML)"
    )
    assert browser.execute_script("return document.documentElement.scrollWidth") <= size[0]
    assert browser.execute_script(over) == []
    press(browser, "e")
    until(browser, lambda: texts(browser, ".edit label"))
    assert browser.execute_script(over) == []
    inside = (
        "const b = document.querySelector(arguments[0]).getBoundingClientRect();"
        "return b.top >= 0 && b.bottom <= innerHeight && b.left >= 0"
    )
    assert browser.execute_script(inside, "#text .m-value")
    assert browser.execute_script(inside, ".edit [name=percentage]")


def test_on_a_narrow_page_the_list_opens_over_the_rest(browser: Any, review: Reviewed) -> None:
    open_page(browser, review, NARROW)
    find = browser.find_element("id", "find")
    assert not find.is_displayed()
    browser.find_element("id", "open-list").click()
    find.send_keys("bai-007")
    until(browser, lambda: len(texts(browser, "#articles li")) == 1)
    browser.find_element("css selector", "#articles button").click()
    until(browser, lambda: "bai-007" in texts(browser, "#about")[0])
    assert not find.is_displayed()


def test_a_review_by_keyboard_survives_a_kill(browser: Any, review: Reviewed) -> None:
    from selenium.webdriver.common.keys import Keys  # noqa: PLC0415

    open_page(browser, review)
    doc = f"bai-{ARTICLES - 1:03}"
    press(browser, "a")
    until(browser, lambda: progress(browser).startswith("1 of"))
    press(browser, "x")
    until(browser, lambda: progress(browser).startswith("2 of"))
    press(browser, "e")
    place = until(browser, lambda: browser.find_element("css selector", ".edit [name=place]"))
    place.clear()
    place.send_keys("xã Vân Tùng, tỉnh Thái Nguyên", Keys.ENTER)
    until(browser, lambda: progress(browser).startswith("3 of"))
    kept = review.kept()
    assert [(e["doc"], e["verdict"]) for e in kept] == [
        (doc, "accepted"), (doc, "rejected"), (doc, "corrected"),
    ]  # fmt: skip
    assert kept[2]["label"]["place"] == "xã Vân Tùng, tỉnh Thái Nguyên"

    review.kill()
    press(browser, "a")
    until(browser, lambda: "not running any more" in texts(browser, "#alarm")[0])
    assert progress(browser).startswith("3 of")
    review.start()
    open_page(browser, review)
    assert progress(browser).startswith("3 of")
    assert texts(browser, ".record.corrected .line")[1].startswith("xã Vân Tùng")

    for count in range(4, SENTENCES + 1):
        press(browser, "a")
        until(browser, lambda n=count: progress(browser).startswith(f"{n} of"))
    press(browser, "d")
    until(browser, lambda: progress(browser).endswith(f"1 of {ARTICLES} articles done"))
    until(browser, lambda: f"bai-{ARTICLES - 2:03}" in texts(browser, "#about")[0])


def test_a_wrong_value_is_refused_in_the_form(browser: Any, review: Reviewed) -> None:
    from selenium.webdriver.common.keys import Keys  # noqa: PLC0415

    open_page(browser, review)
    before = review.decisions.read_bytes() if review.decisions.exists() else b""
    press(browser, "e")
    field = until(browser, lambda: browser.find_element("css selector", ".edit [name=date]"))
    field.clear()
    field.send_keys("dạo ấy", Keys.ENTER)
    until(browser, lambda: "no period" in texts(browser, ".edit .warn")[0])
    # A click elsewhere does not lose what was typed.
    browser.execute_script("document.querySelector('.record:not(.here)').click()")
    until(browser, lambda: "not kept yet" in texts(browser, "#alarm")[0])
    assert texts(browser, ".edit")
    press(browser, Keys.ESCAPE)
    until(browser, lambda: not texts(browser, ".edit"))
    assert (review.decisions.read_bytes() if review.decisions.exists() else b"") == before


def test_a_missing_record_is_added_from_selected_words(browser: Any, review: Reviewed) -> None:
    from selenium.webdriver import ActionChains  # noqa: PLC0415
    from selenium.webdriver.common.keys import Keys  # noqa: PLC0415

    open_page(browser, review)
    found = len(texts(browser, ".record"))
    # Behind a character that is two units of a JavaScript string.
    number = texts(browser, "#about")[0].removeprefix("bai-")
    select(browser, f"thứ {number}")
    press(browser, "n")
    field = until(browser, lambda: browser.find_element("css selector", ".edit [name=numerator]"))
    assert field.get_attribute("value") == number
    select(browser, "Nước sạch")
    ActionChains(browser).key_down(Keys.ALT).send_keys("i").key_up(Keys.ALT).perform()
    indicator = browser.find_element("css selector", ".edit [name=indicator]")
    until(browser, lambda: indicator.get_attribute("value") == "Nước sạch")
    browser.find_element("css selector", ".edit [type=submit]").click()
    until(browser, lambda: len(texts(browser, ".record")) == found + 1)
    label = review.kept()[-1]["label"]
    assert (label["at"], label["indicator"]) == (f"thứ {number}", "Nước sạch")
    assert label["numerator"] == int(number)
    press(browser, "u")
    until(browser, lambda: len(texts(browser, ".record")) == found)
    assert review.kept()[-1]["verdict"] == "withdrawn"
