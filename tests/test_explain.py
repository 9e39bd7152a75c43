"""`solieu explain`: marks that cover the evidence, a terminal and a page that show text as text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import NARROW, WIDE, open_in_silence, open_page, start
from rich.console import Console
from typer.testing import CliRunner

import extract
from extract.batch import Extracted
from extract.cli import app
from extract.explain.describe import audit_words, rows
from extract.explain.marks import marks, pieces
from extract.explain.page import render
from extract.explain.terminal import print_article
from extract.read import Source

TEXT = """Xã Bình Đại <b>vận động</b> cử tri
15/03/2026 20:15

Đến 17 giờ ngày 15/3, xã Bình Đại, tỉnh Vĩnh Long vận động được 203/210 cử tri làm ăn xa về quê \
bỏ phiếu (99,67%). "x < y & <script>document.title = 'lost'</script>", [red]một người[/red] nói.

Cũng theo báo cáo, 61% hộ dân của xã có nước sạch.
"""
CARDS = ".records article"


@pytest.fixture(scope="module")
def found() -> Extracted:
    source = Source("demo", TEXT)
    return Extracted(source, extract.records(TEXT, doc_id="demo"))


def test_pieces_are_the_text_and_carry_every_mark(found: Extracted) -> None:
    cut = pieces(TEXT, found.records)
    assert "".join(piece.text for piece in cut) == TEXT
    for mark in marks(found.records, "text"):
        at = 0
        for piece in cut:
            inside = mark.start <= at < mark.end
            assert not inside or (mark.record in piece.records and mark.style in piece.styles)
            at += len(piece.text)
    assert [n for piece in cut for n in piece.begins] == [1, 2]


def test_a_title_given_apart_has_marks_of_its_own() -> None:
    title = "Huyện Krông Pắc giảm nghèo"
    records = extract.records("Năm 2022, hộ nghèo còn 9%.", title=title)
    assert any("place" in piece.styles for piece in pieces(title, records, "title"))
    assert all(m.style != "place" for m in marks(records, "text"))


def test_a_record_in_words(found: Extracted) -> None:
    record = found.records[0]
    described = {row.name: row for row in rows(record, {"text": TEXT, "title": ""})}
    assert described["values"].value.startswith("99,67% (203/210")
    assert [step.words for step in described["values"].steps] == ["99,67%", "203", "210"]
    assert [step.how for step in described["date"].steps] == ["same sentence", "dateline"]
    assert "perhaps percentage 96,67 (one digit is wrong)" in audit_words(record)


def test_the_terminal_shows_text_as_text(found: Extracted) -> None:
    out = io.StringIO()
    print_article(Console(file=out, width=120, force_terminal=False), found)
    shown = out.getvalue()
    for words in ("[red]một người[/red]", "<b>vận động</b>", "contradiction", "dateline", "99,67%"):
        assert words in shown


def test_no_article_moves_the_cursor() -> None:
    text = "Năm 2022, 9% hộ nghèo.\x1b[2J\x1b]0;title\x07"
    out = io.StringIO()
    source = Source("x", text)
    print_article(Console(file=out, width=80), Extracted(source, extract.records(text)))
    assert "\x1b" not in out.getvalue()


# --- the command ----------------------------------------------------------------------------------


def test_the_command_prints_and_writes(tmp_path: Path) -> None:
    article, page = tmp_path / "a.txt", tmp_path / "sub" / "page.html"
    article.write_text(TEXT, "utf-8")
    printed = CliRunner().invoke(app, ["explain", str(article)])
    assert printed.exit_code == 0
    assert "audit: contradiction" in printed.output
    written = CliRunner().invoke(app, ["explain", str(article), "-o", str(page)])
    assert (written.exit_code, written.output) == (0, "")
    assert "&lt;script&gt;" in page.read_text("utf-8")


def test_one_article_of_many(tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    line = '{{"id": "d{0}", "text": "Năm 2022, {0}% hộ nghèo."}}\n'
    many.write_text("".join(line.format(n) for n in range(1, 5)), "utf-8")
    one = CliRunner().invoke(app, ["explain", str(many), "--id", "d3"])
    assert one.exit_code == 0
    assert "3%" in one.output
    assert "4%" not in one.output
    none = CliRunner().invoke(app, ["explain", str(many), "--id", "d9"])
    assert none.exit_code == 1
    assert "no article with the id 'd9'" in none.output
    more = CliRunner().invoke(app, ["explain", str(many), "--most", "2"])
    assert "holds more articles" in more.output


def test_wrong_usage(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text(TEXT, "utf-8")
    assert CliRunner().invoke(app, ["explain", str(article), "-o", "page.pdf"]).exit_code == 2
    folder = tmp_path / "is.html"
    folder.mkdir()
    assert CliRunner().invoke(app, ["explain", str(article), "-o", str(folder)]).exit_code == 2
    assert CliRunner().invoke(app, ["explain", str(tmp_path / "none.txt")]).exit_code == 1


# --- the page in a browser ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium."""
    yield from start(tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, found: Extracted) -> str:
    path: Path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(render([found]), "utf-8")
    return path.as_uri()


def _all(browser: Any, selector: str) -> list[Any]:
    return list(browser.find_elements("css selector", selector))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_it_renders_in_silence(browser: Any, address: str, size: tuple[int, int]) -> None:
    open_in_silence(browser, address, size)
    assert browser.title == "Records of demo"
    assert len(_all(browser, CARDS)) == 2
    assert browser.execute_script("return document.documentElement.scrollWidth") <= size[0]
    over = browser.execute_script(
        "return [...document.querySelectorAll('p, td, q, code, .mark, article')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML)"
    )
    assert over == []


def test_markup_shows_as_text(browser: Any, address: str) -> None:
    open_page(browser, address)
    shown = _all(browser, ".passage")[0].text
    assert "<script>document.title = 'lost'</script>" in shown
    assert "<b>vận động</b>" in shown
    assert _all(browser, ".passage b, .passage script") == []


def test_a_record_lights_its_evidence(browser: Any, address: str) -> None:
    open_page(browser, address)
    browser.execute_script("arguments[0].focus()", _all(browser, CARDS)[0])
    lit = {mark.text for mark in _all(browser, ".mark.lit")}
    assert {"203", "210", "99,67%", "15/03/2026"} <= lit
    assert "61%" not in lit
    _all(browser, ".passage a.number")[1].click()
    assert _all(browser, "article.here")[0].get_attribute("id") == "a1-r2"
    assert "61%" in {mark.text for mark in _all(browser, ".mark.lit")}


def test_marks_are_told_apart_without_colour(browser: Any, address: str) -> None:
    open_page(browser, address)
    styles = browser.execute_script(
        "return ['value', 'indicator', 'place', 'date'].map(s => {"
        "  const style = getComputedStyle(document.querySelector('.legend .' + s));"
        "  return [style.fontWeight, style.borderTopStyle, style.borderBottomStyle,"
        "    style.textDecorationLine].join(); })"
    )
    assert len(set(styles)) == 4
