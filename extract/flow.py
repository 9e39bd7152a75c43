"""The way of an article, a line a step:

    read -> clean -> annotate -> find -> link -> check -> write

`read` and `write` stand in files of their own; `records` is the middle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from extract.annotate import annotate
from extract.build import Context, build_count, build_record
from extract.build_places import build_places
from extract.confidence import with_confidence
from extract.config import EMPTY, Config, config_of
from extract.layout import Layout, layout
from extract.link import Linked, ground, link
from extract.link.counts import plain_counts
from extract.page_roles import PageRoles
from extract.read import Source
from extract.schema import ArticlePlaces, Record
from extract.text import CleanText, clean, title_line

PARTS = ("context", "encoder", "ner")
"""Parts that `without` can switch off, to measure what each of them earns."""


@dataclass(frozen=True, slots=True)
class Page:
    """Clean text with what is no article blanked out, its layout, and where the title ends.

    `title_length` counts the raw characters that a title given apart put before the text.
    """

    text: CleanText
    layout: Layout
    title_length: int

    def roles(self, published: date | None) -> PageRoles:
        """Where offsets lie on the page, given the day of publication that is used."""
        return PageRoles(self.text, self.layout, self.title_length, published)


def extract(
    text: str,
    *,
    published: date | None = None,
    title: str | None = None,
    doc_id: str | None = None,
    url: str | None = None,
    counts: bool = False,
    without: frozenset[str] = frozenset(),
    config: Config = EMPTY,
) -> list[Record]:
    """All records of one article, in the order of its text."""
    page = open_page(text, title, config=config)
    article = annotate(page.text, areas=config.areas, abbreviations=config.stops)
    day = published or page.layout.published
    linked = link(article, published=day, url=url, without=without, phrases=config.phrases)
    context = Context(article, page.roles(day), doc_id or "")
    found = with_confidence(article, linked, [build_record(context, one) for one in linked])
    if counts:
        found += [build_count(context, amount) for amount in plain_counts(article, linked)]
        found.sort(key=lambda record: record.evidence.span)
    return found


def article_places(
    text: str,
    *,
    published: date | None = None,
    title: str | None = None,
    url: str | None = None,
    config: Config = EMPTY,
) -> ArticlePlaces:
    """The areas that an article names, each with its official unit, and the one it is about.

    Places of one's own, from `config`, are named as in records.
    """
    page = open_page(text, title, config=config)
    day = published or page.layout.published
    article = annotate(page.text, areas=config.areas, abbreviations=config.stops)
    base = ground(article, published=day, url=url)
    return build_places(Context(base.article, page.roles(day), ""), base)


def extract_source(
    source: Source, *, counts: bool = False, config: str | None = None
) -> list[Record]:
    """All records of an article that was read; `config` in the JSON form that processes share."""
    return extract(
        source.text,
        published=source.published,
        title=source.title,
        doc_id=source.doc_id,
        url=source.url,
        counts=counts,
        config=config_of(config) if config else EMPTY,
    )


def open_page(text: str, title: str | None = None, *, config: Config = EMPTY) -> Page:
    """The article ready for the finders.

    Lines that are set aside become blanks of the same length, so that every offset stays.
    """
    head = title_line(text, title)
    whole = clean(head + text)
    page = layout(whole.clean, own=config.marks)
    keep = page.content()
    if not keep:
        return Page(whole, page, len(head))
    return Page(
        replace(whole, clean=_only(whole.clean, keep), key=_only(whole.key, keep)), page, len(head)
    )


def _only(text: str, spans: list[tuple[int, int]]) -> str:
    """`text` with everything outside `spans` turned to blanks, line ends kept."""
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += [_blank(text[at:start]), text[start:end]]
        at = end
    return "".join([*parts, _blank(text[at:])])


def _blank(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))


__all__ = ["EMPTY", "Linked", "Page", "article_places", "extract", "extract_source", "open_page"]
