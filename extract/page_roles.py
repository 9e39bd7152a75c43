"""Where an offset of the clean article lies on its page: in which line, in title or text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from extract.layout import Layout
from extract.lines import Role
from extract.text import CleanText, Span


@dataclass(frozen=True, slots=True)
class PageRoles:
    """The lines of a page; `title_length` raw characters of a title given apart stand before it.

    `published` is the day of publication as it is used, from outside or from the page.
    """

    text: CleanText
    layout: Layout
    title_length: int
    published: date | None

    def raw(self, start: int, end: int) -> Span:
        """The raw span of a clean one, counted from where its part (title or text) begins."""
        first, last = self.text.to_raw(start, end)
        if first >= self.title_length:
            return first - self.title_length, last - self.title_length
        return first, min(last, max(first + 1, self.title_length - 1))

    def in_title(self, start: int) -> bool:
        """Whether a clean offset lies in a title that was given apart."""
        return self.text.to_raw(start, start + 1)[0] < self.title_length

    def at(self, start: int) -> Role:
        """The role of the line that holds a clean offset."""
        if self.in_title(start):
            return "title"
        span = self.published_span
        if span is not None and span[0] <= start < span[1]:
            return "dateline"
        blocks = self.layout.blocks
        at = bisect_right(blocks, start, key=lambda block: block.start) - 1
        return blocks[at].role if at >= 0 else "body"

    @property
    def published_span(self) -> Span | None:
        """Where the page prints the day that is used, in clean offsets."""
        return self.layout.published_span if self.layout.published == self.published else None
