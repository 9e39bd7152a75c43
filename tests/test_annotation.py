"""Records and gold labels to Label Studio and DocBin, and back without loss."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from annotating import TEXT, TITLE, article
from conftest import ROOT
from lxml import etree

from extract.annotation import corrections, docbin, label_studio
from extract.annotation.articles import Article, Returned, read_articles
from extract.annotation.marks import CHOICES, ROLES, TYPED
from extract.annotation.offsets import place_span
from extract.annotation.values import NONE, number_typed, read_values, typed_number
from extract.errors import InputError, LabelError
from extract.evaluation.gold import own_set
from extract.schema import exact_json

Trip = Callable[[list[Article], Path], list[Returned]]


def through_label_studio(articles: list[Article], folder: Path) -> list[Returned]:
    path = folder / "tasks.json"
    tasks = (label_studio.task(one, model="test") for one in articles)
    path.write_text("".join(label_studio.write_tasks(tasks)), "utf-8")
    return list(label_studio.read_tasks(path, predictions=True))


def through_docbin(articles: list[Article], folder: Path) -> list[Returned]:
    path = folder / "docs.spacy"
    path.write_bytes(docbin.write_docs(articles))
    return list(docbin.read_docs(path))


@pytest.fixture(params=[through_label_studio, through_docbin])
def trip(request: pytest.FixtureRequest) -> Trip:
    found: Trip = request.param
    return found


# --- nothing is lost ------------------------------------------------------------------------------


def test_records_come_back_as_they_went(trip: Trip, tmp_path: Path) -> None:
    sent = article()
    assert len(sent.records) >= 5
    (back,) = trip([sent], tmp_path)
    assert back.article.source.text == TEXT
    assert back.article.source.title == TITLE
    assert back.article.source.published == sent.source.published
    taken = corrections.records(back)
    assert taken.problems == []
    assert sorted(taken.records, key=str) == sorted(sent.records, key=str)


def test_every_gold_label_comes_back_as_it_went(trip: Trip, tmp_path: Path) -> None:
    gold = ROOT / "gold" / "corpus.jsonl"
    sent = [x for x in read_articles(gold, [ROOT / "corpus"]) if isinstance(x, Article)][:8]
    labels = [label for one in sent for label in one.labels]
    assert len(labels) > 150
    taken = [corrections.labels(back) for back in trip(sent, tmp_path)]
    assert [x.problems for x in taken] == [[]] * len(sent)
    got = [exact(label) for one in taken for label in one.labels]
    assert sorted(got, key=str) == sorted(map(exact, labels), key=str)


def exact(label: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(exact_json(dict(sorted(label.items()))))
    return found


def test_an_article_without_statements_comes_back_without(trip: Trip, tmp_path: Path) -> None:
    bare = Article(article().source)
    path = tmp_path / "tasks.json"
    assert "predictions" not in label_studio.task(bare, model="test")
    back = trip([bare], tmp_path)
    assert [one.marked for one in back] == ([[]] if trip is through_docbin else [])
    path.write_text(json.dumps([{"data": label_studio.task(bare, model="")["data"],
                                 "annotations": [{"result": []}]}]))  # fmt: skip
    assert [one.marked for one in label_studio.read_tasks(path)] == [[]]


# --- corrections ----------------------------------------------------------------------------------


class Annotator:
    """Does to an exported task what an annotator does in Label Studio."""

    def __init__(self, sent: Article) -> None:
        task = json.loads(exact_json(label_studio.task(sent, model="test")))
        self.data = task["data"]
        self.result: list[dict[str, Any]] = task["predictions"][0]["result"]

    def anchor(self, words: str) -> str:
        """The region of the value `words`."""
        return next(
            str(part["id"])
            for part in self.result
            if part["type"] == "labels" and part["value"]["text"] == words
        )

    def say(self, key: str, name: str, text: str) -> None:
        """Type or choose something for a region."""
        kind = "choices" if name in CHOICES else "textarea"
        at = next(x["value"] for x in self.result if x.get("id") == key)
        value = {"start": at["start"], "end": at["end"],
                 "choices" if kind == "choices" else "text": [text]}  # fmt: skip
        self.result = [x for x in self.result if (x.get("id"), x.get("from_name")) != (key, name)]
        self.result.append(
            {"id": key, "from_name": name, "to_name": "text", "type": kind, "value": value}
        )

    def mark(self, key: str, role: str, words: str) -> None:
        """Mark a stretch of the text."""
        start = self.data["text"].index(words)
        value = {"start": start, "end": start + len(words), "text": words, "labels": [role]}
        self.result.append(
            {"id": key, "from_name": "role", "to_name": "text", "type": "labels", "value": value}
        )

    def relate(self, first: str, second: str) -> None:
        """Draw a relation."""
        self.result.append({"type": "relation", "from_id": first, "to_id": second})

    def drop(self, key: str) -> None:
        """Delete a region with its relations."""
        self.result = [
            x for x in self.result if key not in (x.get("id"), x.get("from_id"), x.get("to_id"))
        ]

    def done(self, folder: Path) -> Returned:
        """Submit, export, read."""
        path = folder / "export.json"
        older = {"result": [], "updated_at": "2024-01-01T00:00:00Z"}
        newest = {"result": self.result, "updated_at": "2024-01-02T00:00:00Z"}
        skipped = {"result": [], "was_cancelled": True, "updated_at": "2024-01-03T00:00:00Z"}
        task = {"id": 7, "data": self.data, "annotations": [older, newest, skipped]}
        path.write_text(json.dumps([task], ensure_ascii=False), "utf-8")
        (returned,) = label_studio.read_tasks(path)
        return returned


def label_at(taken: corrections.Labelled, words: str) -> dict[str, Any]:
    return next(label for label in taken.labels if label["at"] == words)


def test_what_was_typed_and_chosen_is_in_the_gold(tmp_path: Path) -> None:
    person = Annotator(article())
    key = person.anchor("97%")
    person.say(key, "status", "target")
    person.say(key, "place", "xã Thanh Lân, huyện Cô Tô, tỉnh Quảng Ninh")
    person.say(key, "start", "2023-01-01")
    person.say(key, "end", "2023-12-31")
    person.say(key, "denominator", "1.364")
    person.say(key, "note", "đã hỏi lại")
    taken = corrections.labels(person.done(tmp_path))
    label = label_at(taken, "97%")
    assert TEXT[slice(*label["span"])] == "97%"
    assert label["status"] == "target"
    assert label["place"] == "xã Thanh Lân, huyện Cô Tô, tỉnh Quảng Ninh"
    assert label["date"] == ["2023-01-01", "2023-12-31"]
    assert (label["numerator"], label["denominator"]) == (356, 1364)
    assert label["note"] == "đã hỏi lại"


def test_a_corrected_record_says_which_fields_were_corrected(tmp_path: Path) -> None:
    person = Annotator(article())
    person.say(person.anchor("97%"), "denominator", "1.364")
    taken = corrections.records(person.done(tmp_path))
    assert taken.problems == []
    before = next(r for r in article().records if r.percentage and r.percentage.value == 97)
    after = next(r for r in taken.records if r.percentage and r.percentage.value == 97)
    assert after.denominator is not None
    assert after.denominator.value == 1364
    assert [step.field for step in after.trail] == ["denominator"]
    assert after.audit.verdict == "contradiction"
    assert (after.place, after.date, after.indicator) == (
        before.place,
        before.date,
        before.indicator,
    )
    others = [r for r in taken.records if r is not after]
    assert all(r in article().records for r in others)


def test_a_new_statement_needs_only_what_its_words_do_not_say(tmp_path: Path) -> None:
    person = Annotator(Article(article().source, records=article().records[:1]))
    person.mark("n", "numerator", "356/364")
    person.say("n", "kind", "proportion")
    person.mark("p", "percentage", "97%")
    person.mark("w", "place", "Huyện Cô Tô đã"[:11])
    person.mark("i", "indicator", "lắp đồng hồ nước")
    person.mark("d", "period", "quý I/2024")
    for part in "pwd":
        person.relate("n", part)
    person.relate("i", "n")  # in either direction
    label = label_at(corrections.labels(person.done(tmp_path)), "356/364")
    assert (label["numerator"], label["denominator"], label["percentage"]) == (356, 364, 97)
    assert label["place"] == "huyện Cô Tô, tỉnh Quảng Ninh"
    assert label["date"] == ["2024-01-01", "2024-03-31"]
    assert (label["status"], label["bound"], label["unit"]) == ("observed", "exact", "percent")


def test_a_deleted_statement_is_gone(tmp_path: Path) -> None:
    person = Annotator(article())
    person.drop(person.anchor("97%"))
    taken = corrections.records(person.done(tmp_path))
    assert not [r for r in taken.records if r.percentage and r.percentage.value == 97]


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (lambda a: a.mark("x", "place", "Huyện Cô Tô đã"[:11]), "belongs to no statement"),
        (lambda a: a.mark("x", "numerator", "356/364"), "choose its kind, or relate"),
        (lambda a: a.say(a.anchor("97%"), "denominator", "rất nhiều"), "is no number"),
        (lambda a: a.say(a.anchor("97%"), "start", "quý I"), "is no day"),
        (lambda a: a.say(a.anchor("97%"), "percentage", NONE), "97"),
    ],
)
def test_what_cannot_be_taken_is_named(
    act: Callable[[Annotator], None], problem: str, tmp_path: Path
) -> None:
    person = Annotator(article())
    act(person)
    taken = corrections.labels(person.done(tmp_path))
    title = [x for x in taken.problems if "title given apart" in x]
    (found,) = [x for x in taken.problems if x not in title]
    assert problem in found


def test_words_that_name_no_area_ask_for_its_name(tmp_path: Path) -> None:
    person = Annotator(Article(article().source, records=article().records[:1]))
    person.mark("n", "percentage", "97%")
    person.say("n", "kind", "proportion")
    person.mark("w", "place", "Địa phương")
    person.mark("i", "indicator", "lắp đồng hồ nước")
    person.relate("n", "w")
    person.relate("n", "i")
    problems = corrections.labels(person.done(tmp_path)).problems
    assert any("names no area by itself" in problem for problem in problems)
    person.say("w", "place", "huyện Cô Tô, tỉnh Quảng Ninh")
    label = label_at(corrections.labels(person.done(tmp_path)), "97%")
    assert label["place"] == "huyện Cô Tô, tỉnh Quảng Ninh"


def test_line_ends_are_one_character_on_the_page_and_two_in_what_comes_back(
    tmp_path: Path,
) -> None:
    person = Annotator(article())
    assert "\r" not in person.data["text"]
    assert len(person.data["text"]) == len(article().shown)
    assert person.done(tmp_path).article.source.text == TEXT


def test_a_tool_may_give_regions_new_names(tmp_path: Path) -> None:
    person = Annotator(article())
    for part in person.result:
        for name in part.keys() & {"id", "from_id", "to_id"}:
            part[name] = f"new-{part[name]}"
    taken = corrections.records(person.done(tmp_path))
    assert sorted(taken.records, key=str) == sorted(article().records, key=str)


def test_a_span_moved_in_spacy_moves_the_statement(tmp_path: Path) -> None:
    import spacy  # noqa: PLC0415
    from spacy.tokens import DocBin  # noqa: PLC0415

    path = tmp_path / "docs.spacy"
    path.write_bytes(docbin.write_docs([article()]))
    (doc,) = DocBin().from_disk(path).get_docs(spacy.blank("xx").vocab)
    key = next(s.id_ for s in doc.spans[docbin.GROUP] if s.text == "97%")
    spans = [s for s in doc.spans[docbin.GROUP] if (s.id_, s.label_) != (key, "indicator")]
    start = doc.text.index("đồng hồ nước")
    new = doc.char_span(start, start + 12, label="indicator", span_id=key, alignment_mode="expand")
    doc.spans[docbin.GROUP] = [*spans, new]
    packed = DocBin(store_user_data=True)
    packed.add(doc)
    packed.to_disk(path)
    (back,) = docbin.read_docs(path)
    assert label_at(corrections.labels(back), "97%")["indicator"] == "đồng hồ nước"


# --- the labelling interface ----------------------------------------------------------------------


def test_the_interface_offers_every_role_and_field() -> None:
    tree = etree.fromstring(label_studio.interface().encode())
    assert {x.get("value") for x in tree.iter("Label")} == set(ROLES)
    assert {x.get("name") for x in tree.iter("Choices")} == set(CHOICES)
    assert {x.get("name") for x in tree.iter("TextArea")} == set(TYPED)


def test_label_studio_takes_interface_tasks_and_predictions() -> None:
    sdk = pytest.importorskip("label_studio_sdk.label_interface", reason="needs label-studio-sdk")
    interface = sdk.LabelInterface(label_studio.interface())
    interface.validate()
    task = json.loads(exact_json(label_studio.task(article(), model="test")))
    assert interface.validate_task({"data": task["data"]})
    assert interface.validate_prediction(task["predictions"][0])
    wrong = copy.deepcopy(task["predictions"][0])
    wrong["result"][0]["value"]["labels"] = ["nothing"]
    assert not interface.validate_prediction(wrong)


# --- offsets and numbers --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end"),
    [(9, 12), (10, 13), (8, 11)],
    ids=["code points", "UTF-16", "one character a line end"],
)
def test_spans_are_found_whatever_a_tool_counts_in(start: int, end: int) -> None:
    text = "a 😀 \r\n c 97% d"
    assert text[slice(*place_span(text, start, end, "97%"))] == "97%"


def test_words_that_are_not_there_are_an_error() -> None:
    with pytest.raises(LabelError, match="does not stand at 2"):
        place_span("một hai ba", 2, 4, "97%")


@pytest.mark.parametrize("number", ["0", "8210", "83.74", "0.125", "1234.567", "87900000000000"])
def test_numbers_are_typed_as_vietnamese_writes_them(number: str) -> None:
    from decimal import Decimal  # noqa: PLC0415

    assert number_typed(typed_number(Decimal(number))) == Decimal(number)


def test_parts_of_a_whole_add_up() -> None:
    values = read_values(
        [("numerator", "8 xã"), ("numerator", "1 thị trấn"), ("percentage", "75%")]
    )
    assert (values.numerator, values.percentage) == (9, 75)


# --- the commands ---------------------------------------------------------------------------------


def solieu(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extract.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_from_articles_to_gold_by_the_commands(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "co.txt").write_text(TEXT.replace("\r", ""), "utf-8")
    (tmp_path / "new" / "khong.txt").write_text("Hôm nay trời đẹp.", "utf-8")
    records, tasks, gold = (tmp_path / x for x in ("new.jsonl", "tasks.json", "gold.jsonl"))
    assert solieu("extract", tmp_path / "new", "-o", records, "--with-text").returncode == 0
    done = solieu("export", records, "--to", "label-studio", "-o", tasks)
    assert "2 articles" in done.stdout
    assert (tmp_path / "tasks.json.xml").read_text("utf-8") == label_studio.interface()

    refused = solieu("import", tasks, "-o", gold)
    assert refused.returncode == 2
    assert "has been annotated" in refused.stderr

    exported = json.loads(tasks.read_text("utf-8"))
    for task in exported:
        task["annotations"] = [{"result": x["result"]} for x in task.pop("predictions", [])] or [
            {"result": []}
        ]
    tasks.write_text(json.dumps(exported), "utf-8")
    done = solieu("import", tasks, "-o", gold)
    assert done.returncode == 0, done.stderr
    found = own_set(gold)
    assert {one.doc for one in found.articles} == {"co", "khong"}
    assert found.records == len(records.read_text("utf-8").splitlines())

    scored = solieu("evaluate", "--gold", gold, "-o", tmp_path / "report")
    assert "record F1 100.0" in scored.stdout


def test_gold_that_stands_off_has_no_words_of_the_text(tmp_path: Path) -> None:
    gold, spacy_file = tmp_path / "gold.jsonl", tmp_path / "gold.spacy"
    one = ROOT / "gold" / "corpus.jsonl"
    lines = [x for x in one.read_text("utf-8").splitlines() if '"thac-gian' in x]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), "utf-8")
    text = ROOT / "corpus" / "thac-gian-khong-tien-mat.txt"
    solieu("export", tmp_path / "in.jsonl", "--texts", text, "--to", "docbin", "-o", spacy_file)
    done = solieu("import", spacy_file, "-o", gold, "--stand-off")
    assert done.returncode == 0, done.stderr
    labels = [json.loads(x) for x in gold.read_text("utf-8").splitlines()]
    assert len(labels) == len(lines)
    assert not any("indicator" in label for label in labels)
    assert own_set(gold).records == len(lines)


def test_a_statement_without_its_text_is_refused(tmp_path: Path) -> None:
    records = tmp_path / "r.jsonl"
    records.write_text("".join(r.to_json_line() + "\n" for r in article().records), "utf-8")
    (tmp_path / "t.jsonl").write_text('{"id": "other", "text": "Không có gì."}\n', "utf-8")
    done = solieu("export", records, "--texts", tmp_path / "t.jsonl", "--to", "label-studio",
                  "-o", tmp_path / "out.json")  # fmt: skip
    assert done.returncode == 1
    assert "no text for it" in done.stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "cannot be read"), ("{}", "no list of tasks"), ('[{"text": "a"}]', "JSON-MIN"),
     ('[{"data": {}, "annotations": [{"result": []}]}]', "not one that")],
)  # fmt: skip
def test_a_file_of_another_kind_is_named(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError, match=message):
        list(label_studio.read_tasks(path))
