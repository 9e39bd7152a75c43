"""For spaCy: a tokenizer of Vietnamese words, and the component `solieu`.

import spacy
nlp = spacy.blank("xx")
nlp.add_pipe("solieu")
doc = nlp("Huyện Cô Tô đã lắp đồng hồ nước cho 356/364 hộ trên đảo, đạt 97% trong quý I/2024.")
doc._.records, doc.spans["places"]
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from extract import flow
from extract.schema import Record
from extract.vietnamese import word_spans

GROUPS = ("places", "periods", "quantities", "indicators")
"""The span groups that the component fills."""

if not Doc.has_extension("records"):
    Doc.set_extension("records", default=None)


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
    default_config={"published": None},
)
class Solieu:
    """The pipeline component: `doc._.records` and the span groups of `GROUPS`."""

    def __init__(self, nlp: Language, name: str, published: str | None) -> None:
        from datetime import date  # noqa: PLC0415

        self.name = name
        self.published = date.fromisoformat(published) if published else None

    def __call__(self, doc: Doc) -> Doc:
        """Find the records of a document."""
        records = flow.extract(doc.text, published=self.published)
        doc._.records = records
        groups: dict[str, list[Span]] = {name: [] for name in GROUPS}
        for record in records:
            for name, start, end in _marked(record):
                span = doc.char_span(start, end, label=name[:-1], alignment_mode="expand")
                if span is not None and span not in groups[name]:
                    groups[name].append(span)
        for name, spans in groups.items():
            doc.spans[name] = sorted(spans, key=lambda span: (span.start, span.end))
        return doc


def _marked(record: Record) -> Iterable[tuple[str, int, int]]:
    if record.field == "title":
        return
    if record.place and record.place.span:
        yield ("places", *record.place.span)
    if record.date and record.date.span:
        yield ("periods", *record.date.span)
    for value in (record.percentage, record.numerator, record.denominator):
        if value:
            yield ("quantities", *value.span)
    if record.indicator:
        for span in record.indicator.spans:
            yield ("indicators", *span)
