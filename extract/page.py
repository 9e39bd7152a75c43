"""The article in an HTML page: its text, title and day of publication."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import regex
import trafilatura
from lxml import html as lxml_html
from trafilatura.settings import Document

from extract.dateline import read_dateline
from extract.decode import decode
from extract.errors import InputError
from extract.page_tables import write_out_tables

_CHARSET = regex.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", regex.I)
_DECLARATION = regex.compile(r"^\s*<\?xml[^>]*\?>")
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Page:
    """What was taken out of a page; offsets of records point into `text`."""

    text: str
    title: str | None
    published: date | None
    url: str | None
    encoding: str


def take_article(data: bytes) -> Page:
    """The article in the bytes of a page, without menus, comments and links to other articles.

    Raises:
        InputError: where the page cannot be decoded or holds no article.
    """
    declared = _CHARSET.search(data, 0, _HEAD)
    decoded = decode(data, declared=declared[1].decode("ascii") if declared else None)
    # The declaration names an encoding that is no longer the text's.
    markup = _DECLARATION.sub("", decoded.text)
    tree = trafilatura.load_html(markup)
    if tree is None:
        raise InputError("there is no HTML in this page; save it from the browser anew")
    published = _published(tree)
    write_out_tables(tree)
    _keep_captions(tree)
    _wrap_loose_text(tree)
    document = _extract(tree)
    text = document.text if document is not None else None
    if document is None or not text or not text.strip():
        raise InputError("no article was found in this page; save its text as .txt and give that")
    title = (document.title or "").strip() or None
    return Page(text, title, published, document.url or None, decoded.encoding)


def _keep_captions(tree: Any) -> None:
    """Turn captions into paragraphs: they belong to the article, and would go with the picture."""
    for picture in list(tree.iter("img", "picture")):
        picture.drop_tree()
    for figure in list(tree.iter("figure")):
        for link in [x for x in figure.iter("a") if not _text(x)]:
            link.drop_tree()
        figure.drop_tag()
    for caption in tree.iter("figcaption"):
        caption.tag = "p"
        caption.attrib.clear()  # a class such as `caption` would take it out all the same


_BOXES = ("body", "main", "article", "section", "div", "td")
_INLINE = frozenset(
    {"a", "b", "br", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"}
)


def _wrap_loose_text(tree: Any) -> None:
    """Put text that stands between blocks without a tag of its own into paragraphs.

    Text is taken to be lost there: the extraction looks for paragraphs first.
    """
    for box in list(tree.iter(*_BOXES)):
        if any(isinstance(child.tag, str) and child.tag not in _INLINE for child in box):
            _wrap_runs(box)


def _wrap_runs(box: Any) -> None:
    run = None
    if (box.text or "").strip():
        run = box.makeelement("p")
        run.text, box.text = box.text, None
        children = list(box)
        box.insert(0, run)
    else:
        children = list(box)
    for child in children:
        if child.tag in _INLINE:
            if run is None:
                run = box.makeelement("p")
                child.addprevious(run)
            run.append(child)
            continue
        run = None
        if (child.tail or "").strip():
            run = box.makeelement("p")
            run.text, child.tail = child.tail, None
            child.addnext(run)


def _extract(tree: Any) -> Document | None:
    # Its date is not used: a guess from anywhere on the page may be another article's. In doubt it
    # keeps a line: what is furniture after all, the layout sets aside.
    found = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    return found if isinstance(found, Document) else None


# --- when it was published ------------------------------------------------------------------------

_META_NAMES = frozenset({
    "article:published_time", "article:published", "og:article:published_time", "og:published_time",
    "datepublished", "pubdate", "publishdate", "publish_date", "publish-date", "publication_date",
    "published_time", "date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.issued",
    "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "datecreated",
})  # fmt: skip
_ISO = regex.compile(r"(\d{4})-(\d\d)-(\d\d)")
_LONGEST_LABEL = 160
_PARAGRAPH = 80
_LINES_ABOVE = 3


def _published(tree: Any) -> date | None:
    """The day by the page's metadata, or by the dateline printed below its headline."""
    for value in (*_meta_dates(tree), *_linked_data_dates(tree)):
        day = _day(value)
        if day is not None:
            return day
    return _printed_date(tree)


def _day(value: str) -> date | None:
    iso = _ISO.match(value.strip())
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        found = read_dateline(value.strip())
    except ValueError:
        return None
    return found.day if found else None


def _meta_dates(tree: Any) -> Iterator[str]:
    for meta in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop"):
            if (meta.get(attribute) or "").lower() in _META_NAMES and meta.get("content"):
                yield meta.get("content")
    for element in tree.iter():
        if (element.get("itemprop") or "").lower() == "datepublished" and element.tag != "meta":
            yield element.get("datetime") or element.get("content") or element.text_content()


def _linked_data_dates(tree: Any) -> Iterator[str]:
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            try:
                yield from _dates_in(json.loads(script.text or ""))
            except (ValueError, RecursionError):
                continue


def _dates_in(data: Any) -> Iterator[str]:
    if isinstance(data, list):
        for item in data:
            yield from _dates_in(item)
    elif isinstance(data, dict):
        if isinstance(data.get("datePublished"), str):
            yield data["datePublished"]
        yield from _dates_in(data.get("@graph"))


def _printed_date(tree: Any) -> date | None:
    """The first dateline between the headline and the first paragraph, or the one right above it.

    A date elsewhere is the site's clock, another article's or the licence's. The name of the paper
    may be a first `h1` with the clock below it: the headline is the last one.
    """
    headline, day = None, None
    for element in tree.iter("h1", "p", "time", "div", "span", "li", "em", "small", "i", "b"):
        text = _text(element)
        if element.tag == "h1":
            headline, day = element, None
        elif element.tag == "p" and len(text) >= _PARAGRAPH:
            break
        elif headline is not None and day is None and len(text) <= _LONGEST_LABEL:
            day = _day(element.get("datetime") or "") or _day(text)
    return day or _date_above(headline)


def _date_above(headline: Any) -> date | None:
    """The day in a line that stands in the headline's own box, above it."""
    if headline is None or headline.getparent().tag in {"body", "header"}:
        return None
    for element in list(headline.itersiblings(preceding=True))[:_LINES_ABOVE]:
        found = read_dateline(_text(element)) if isinstance(element.tag, str) else None
        if found and found.day and not found.now and not found.seconds:
            return found.day
    return None


def _text(element: lxml_html.HtmlElement) -> str:
    return " ".join(element.text_content().split())
