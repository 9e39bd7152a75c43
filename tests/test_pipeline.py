"""The spaCy side: a tokenizer that never changes text, a component that fills the usual places."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin

from extract.pipeline import GROUPS, VietnameseTokenizer
from extract.vietnamese import entities, word_spans

EXAMPLE = "Huyện Cô Tô đã lắp đồng hồ nước cho 356/364 hộ trên đảo, đạt 97% trong quý I/2024."


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
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
def test_the_tokenizer_never_changes_the_text(nlp: spacy.language.Language, text: str) -> None:
    assert VietnameseTokenizer(nlp.vocab)(text).text == text


def test_words_are_words() -> None:
    text = "Huyện Vân Đồn mở tài khoản"
    assert [text[a:b] for a, b in word_spans(text)] == ["Huyện", "Vân Đồn", "mở", "tài khoản"]


def test_entities_point_into_the_sentence() -> None:
    text = "Ông Nguyễn Văn Hòa đến Hà Nội"
    assert "Hà Nội" in [text[e.start : e.end] for e in entities(text)]


def test_records_and_span_groups(nlp: spacy.language.Language) -> None:
    doc = nlp(EXAMPLE)
    assert len(doc._.records) == 1
    assert set(GROUPS) <= set(doc.spans)
    assert [span.text for span in doc.spans["places"]] == ["Huyện Cô Tô"]
    assert "97%" in [span.text for span in doc.spans["quantities"]]


def test_pipe_and_docbin(nlp: spacy.language.Language) -> None:
    docs = list(nlp.pipe([EXAMPLE, "Không có số liệu."]))
    assert [len(doc._.records) for doc in docs] == [1, 0]
    packed = DocBin(docs=docs).to_bytes()
    back = list(DocBin().from_bytes(packed).get_docs(nlp.vocab))
    assert [span.text for span in back[0].spans["places"]] == ["Huyện Cô Tô"]


def test_to_disk_and_back(nlp: spacy.language.Language, tmp_path: Path) -> None:
    pipeline = spacy.blank("xx")
    pipeline.add_pipe("solieu", config={"published": "2024-05-01"})
    pipeline.to_disk(tmp_path)
    assert len(spacy.load(tmp_path)(EXAMPLE)._.records) == 1


def test_analysis_finds_no_problem(nlp: spacy.language.Language) -> None:
    assert nlp.analyze_pipes()["problems"] == {"solieu": []}
