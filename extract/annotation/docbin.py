"""spaCy's `DocBin`: an article is a `Doc`, its statements spans.

`doc.spans["statements"]` has the marks of all statements. The label of a span is its role, its `id`
the statement it belongs to, so that a mark moved, added or taken away with spaCy's own means
changes the statement. What the marks do not say stands in `doc.user_data["solieu"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import spacy
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from extract.annotation.articles import (
    Article,
    Returned,
    label_lines,
    record_lines,
    source_fields,
)
from extract.annotation.marks import ROLES, VALUES, Mark, Marked, Role
from extract.errors import InputError
from extract.pipeline import VietnameseTokenizer
from extract.read import Source
from extract.schema import Record

GROUP, KEY = "statements", "solieu"
"""The span group that holds the marks, and the key of `user_data` that holds the rest."""


def doc_of(article: Article, vocab: Vocab) -> Doc:
    """An article as a `Doc` of the words of `VietnameseTokenizer`, cut where a mark begins or ends.

    Raises:
        LabelError: where a statement does not fit its text.
    """
    marked = article.marked()
    spans = [(m, one.key) for one in marked for m in (one.anchor, *one.marks)]
    edges = {offset for mark, _ in spans for offset in mark.span}
    doc = _cut(article.shown, edges, vocab)
    doc.spans[GROUP] = [_span(doc, mark, key) for mark, key in spans]
    doc.user_data[KEY] = {
        **source_fields(article.source),
        "text_start": article.offset,
        "records": record_lines(article.records),
        "labels": label_lines(article.labels),
        "says": {one.key: dict(one.says) for one in marked},
        "anchors": {one.key: list(one.anchor.span) for one in marked},
        "marks": [
            {"role": m.role, "span": list(m.span), "says": dict(m.says)} for m, _ in spans if m.says
        ],
    }
    return doc


def _span(doc: Doc, mark: Mark, key: str) -> Span:
    span = doc.char_span(mark.start, mark.end, label=mark.role, span_id=key)
    assert span is not None, "the words are cut at every mark"
    return span


def _cut(text: str, edges: set[int], vocab: Vocab) -> Doc:
    """The words of a text, cut at `edges` too; not a character is lost."""
    words: list[str] = []
    spaces: list[bool] = []
    for token in VietnameseTokenizer(vocab)(text):
        start, end = token.idx, token.idx + len(token)
        cuts = [start, *sorted(e for e in edges if start < e < end), end]
        words += [text[a:b] for a, b in pairwise(cuts)]
        spaces += [False] * (len(cuts) - 2) + [bool(token.whitespace_)]
    return Doc(vocab, words=words, spaces=spaces)


def write_docs(articles: Iterable[Article]) -> bytes:
    """The articles as the bytes of a `DocBin`, its user data among them.

    Raises:
        LabelError: where a statement does not fit its text.
    """
    vocab = spacy.blank("xx").vocab
    packed = DocBin(store_user_data=True)
    for article in articles:
        packed.add(doc_of(article, vocab))
    return packed.to_bytes()


def read_docs(path: Path) -> Iterator[Returned]:
    """What became of the articles of a `DocBin` that `write_docs` made, in its order.

    Raises:
        InputError: where the file is none.
    """
    vocab = spacy.blank("xx").vocab
    try:
        docs = list(DocBin().from_disk(path).get_docs(vocab))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is no DocBin that can be read: {error}") from error
    for number, doc in enumerate(docs, 1):
        if KEY not in doc.user_data or GROUP not in doc.spans:
            raise InputError(
                f"{path}: document {number} was not made by `solieu export`, or its user data were "
                "left out; keep them with DocBin(store_user_data=True)"
            )
        yield _returned(doc)


def _returned(doc: Doc) -> Returned:
    data = cast("dict[str, Any]", doc.user_data[KEY])
    day = data["published"]
    source = Source(
        doc_id=data["doc_id"],
        text=doc.text[data["text_start"] :],
        title=data["title"],
        published=date.fromisoformat(day) if day else None,
        url=data["url"],
        origin=data["doc_id"],
    )
    records = tuple(Record.from_json_line(line) for line in data["records"])
    returned = Returned(Article(source, records=records), [])
    says = {(m["role"], tuple(m["span"])): m["says"] for m in data["marks"]}
    groups: dict[str, list[Mark]] = {}
    for span in doc.spans[GROUP]:
        if span.label_ not in ROLES or not span.id_:
            returned.problems.append(
                f"“{span.text}” has the label {span.label_!r}, which is no role"
            )
            continue
        role = cast(Role, span.label_)
        where = span.start_char, span.end_char
        mark = Mark(role, *where, says.get((role, where), {}))
        groups.setdefault(span.id_, []).append(mark)
    for key, marks in groups.items():
        _add(returned, key, marks, data)
    returned.marked.sort(key=lambda one: one.anchor.span)
    return returned


def _add(returned: Returned, key: str, marks: Sequence[Mark], data: dict[str, Any]) -> None:
    """Add the statement that marks make: anchored where it was, or at its first value."""
    values = sorted((m for m in marks if m.role in VALUES), key=lambda m: VALUES.index(m.role))
    if not values:
        returned.problems.append(f"statement {key}: none of its spans is a value")
        return
    sent = tuple(data["anchors"].get(key, ()))
    anchor = next((m for m in values if m.span == sent), values[0])
    rest = sorted((m for m in marks if m is not anchor), key=lambda m: m.span)
    returned.marked.append(Marked(key, anchor, tuple(rest), data["says"].get(key, {})))
