"""Words, parts of speech and named entities by underthesea. The one file that imports it.

underthesea rewrites text (`hoà` becomes `hòa`, runs of blanks become one), so what it says is laid
over the text as given: every answer here comes with offsets, and the text is never changed. It is
slow beside everything else in this package, and is called only where it decides something.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from extract.text import Span, fold


@dataclass(frozen=True, slots=True)
class Entity:
    """A named entity `[start, end)` with underthesea's label: PER, LOC or ORG."""

    start: int
    end: int
    label: str


@lru_cache(maxsize=1)
def _engine() -> Any:
    import logging  # noqa: PLC0415

    # Importing underthesea adds a handler to the root logger; the caller's logging is not ours.
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    import underthesea  # noqa: PLC0415 - half a second and 90 MB that few articles need

    root.handlers[:], root.level = handlers, level
    return underthesea


def word_spans(text: str) -> list[Span]:
    """The words of clean `text` as spans, in order, blanks left out."""
    if not text.strip():
        return []
    words: Sequence[str] = _engine().word_tokenize(text, use_token_normalize=False)
    return list(_laid_over(text, words))


def tagged_words(sentence: str) -> list[tuple[str, str]]:
    """The words of one sentence, as underthesea writes them, with their parts of speech."""
    rows: list[tuple[str, str]] = _engine().pos_tag(sentence) if sentence.strip() else []
    return rows


def entities(sentence: str) -> list[Entity]:
    """The named entities of one sentence, in order."""
    if not sentence.strip():
        return []
    rows: Sequence[tuple[str, str, str, str]] = _engine().ner(sentence)
    spans = list(_laid_over(sentence, [row[0] for row in rows]))
    found: list[Entity] = []
    for (start, end), row in zip(spans, rows, strict=True):
        tag = row[3]
        if tag.startswith("B-"):
            found.append(Entity(start, end, tag[2:]))
        elif tag.startswith("I-") and found and found[-1].label == tag[2:]:
            found[-1] = Entity(found[-1].start, end, tag[2:])
    return found


def _laid_over(text: str, words: Sequence[str]) -> Iterator[Span]:
    """The span of each word, letter by letter: spelling may differ, the letters' order does not."""
    key = fold(unicodedata.normalize("NFC", text))
    at = 0
    for word in words:
        start = None
        for letter in fold(unicodedata.normalize("NFC", word)):
            if letter.isspace():
                continue
            found = key.find(letter, at)
            if found < 0:
                continue
            start = found if start is None else start
            at = found + 1
        yield (at, at) if start is None else (start, at)
