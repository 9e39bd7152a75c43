"""The gold files fit their texts, and a loader that lets nothing pass."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extract.errors import LabelError
from extract.evaluation import gold
from extract.evaluation.agreement import read_agreement

ROOT = Path(__file__).resolve().parent.parent
TEXT = "Xã Bản Mới có 9/12 thôn sáng điện, đạt 75%; thu 1,2 triệu đồng, một nửa từ chè."


def beside(**changes: Any) -> dict[str, Any]:
    """A good label of TEXT, as it stands beside a text of ours."""
    plain: dict[str, Any] = {
        "doc": "a", "at": "75%", "nth": 1, "span": [39, 42], "kind": "proportion", "numerator": 9,
        "denominator": 12, "percentage": 75, "upper": None, "unit": "percent", "bound": "exact",
        "direction": None, "status": "observed", "place": "xã Bản Mới",
        "indicator": "thôn sáng điện", "indicator_spans": [[19, 33]], "date": None,
    }  # fmt: skip
    return {**plain, **changes}


def apart(**changes: Any) -> dict[str, Any]:
    """The same label, standing off."""
    label = {k: v for k, v in beside().items() if k not in ("at", "nth", "indicator")}
    return {**label, "sha256": gold.checksum(TEXT), **changes}


def test_a_good_label() -> None:
    assert TEXT[39:42] == "75%"
    statement = gold.check_label(beside(), TEXT, form="beside")
    assert statement.percentage == 75
    assert gold.check_label(apart(), TEXT, form="stand-off").indicator == "thôn sáng điện"


GOOD = {
    "scale word": beside(at="1,2", span=[48, 51], numerator=1200000, denominator=None,
                         percentage=None, unit=None),
    "in words": beside(at="một nửa", span=[64, 71], numerator=1, denominator=2, percentage=None,
                       unit=None),
    "numerator as anchor": beside(at="9", span=[14, 15], percentage=None, unit=None),
    "range of amounts": beside(at="9", span=[14, 15], percentage=None, unit=None, upper=12,
                               denominator=None),
    "no place": beside(place=None),
    "one day": beside(date=["2023-01-01", "2023-01-01"]),
    "two pieces": beside(indicator="Xã thôn sáng điện", indicator_spans=[[0, 2], [19, 33]]),
    "with a note": beside(note="close call"),
}  # fmt: skip


@pytest.mark.parametrize("label", GOOD.values(), ids=GOOD.keys())
def test_good_labels(label: dict[str, Any]) -> None:
    gold.check_label(label, TEXT, form="beside")


BAD = {
    "field missing": ({k: v for k, v in beside().items() if k != "bound"}, "missing"),
    "field unknown": (beside(colour="red"), "unknown"),
    "kind": (beside(kind="count"), "kind"),
    "status": (beside(status="plan"), "status"),
    "bound": (beside(bound=None), "bound"),
    "unit of nothing": (beside(percentage=None), "unit"),
    "percentage without unit": (beside(unit=None), "unit"),
    "number as text": (beside(percentage="75"), "percentage"),
    "number as truth": (beside(numerator=True), "numerator"),
    "change without direction": (beside(kind="change"), "direction"),
    "direction without change": (beside(direction="up"), "direction"),
    "upper end alone": (beside(upper=80, percentage=None, unit=None, numerator=None), "upper"),
    "no value": (beside(percentage=None, unit=None, numerator=None, denominator=None), "no value"),
    "empty place": (beside(place=""), "place"),
    "no day": (beside(date=["2023-02-30", "2023-03-01"]), "date"),
    "one day of two": (beside(date=["2023-02-03"]), "date"),
    "days out of order": (beside(date=["2023-02-03", "2023-01-03"]), "before it begins"),
    "span outside": (beside(span=[39, 420]), "outside the text"),
    "empty span": (beside(span=[39, 39]), "outside the text"),
    "span of one end": (beside(span=[39]), "span"),
    "span in words": (beside(span=["39", "42"]), "span"),
    "span elsewhere": (beside(span=[38, 41]), "the span holds"),
    "another occurrence": (beside(nth=2), "occurrence"),
    "value not there": (beside(percentage=76), "none of the label's values"),
    "ten times the value": (beside(percentage=Decimal("7.5")), "none of the label's values"),
    "no figure and no word": (beside(at=",", span=[33, 34]), "no value"),
    "indicator outside": (beside(indicator_spans=[[19, 900]]), "outside the text"),
    "indicator differs": (beside(indicator="thôn có điện"), "not what its spans hold"),
    "indicator out of order": (
        beside(indicator="sáng điện thôn", indicator_spans=[[24, 33], [19, 23]]), "out of order"),
    "indicator twice": (
        beside(indicator="thôn sáng sáng điện", indicator_spans=[[19, 28], [24, 33]]), "overlap"),
    "no indicator": (beside(indicator="", indicator_spans=[]), "no indicator"),
}  # fmt: skip


@pytest.mark.parametrize(("label", "words"), BAD.values(), ids=BAD.keys())
def test_bad_labels_are_named(label: dict[str, Any], words: str) -> None:
    with pytest.raises(LabelError, match=words):
        gold.check_label(label, TEXT, form="beside")


def test_a_changed_text_is_refused() -> None:
    with pytest.raises(LabelError, match="has changed"):
        gold.check_label(apart(), TEXT + " ", form="stand-off")


# --- files ----------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus of one article and its label; the folder of the gold files."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "gold").mkdir()
    (tmp_path / "corpus" / "a.txt").write_bytes(TEXT.encode())
    entry = {
        "slug": "a", "place": "xã Bản Mới", "published": None, "units": "before 2025-07-01",
        "topic": "farming", "layout": "plain", "phenomena": [], "records": 1,
        "sha256": gold.checksum(TEXT), "part": "dev",
    }  # fmt: skip
    (tmp_path / "corpus" / "manifest.json").write_text(json.dumps([entry]))
    _write(tmp_path / "gold" / "corpus.jsonl", [beside()])
    return tmp_path / "gold"


def _write(path: Path, labels: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(label, default=float) + "\n" for label in labels))


def test_a_small_corpus(folder: Path) -> None:
    dev, test = gold.corpus_sets(folder)
    assert (dev.name, dev.records, dev.blind) == ("gold-dev", 1, False)
    assert (test.name, test.records, test.blind) == ("gold-test", 0, True)


def test_line_ends_are_kept(folder: Path) -> None:
    (folder.parent / "corpus" / "a.txt").write_bytes(b"a\r\nb\n")
    assert gold.read_text(folder.parent / "corpus" / "a.txt") == "a\r\nb\n"


def test_a_changed_article_stops_the_run(folder: Path) -> None:
    (folder.parent / "corpus" / "a.txt").write_text(TEXT.replace("75", "57"), "utf-8")
    with pytest.raises(LabelError, match=r"a\.txt is not the text that was labelled"):
        gold.load_sets(folder)


def test_the_line_of_a_bad_label_is_named(folder: Path) -> None:
    _write(folder / "corpus.jsonl", [beside(), beside(status="plan")])
    with pytest.raises(LabelError, match=r"corpus\.jsonl:2: a: malformed label: status"):
        gold.load_sets(folder)


def test_a_label_twice(folder: Path) -> None:
    _write(folder / "corpus.jsonl", [beside(), beside()])
    with pytest.raises(LabelError, match="stands twice"):
        gold.load_sets(folder)


def test_a_label_lost(folder: Path) -> None:
    _write(folder / "corpus.jsonl", [])
    with pytest.raises(LabelError, match="0 labels, 1 in the manifest"):
        gold.load_sets(folder)


def test_a_label_of_no_text(folder: Path) -> None:
    _write(folder / "corpus.jsonl", [beside(doc="b")])
    with pytest.raises(LabelError, match="no text for b"):
        gold.load_sets(folder)


@pytest.mark.parametrize("line", ["{", "[1]", "3", '{"doc": 3}'])
def test_no_label_at_all(folder: Path, line: str) -> None:
    (folder / "corpus.jsonl").write_text(line)
    with pytest.raises(LabelError, match=r"corpus\.jsonl:1"):
        gold.load_sets(folder)


def test_a_manifest_that_lacks_a_part(folder: Path) -> None:
    path = folder.parent / "corpus" / "manifest.json"
    path.write_text(path.read_text().replace('"dev"', '"other"'))
    with pytest.raises(LabelError, match="entry 1: part is wrong"):
        gold.load_sets(folder)


# --- our own gold ---------------------------------------------------------------------------------


def _manifest() -> list[dict[str, Any]]:
    return list(json.loads((ROOT / "corpus" / "manifest.json").read_text("utf-8")))


def test_the_corpus_is_as_large_as_promised() -> None:
    sets = gold.corpus_sets(ROOT / "gold")
    assert sum(len(one.articles) for one in sets) >= 30
    assert sum(one.records for one in sets) >= 300


def test_the_parts_are_sixty_to_forty_before_and_after_the_reform() -> None:
    for units in ("before 2025-07-01", "after 2025-07-01"):
        parts = Counter(entry["part"] for entry in _manifest() if entry["units"] == units)
        assert 0.5 <= parts["dev"] / parts.total() <= 0.7, units


def test_every_article_has_an_entry() -> None:
    texts = {path.stem for path in (ROOT / "corpus").glob("*.txt")}
    assert texts == {entry["slug"] for entry in _manifest()}


def test_stand_off_files_hold_no_words_of_others() -> None:
    for name in ("real", "first", "second"):
        for line in (ROOT / "gold" / f"{name}.jsonl").read_text("utf-8").splitlines():
            label = json.loads(line)
            assert "indicator" not in label
            assert "note" not in label
            assert len(label.get("at", "")) <= 40


def test_a_third_is_labelled_twice() -> None:
    labels = {
        name: (ROOT / "gold" / f"{name}.jsonl").read_text("utf-8").splitlines()
        for name in ("corpus", "real", "second")
    }
    assert len(labels["second"]) >= (len(labels["corpus"]) + len(labels["real"])) / 3


def test_the_double_labels_fit_their_texts() -> None:
    texts = {path.stem: gold.read_text(path) for path in (ROOT / "corpus").glob("*.txt")}
    found = read_agreement(ROOT / "gold", texts)
    assert found is not None
    assert found.articles >= 12
    assert 0.5 < found.score.record.f1 < 1


def test_shared_sets(shared: Path) -> None:
    sets = {one.name: one for one in gold.load_sets(ROOT / "gold", shared / "dev")}
    assert list(sets) == ["gold-dev", "gold-test", "real", "dev-odd", "dev-even"]
    assert [name for name, one in sets.items() if one.blind] == ["gold-test", "dev-even"]
    assert [name for name, one in sets.items() if one.learned] == ["gold-dev", "dev-odd"]
    assert len(sets["real"].articles) == 5
    assert sets["dev-odd"].records + sets["dev-even"].records == 831


def _misfits(name: str, texts: dict[str, str]) -> list[str]:
    found = []
    for line in (ROOT / "gold" / name).read_text("utf-8").splitlines():
        label = json.loads(line, parse_float=Decimal)
        try:
            gold.check_label(label, texts[label["doc"]], form="stand-off")
        except LabelError as error:
            found.append(f"{label['doc']} {label['span']}: {error}")
    return found


def test_the_labels_of_written_articles_fit_their_texts() -> None:
    articles = (ROOT / "gold" / "written-articles.jsonl").read_text("utf-8").splitlines()
    texts = {article["id"]: article["text"] for article in map(json.loads, articles)}
    assert _misfits("written.jsonl", texts) == []


def test_the_labels_for_training_fit_their_texts(shared: Path) -> None:
    with gzip.open(shared / "dev" / "unlabelled.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = {article["id"]: article["text"] for article in map(json.loads, file)}
    assert _misfits("train.jsonl", texts) == []
