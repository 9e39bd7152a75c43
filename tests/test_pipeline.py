"""The spaCy side: a tokenizer that never changes text, a component that fills the usual places."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from extract.pipeline import ALL, GROUPS, VietnameseTokenizer
from extract.vietnamese import entities, word_spans

EXAMPLE = "Huyện Cô Tô đã lắp đồng hồ nước cho 356/364 hộ trên đảo, đạt 97% trong quý I/2024."


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.blank("xx")
    pipeline.tokenizer = VietnameseTokenizer(pipeline.vocab)
    pipeline.add_pipe("solieu")
    return pipeline


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        EXAMPLE,
        "hoà  bình\n\n\tđẹp",
        "Hoa\u0300 bi\u0300nh 5%",
        "a\u200bb — “c”…",
        "😀 50%",
    ],
)
def test_the_tokenizer_never_changes_the_text(nlp: Language, text: str) -> None:
    assert VietnameseTokenizer(nlp.vocab)(text).text == text


def test_words_are_words() -> None:
    text = "Huyện Vân Đồn mở tài khoản"
    assert [text[a:b] for a, b in word_spans(text)] == ["Huyện", "Vân Đồn", "mở", "tài khoản"]


def test_entities_point_into_the_sentence() -> None:
    text = "Ông Nguyễn Văn Hòa đến Hà Nội"
    assert "Hà Nội" in [text[e.start : e.end] for e in entities(text)]


def test_records_and_span_groups(nlp: Language) -> None:
    doc = nlp(EXAMPLE)
    assert len(doc._.records) == 1
    assert set(GROUPS) <= set(doc.spans)
    assert [span.text for span in doc.spans["places"]] == ["Huyện Cô Tô"]
    assert "97%" in [span.text for span in doc.spans["quantities"]]


def test_spans_are_labelled_by_what_they_are_and_tied_to_their_record(nlp: Language) -> None:
    doc = nlp(EXAMPLE)
    assert {span.label_ for span in doc.spans["quantities"]} == {
        "percentage", "numerator", "denominator",
    }  # fmt: skip
    assert {span.id_ for span in doc.spans[ALL]} == {"r1"}
    (record,) = doc._.records
    (number,) = [span for span in doc.spans[ALL] if span.label_ == "percentage"]
    assert (number.start_char, number.end_char) == record.percentage.span


def test_any_tokenizer_will_do() -> None:
    other = spacy.blank("xx")
    other.add_pipe("solieu")
    doc = other(EXAMPLE)
    assert [span.text for span in doc.spans["places"]] == ["Huyện Cô Tô"]


def test_a_document_may_bring_its_own_day_and_name(nlp: Language) -> None:
    docs = [nlp.make_doc("Năm nay, huyện Cô Tô có 97% hộ dùng nước sạch.") for _ in range(2)]
    docs[0]._.published, docs[0]._.doc_id = date(2023, 5, 1), "a"
    docs[1]._.published, docs[1]._.doc_id = "2024-05-01", "b"
    found = [doc._.records[0] for doc in nlp.pipe(docs)]
    assert [record.date.start.year for record in found] == [2023, 2024]
    assert [record.doc_id for record in found] == ["a", "b"]


def test_pipe_and_docbin(nlp: Language) -> None:
    docs = list(nlp.pipe([EXAMPLE, "Không có số liệu."]))
    assert [len(doc._.records) for doc in docs] == [1, 0]
    packed = DocBin(docs=docs, store_user_data=True).to_bytes()
    back = list(DocBin().from_bytes(packed).get_docs(nlp.vocab))
    assert [span.text for span in back[0].spans["places"]] == ["Huyện Cô Tô"]
    assert [doc._.records for doc in back] == [doc._.records for doc in docs]
    assert {span.id_ for span in back[0].spans[ALL]} == {"r1"}


def test_a_document_alone_is_saved_with_its_records(nlp: Language) -> None:
    doc = nlp(EXAMPLE)
    back = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert back._.records == doc._.records


def test_over_two_processes(nlp: Language) -> None:
    texts = [EXAMPLE, "Không có số liệu.", EXAMPLE.replace("97%", "96%")]
    one = list(nlp.pipe(texts))
    two = list(nlp.pipe(texts, n_process=2, batch_size=1))
    assert [doc._.records for doc in two] == [doc._.records for doc in one]
    assert [[str(s) for s in doc.spans[ALL]] for doc in two] == [
        [str(s) for s in doc.spans[ALL]] for doc in one
    ]


def test_to_disk_and_back(tmp_path: Path) -> None:
    config = {"nlp": {"tokenizer": {"@tokenizers": "solieu.vietnamese.v1"}}}
    pipeline = spacy.blank("xx", config=config)
    pipeline.add_pipe("solieu", config={"published": "2024-05-01"})
    text = "Năm nay, huyện Vân Đồn có 97% hộ dùng nước sạch."
    doc = pipeline(text)
    pipeline.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert [token.text for token in again(text)] == [token.text for token in doc]
    assert "Vân Đồn" in [token.text for token in doc]
    assert again(text)._.records == doc._.records
    assert again(text)._.records[0].date.start == date(2024, 1, 1)


def test_to_bytes_and_back() -> None:
    pipeline = spacy.blank("xx")
    pipeline.add_pipe("solieu")
    again = spacy.blank("xx")
    again.add_pipe("solieu")
    again.from_bytes(pipeline.to_bytes())
    assert again(EXAMPLE)._.records == pipeline(EXAMPLE)._.records


def test_a_fresh_interpreter_finds_the_component_by_its_entry_point() -> None:
    code = (
        "import spacy, sys; assert 'extract.pipeline' not in sys.modules;"
        "config = {'nlp': {'tokenizer': {'@tokenizers': 'solieu.vietnamese.v1'}}};"
        "nlp = spacy.blank('xx', config=config); nlp.add_pipe('solieu');"
        f"print(len(nlp({EXAMPLE!r})._.records))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


def test_displacy_shows_the_spans(nlp: Language) -> None:
    doc = nlp(EXAMPLE)
    for key in (*GROUPS, ALL):
        html = displacy.render(doc, style="span", options={"spans_key": key}, jupyter=False)
        assert all(word in html for span in doc.spans[key] for word in [span.label_, span[0].text])


def test_the_component_can_be_switched_off(nlp: Language) -> None:
    with nlp.select_pipes(disable="solieu"):
        assert nlp(EXAMPLE)._.records == []


def test_analysis_finds_no_problem(nlp: Language) -> None:
    analysis = nlp.analyze_pipes()
    assert analysis["problems"] == {"solieu": []}
    assert analysis["summary"]["solieu"]["assigns"] == ["doc._.records", "doc.spans"]
