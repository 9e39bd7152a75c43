"""For spaCy: a tokenizer of Vietnamese words, and the component `solieu`.

import spacy
nlp = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": "solieu.vietnamese.v1"}}})
nlp.add_pipe("solieu")
doc = nlp("Huyện Cô Tô đã lắp đồng hồ nước cho 356/364 hộ trên đảo, đạt 97% trong quý I/2024.")
doc._.records, doc.spans["places"]

The component works with any tokenizer. What it adds to a `Doc` is saved with it: by `to_bytes` and
`to_disk`, between the processes of `nlp.pipe`, and in a `DocBin` that stores user data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from extract import flow
from extract.config import Config
from extract.schema import Record
from extract.vietnamese import word_spans

GROUPS = ("places", "periods", "quantities", "indicators")
"""The span groups that the component fills, by what the spans are."""

ALL = "records"
"""The span group with the spans of all records, for displaCy; the `id` of each is `r1`, `r2`, …"""

_RECORDS, _PUBLISHED, _DOC_ID = "solieu_records", "solieu_published", "solieu_doc_id"


def _records(doc: Doc) -> list[Record]:
    return [Record.from_json_line(line) for line in doc.user_data.get(_RECORDS, ())]


def _set_records(doc: Doc, records: Iterable[Record]) -> None:
    # As text: what stands in `user_data` must be plain to be saved with the `Doc`.
    doc.user_data[_RECORDS] = [record.to_json_line() for record in records]


def _published(doc: Doc) -> date | None:
    day = doc.user_data.get(_PUBLISHED)
    return date.fromisoformat(day) if day else None


def _set_published(doc: Doc, day: date | str | None) -> None:
    doc.user_data[_PUBLISHED] = date.fromisoformat(str(day)).isoformat() if day else None


def _doc_id(doc: Doc) -> str | None:
    found: str | None = doc.user_data.get(_DOC_ID)
    return found


def _set_doc_id(doc: Doc, doc_id: str | None) -> None:
    doc.user_data[_DOC_ID] = doc_id


for _name, _getter, _setter in (
    ("records", _records, _set_records),
    ("published", _published, _set_published),
    ("doc_id", _doc_id, _set_doc_id),
):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, getter=_getter, setter=_setter)


class VietnameseTokenizer:
    """Words by underthesea, over the text as it is: `doc.text == text` for every text.

    Anything between two words (marks that underthesea drops, runs of blanks) becomes a token of its
    own, so that no character is lost.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The tokens of a text."""
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        for start, end in [*_in_order(word_spans(text)), (len(text), len(text))]:
            _between(text[at:start], words, spaces)
            if end > start:
                words.append(text[start:end])
                spaces.append(False)
            at = end
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing is trained, so nothing is kept."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> VietnameseTokenizer:
        """The tokenizer itself."""
        return self

    def to_disk(self, _path: object, **_: Any) -> None:
        """Nothing is trained, so nothing is kept."""

    def from_disk(self, _path: object, **_: Any) -> VietnameseTokenizer:
        """The tokenizer itself."""
        return self


def vietnamese_tokenizer() -> Callable[[Language], VietnameseTokenizer]:
    """What makes the tokenizer; configurations name it `solieu.vietnamese.v1`."""
    return lambda nlp: VietnameseTokenizer(nlp.vocab)


def _in_order(spans: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    at = 0
    for start, end in spans:
        if start >= at and end > start:
            yield start, end
            at = end


def _between(gap: str, words: list[str], spaces: list[bool]) -> None:
    """Take up what stands between two words: one blank belongs to the word before it."""
    if gap.startswith(" ") and words and not spaces[-1]:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)


@Language.factory(
    "solieu",
    assigns=["doc._.records", "doc.spans"],
    default_config={"published": None, "config": None},
)
class Solieu:
    """The pipeline component: fills `doc._.records` and the span groups of `GROUPS` and `ALL`.

    `published` is the day of publication, as `2024-05-31`, of documents that do not bring their own
    in `doc._.published`. `doc._.doc_id` is the name of the article in its records. `config` holds
    words of your own, as a table of the file `solieu.toml`: `read_config(path).to_dict()`.
    """

    def __init__(
        self, nlp: Language, name: str, published: str | None, config: dict[str, Any] | None = None
    ) -> None:
        self.name = name
        self.published = date.fromisoformat(published) if published else None
        self.config = Config.model_validate(config or {})

    def __call__(self, doc: Doc) -> Doc:
        """Find the records of a document."""
        records = flow.extract(
            doc.text,
            published=doc._.published or self.published,
            doc_id=doc._.doc_id,
            config=self.config,
        )
        doc._.records = records
        marked = [
            (group, _span(doc, start, end, label, f"r{i}"))
            for i, record in enumerate(records, 1)
            for group, label, start, end in _marked(record)
        ]
        for group in GROUPS:
            own = {(s.start, s.end): s for name, s in reversed(marked) if name == group}
            doc.spans[group] = _in_text_order(own.values())
        doc.spans[ALL] = _in_text_order(span for _, span in marked)
        return doc


def _span(doc: Doc, start: int, end: int, label: str, span_id: str) -> Span:
    span = doc.char_span(start, end, label=label, span_id=span_id, alignment_mode="expand")
    assert span is not None, "a record points into its text"
    return span


def _in_text_order(spans: Iterable[Span]) -> Sequence[Span]:
    return sorted(spans, key=lambda span: (span.start, span.end))


def _marked(record: Record) -> Iterator[tuple[str, str, int, int]]:
    """Group, label and place of each stretch that states a part of a record."""
    if record.place and record.place.span:
        yield "places", "place", *record.place.span
    if record.date and record.date.span:
        yield "periods", "period", *record.date.span
    if record.percentage:
        yield "quantities", "percentage", *record.percentage.span
    if record.numerator:
        yield "quantities", "numerator", *record.numerator.span
    if record.denominator:
        yield "quantities", "denominator", *record.denominator.span
    for span in record.indicator.spans if record.indicator else ():
        yield "indicators", "indicator", *span
