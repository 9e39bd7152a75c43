"""What a reader decided survives: crashes, a full disk, a second run; and it comes back as gold."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from reviewing import article

from extract.errors import InputError, LabelError, OutputError
from extract.evaluation.gold import corpus_sets
from extract.review.export import score, write_gold
from extract.review.journal import Journal
from extract.review.session import Review


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


# --- the journal ----------------------------------------------------------------------------------


def test_a_line_is_there_as_soon_as_append_returns(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.review.jsonl"
    with Journal(path) as journal:
        journal.append({"doc": "a", "read": True})
        assert [(x["doc"], x["read"]) for x in lines(path)] == [("a", True)]
    with Journal(path) as journal:
        assert [x["doc"] for x in journal.entries] == ["a"]


KILLED = """
import sys
from pathlib import Path
from extract.review.journal import Journal
journal = Journal(Path(sys.argv[1]))
for number in range(100_000):
    journal.append({"doc": "a", "number": number})
    print(number, flush=True)
"""


def test_what_was_confirmed_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "a.review.jsonl"
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    for _ in range(20):
        worker.stdout.readline()
    worker.send_signal(signal.SIGKILL)
    confirmed = 19 + len(worker.stdout.read().split())
    worker.wait()
    with Journal(path) as journal:
        numbers = [entry["number"] for entry in journal.entries]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > confirmed >= 19


def test_half_a_line_at_the_end_is_taken_off_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.review.jsonl"
    path.write_text('{"doc": "a", "read": true}\n{"doc": "b", "re', "utf-8")
    with Journal(path) as journal:
        assert journal.torn == '{"doc": "b", "re'
        journal.append({"doc": "c", "read": True})
    assert [x["doc"] for x in lines(path)] == ["a", "c"]


def test_a_damaged_line_in_the_middle_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.review.jsonl"
    path.write_text('{"doc": "a"}\nnot json\n{"doc": "b"}\n', "utf-8")
    with pytest.raises(InputError, match=r"a\.review\.jsonl:2: damaged"):
        Journal(path)
    assert path.read_text("utf-8") == '{"doc": "a"}\nnot json\n{"doc": "b"}\n'


def test_one_review_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "a.review.jsonl"
    with Journal(path), pytest.raises(OutputError, match="open in another review"):
        Journal(path)
    Journal(path).__exit__(None, None, None)


FULL = """
import resource, sys
from pathlib import Path
from extract.errors import OutputError
from extract.review.journal import Journal
journal = Journal(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
for number in range(100):
    try:
        journal.append({"doc": "a", "number": number, "filler": "x" * 90})
    except OutputError as error:
        print(number, error)
        break
"""


def test_a_full_disk_is_told_and_leaves_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.review.jsonl"
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=True
    )
    number, _, words = done.stdout.partition(" ")
    assert "cannot be written" in words
    assert [x["number"] for x in lines(path)] == list(range(int(number)))


# --- decisions ------------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl.review.jsonl"


def keys(review: Review, index: int = 0) -> list[str]:
    return [item.key for item in review.items(index)]


def form_of(review: Review, at: int) -> dict[str, str]:
    from extract.review.labels import to_form  # noqa: PLC0415

    return to_form(review.items(0)[at].label)


def test_a_second_run_goes_on_where_the_first_stopped(path: Path) -> None:
    one = article()
    with Journal(path) as journal:
        review = Review([one], journal)
        first, second, third = keys(review)
        review.decide(0, first, "accepted")
        review.decide(0, second, "rejected")
        review.decide(0, third, "corrected", form=form_of(review, 2) | {"place": "xã Vân Tùng"})
        anchor = (one.text.index("100/"), one.text.index("100/") + 3)
        filled = form_of(review, 0) | {"percentage": "", "unit": "", "indicator": "hộ"}
        new = review.decide(0, None, "added", form=filled, anchor=anchor)
        before = [(i.key, i.decision) for i in review.items(0)]
    with Journal(path) as journal:
        review = Review([one], journal)
        assert [(i.key, i.decision) for i in review.items(0)] == before
        assert [d["place"] for d in review.labels(0)][-1] == "xã Vân Tùng"
        review.decide(0, new, "withdrawn")
        assert keys(review) == [first, second, third]


def test_an_article_is_done_when_all_is_decided_and_said_to_be_whole(path: Path) -> None:
    with Journal(path) as journal:
        review = Review([article()], journal)
        with pytest.raises(LabelError, match="3 records of this article are still open"):
            review.set_read(0, True)
        for key in keys(review):
            review.decide(0, key, "accepted")
        assert not review.done(0)
        review.set_read(0, True)
        assert review.done(0)
        review.decide(0, keys(review)[0], "withdrawn")
        assert not review.done(0)


def test_what_is_no_sound_decision_is_not_kept(path: Path) -> None:
    with Journal(path) as journal:
        review = Review([article()], journal)
        with pytest.raises(LabelError, match="no such record"):
            review.decide(0, "1-2", "accepted")
        with pytest.raises(LabelError, match="select its value"):
            review.decide(0, None, "added", form={})
        with pytest.raises(LabelError, match="no decision"):
            review.decide(0, keys(review)[0], "maybe")
        filled = form_of(review, 0)
        start, end = review.items(0)[0].label["span"]
        review.decide(0, keys(review)[0], "accepted")
        with pytest.raises(LabelError, match="kept already"):
            review.decide(0, None, "added", form=filled, anchor=(start, end))
    assert len(lines(path)) == 1


def test_decisions_on_another_text_are_left_alone(path: Path) -> None:
    with Journal(path) as journal:
        Review([article()], journal).decide(0, keys(Review([article()], journal))[0], "accepted")
    kept = path.read_bytes()
    with Journal(path) as journal:
        review = Review([article(number=2)], journal)
        assert review.stale == {"a"}
        assert all(item.decision is None for item in review.items(0))
    assert path.read_bytes() == kept


def test_a_label_that_was_damaged_by_hand_is_named(path: Path) -> None:
    with Journal(path) as journal:
        review = Review([article()], journal)
        review.decide(0, keys(review)[0], "accepted")
    path.write_text(path.read_text("utf-8").replace('"at": "10%"', '"at": "11%"'), "utf-8")
    with Journal(path) as journal, pytest.raises(InputError, match="on a is damaged: the span"):
        Review([article()], journal)


# --- what comes of it -----------------------------------------------------------------------------


def reviewed(journal: Journal) -> Review:
    review = Review([article("tin/a b"), article("tin/a-b", number=2), article("c")], journal)
    for index in (0, 1):
        first, second, third = keys(review, index)
        review.decide(index, first, "accepted")
        review.decide(index, second, "rejected")
        item = review.items(index)[2]
        from extract.review.labels import to_form  # noqa: PLC0415

        review.decide(index, third, "corrected", form=to_form(item.label) | {"place": "xã B"})
        review.set_read(index, True)
    review.decide(2, keys(review, 2)[0], "accepted")
    return review


def test_gold_files_hold_what_is_done_and_can_be_scored(path: Path, tmp_path: Path) -> None:
    with Journal(path) as journal:
        review = reviewed(journal)
        assert write_gold(review, tmp_path / "mine") == (2, 4)
    dev, test = corpus_sets(tmp_path / "mine" / "gold")
    assert [one.doc for one in dev.articles] == ["tin-a-b", "tin-a-b-2"]
    assert dev.articles[0].text == review.articles[0].text
    assert [x.place for x in dev.articles[0].labels] == ["xã Nà Phặc, tỉnh Thái Nguyên", "xã B"]
    assert test.articles == ()


def test_the_score_counts_what_the_reader_changed(path: Path) -> None:
    with Journal(path) as journal:
        articles, result = score(reviewed(journal))
    assert articles == 2
    assert (result.record.right, result.record.predicted, result.record.gold) == (2, 6, 4)
    assert (result.fields["place"].right, result.fields["date"].right) == (2, 4)


def test_nothing_done_is_no_gold(path: Path, tmp_path: Path) -> None:
    with Journal(path) as journal, pytest.raises(OutputError, match="no article is done"):
        write_gold(Review([article()], journal), tmp_path)
    assert not (tmp_path / "gold").exists()
