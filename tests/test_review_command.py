"""`solieu review` on the command line, up to where the page begins."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from reviewing import write_batch
from typer.testing import CliRunner, Result

import extract.review
from extract.cli import app
from extract.read import read
from extract.review.articles import load
from extract.review.journal import Journal
from extract.review.session import Review


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["review", *map(str, words)])


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Two articles, the first of which was accepted as it is."""
    path = tmp_path / "out.jsonl"
    write_batch(path, 2, sentences=2)
    with Journal(tmp_path / "out.jsonl.review.jsonl") as journal:
        review = Review(load(path, None, jobs=1, notify=pytest.fail), journal)
        for item in review.items(0):
            review.decide(0, item.key, "accepted")
        review.set_read(0, True)
    return path


def test_score_and_gold_of_what_is_done(out: Path, tmp_path: Path) -> None:
    result = run(out, "--score", "--gold", tmp_path / "mine")
    assert result.exit_code == 0
    assert "2 labels of 1 articles" in result.stdout
    assert "1 articles done: record F1 1.00 (2 right, 2 records, 2 labels)" in result.stdout
    assert (tmp_path / "mine" / "gold" / "corpus.jsonl").is_file()


def test_decisions_may_lie_elsewhere(out: Path, tmp_path: Path) -> None:
    result = run(out, "--gold", tmp_path / "mine", "--corrections", tmp_path / "x.review.jsonl")
    assert result.exit_code == 2
    assert "no article is done yet" in result.stderr


def test_a_line_that_a_crash_cut_short_is_told(out: Path) -> None:
    journal = out.with_name("out.jsonl.review.jsonl")
    with journal.open("a", encoding="utf-8") as file:
        file.write('{"doc": "half')
    result = run(out, "--score")
    assert 'cut short was taken off: {"doc": "half' in result.stderr
    assert "record F1 1.00" in result.stdout


def test_without_the_extra_it_says_what_to_install(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "extract.review.server", raising=False)
    monkeypatch.delattr(extract.review, "server", raising=False)
    result = run(out, "--no-browser")
    assert result.exit_code == 2
    assert 'the review page needs uvicorn: pip install "solieu[review]"' in result.stderr


def test_the_address_is_told_by_a_page_that_answers(out: Path) -> None:
    pytest.importorskip("uvicorn")
    command = [sys.executable, "-m", "extract.cli", "review", str(out), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        with urlopen(process.stdout.readline().strip(), timeout=30) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def test_words_of_ones_own_are_for_articles_that_are_read_now(out: Path, tmp_path: Path) -> None:
    own, article = tmp_path / "own.toml", tmp_path / "a.txt"
    own.write_text('[indicators]\nphrases = ["độ phủ ví điện tử làng chài"]\n', "utf-8")
    article.write_text("Năm 2023, độ phủ ví điện tử làng chài đạt 61%.", "utf-8")
    [one] = load(article, None, jobs=1, notify=pytest.fail, config=own)
    [record] = one.records
    assert record.indicator is not None
    assert record.indicator.text == "độ phủ ví điện tử làng chài"
    result = run(out, "--score", "--config", own)
    assert (result.exit_code, "written before" in result.stderr) == (2, True)


def test_a_missing_input_is_named(tmp_path: Path) -> None:
    result = run(tmp_path / "none.jsonl")
    assert result.exit_code == 2
    assert "none.jsonl" in result.stderr


def test_decisions_are_no_articles(out: Path) -> None:
    origins = {Path(item.origin).name.partition(":")[0] for item in read([out.parent])}
    assert "out.jsonl.review.jsonl" not in origins
