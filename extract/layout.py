"""What each line of a page is: the article or its furniture, and when it was published.

Pages come as text with menus above, teasers below and template holes between. Nothing is deleted:
each line keeps its place and gets a role, and a line that is set aside gets a reason. In doubt a
line is body, for a lost sentence is worse than a kept menu.

The order of the judgements: lines that say themselves what they are; the zone above the first
paragraph (menus, title, dateline); the zone below the last (signature, teasers, comments); the
rest (headings, captions, body).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.dateline import lead_date, read_dateline
from extract.lines import (
    NO_MARKS,
    REASONS,
    Line,
    OwnMarks,
    Role,
    furniture,
    heads_links,
    holds_value,
    is_agency_teaser,
    is_byline,
    is_caption,
    is_cut_off,
    is_heading,
    is_headline,
    is_item,
    is_prose,
    is_section_name,
    is_stated,
    is_tag,
    split_lines,
)
from extract.text import Span

CONTENT: frozenset[Role] = frozenset({"title", "standfirst", "heading", "caption", "body"})

_DATELINE_ZONE = 3
_TITLE_WORDS = 3
_STANDFIRST_LENGTH = 800
_MOST_ASIDE = 0.5
_MOST_ASIDE_UNSIGNED = 0.3
_REPEATS = "repeats the line before it"


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the text, without the blanks around it. `reason` says why it is set aside."""

    start: int
    end: int
    role: Role
    reason: str | None = None

    @property
    def content(self) -> bool:
        """Whether the line belongs to the article, so that records may come from it."""
        return self.reason is None and self.role in CONTENT


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of a page and its day of publication, with the span that says so."""

    blocks: tuple[Block, ...]
    published: dt.date | None = None
    published_span: Span | None = None

    def content(self) -> list[Span]:
        """The spans that are the article, in order."""
        return [(block.start, block.end) for block in self.blocks if block.content]

    def first(self, role: Role) -> Block | None:
        """The first line of that role which is not set aside."""
        return next((b for b in self.blocks if b.role == role and b.reason is None), None)


def layout(text: str, *, own: OwnMarks = NO_MARKS) -> Layout:
    """Roles for the lines of clean `text`, and its day of publication where the text prints it.

    `own` are a user's marks of lines that are no article.
    """
    lines = split_lines(text)
    _mark_furniture(lines, own)
    _mark_repeats(lines)
    first = _first_prose(lines)
    _find_datelines(lines, first)
    chosen = _choose_dateline(lines, first)
    _mark_top(lines, first, chosen)
    _mark_bottom(lines, first, own)
    _mark_body(lines)
    published, span = _publication(lines, chosen)
    blocks = [Block(x.start, x.start + len(x.text), x.role or "body", x.reason) for x in lines]
    return Layout(tuple(blocks), published, span)


def _mark_furniture(lines: Sequence[Line], own: OwnMarks) -> None:
    for line in lines:
        role = own.role(line) or furniture(line)
        if role is not None:
            line.set(role, REASONS[role])


def _mark_repeats(lines: Sequence[Line]) -> None:
    """A caption or a title that the page prints twice counts once."""
    for before, line in pairwise([line for line in lines if line.free]):
        if line.key == before.key and line.words >= _TITLE_WORDS:
            line.set("caption" if not is_prose(line) or is_caption(line) else "body", _REPEATS)


def _first_prose(lines: Sequence[Line]) -> int:
    """Index of the first paragraph, or of the end."""
    return next((i for i, x in enumerate(lines) if x.free and is_prose(x)), len(lines))


# --- above the first paragraph --------------------------------------------------------------------


def _find_datelines(lines: Sequence[Line], first: int) -> None:
    """Datelines stand above the first paragraphs; further down only a label makes one."""
    for i, line in enumerate(lines):
        if line.role not in {None, "menu"}:
            continue
        found = read_dateline(line.text)
        if found is None:
            continue
        if i < first + _DATELINE_ZONE or found.updated or found.published or found.day is None:
            line.dateline = found
            line.set("dateline")


def _choose_dateline(lines: Sequence[Line], first: int) -> int | None:
    """Index of the line that gives the day of publication.

    The one below the title, beside the byline, comes before one at the very top: that may be
    today's date, and with seconds it is a clock.
    """
    titled = next((i for i, x in enumerate(lines) if x.free and x.words >= _TITLE_WORDS), first)
    ranked = []
    for i, line in enumerate(lines):
        found = line.dateline
        if found is None or found.day is None:
            continue
        labelled = found.published or found.updated
        above = i < titled
        if not labelled and (found.now or (found.seconds and above)):
            line.set("clock", REASONS["clock"])
            continue
        far = i > first + _DATELINE_ZONE
        ranked.append((far, not found.published, above, i))
    return min(ranked)[-1] if ranked else None


def _mark_top(lines: Sequence[Line], first: int, chosen: int | None) -> None:
    for line in lines[: chosen or 0]:
        if line.day and line.role == "dateline":
            line.set("clock", REASONS["clock"])
    title = _title(lines, first, chosen)
    if title is None:
        return
    lines[title].set("title")
    for line in lines[:title]:
        if line.free and not holds_value(line):
            line.set("menu", "stands above the title")
    for line in lines[title + 1 : first + 2]:
        if line.key == lines[title].key:
            line.set("title", "repeats the title")
    _mark_standfirst(lines, title, first)


def _mark_standfirst(lines: Sequence[Line], title: int, first: int) -> None:
    """The first line below the title, where the article goes on after it."""
    below = [x for x in lines[title + 1 : first + 2] if x.free and not is_caption(x)]
    while below and is_byline(below[0]) and not is_prose(below[0]):
        below.pop(0).set("byline")
    more = any(x.free and is_prose(x) and x is not below[0] for x in lines[title + 1 :] if below)
    if below and more and len(below[0].text) <= _STANDFIRST_LENGTH:
        below[0].set("standfirst")


def _title(lines: Sequence[Line], first: int, chosen: int | None) -> int | None:
    """Index of the title: the line that the dateline stands under, or the first that is free."""
    free = [i for i, x in enumerate(lines[:first]) if x.free and not is_caption(x)]
    free = [i for i in free if not is_item(lines[i])]
    if first == len(lines) and len(free) < 2:
        return None  # no paragraph below: a line alone is as well the whole text
    above = [i for i in free if chosen is not None and i < chosen]
    if above:
        return _head_of_last_group(lines, above)
    long_enough = [i for i in free if lines[i].words > _TITLE_WORDS]
    return next(iter(long_enough or free), None)


def _head_of_last_group(lines: Sequence[Line], above: Sequence[int]) -> int:
    """The first line of the last group without a gap: title, then subtitle, then the dateline.

    Three lines or more are a banner and a title; a signature between title and dateline is none
    of it.
    """
    above = [i for i in above if not is_byline(lines[i])] or list(above)
    start = len(above) - 1
    while start and not lines[above[start]].gap and above[start] == above[start - 1] + 1:
        start -= 1
    group = above[start:]
    if len(group) == 2 and lines[group[0]].words > _TITLE_WORDS:
        return group[0]
    return group[-1]


# --- below the last paragraph ---------------------------------------------------------------------


def _mark_bottom(lines: Sequence[Line], first: int, own: OwnMarks) -> None:
    _free_section_names(lines, first)
    _mark_tag_list(lines)
    signed = _signature(lines, first)
    _mark_comments(lines, first, signed)
    _mark_related(lines, first, signed, own)
    _mark_signed_end(lines, first)
    _mark_agency_teasers(lines, first)


def _free_section_names(lines: Sequence[Line], first: int) -> None:
    """`Giáo dục` between two paragraphs is a sub-heading."""
    last = max((i for i, x in enumerate(lines) if x.free and is_prose(x)), default=first)
    for line in lines[first:last]:
        if line.role == "menu" and is_section_name(line):
            line.role = line.reason = None


def _signature(lines: Sequence[Line], first: int) -> int:
    """Index of the first signature that no paragraph follows before a heading of links, or the end.

    A name alone on a line may be a sub-heading too: then a paragraph stands below it.
    """
    found, above_prose = len(lines), False
    for i in range(len(lines) - 1, first, -1):
        line = lines[i]
        if not (line.free and is_byline(line)):
            above_prose = line.free and is_prose(line)
        elif not above_prose:
            found = i
    return found


def _prose_length(lines: Sequence[Line]) -> int:
    return sum(len(x.text) for x in lines if not x.aside and is_prose(x))


def _set_aside(
    lines: Sequence[Line], start: int, stop: int, role: Role, reason: str, *, signed: bool
) -> None:
    """Set lines aside, unless too much of the text would go with them."""
    most = _MOST_ASIDE if signed else _MOST_ASIDE_UNSIGNED
    if _prose_length(lines[start:stop]) > most * _prose_length(lines):
        return
    for line in lines[start:stop]:
        if not line.aside and line.role in {None, "dateline"}:
            line.set(role, reason)


def _mark_comments(lines: Sequence[Line], first: int, signed: int) -> None:
    """Comments go on to the end of the page."""
    at = next((i for i, x in enumerate(lines) if x.role == "comment" and i > first), None)
    if at is not None:
        reason = "stands below the readers' comments"
        _set_aside(lines, at, len(lines), "comment", reason, signed=signed < at)


def _mark_related(lines: Sequence[Line], first: int, signed: int, own: OwnMarks) -> None:
    """Under a heading such as `Tin liên quan`: to the end, or up to where the article goes on."""
    whole = [i for i, x in enumerate(lines) if x.free and _goes_on(x) and not is_cut_off(x)]
    last = max(whole, default=0)
    at = first + 1
    while at < len(lines):
        if lines[at].role != "teaser" or not heads_links(lines[at], own):
            at += 1
            continue
        stop = len(lines)
        # A paragraph cut off is a teaser, unless the article goes on behind it.
        if at < signed and at < last:
            stop = next(
                i for i in range(at + 1, len(lines)) if lines[i].free and _goes_on(lines[i])
            )
        reason = f"stands under “{lines[at].text}”"
        _set_aside(lines, at + 1, stop, "teaser", reason, signed=signed < at)
        at = stop


def _goes_on(line: Line) -> bool:
    return is_prose(line) or not is_headline(line)


def _mark_signed_end(lines: Sequence[Line], first: int) -> None:
    """The signature below the last paragraph, and the headlines that some pages print under it."""
    text = [i for i, x in enumerate(lines) if x.free and not is_byline(x) and not _is_link(x)]
    last = max(text, default=first)
    start = max(first, last) + 1
    at = next((i for i in range(start, len(lines)) if lines[i].free and is_byline(lines[i])), None)
    if at is None:
        return
    for line in lines[at:]:
        if line.free and is_byline(line):
            line.set("byline")
        elif line.free:
            line.set("teaser", "stands below the signature")


def _is_link(line: Line) -> bool:
    return is_headline(line) and not is_stated(line) and not is_caption(line)


def _mark_agency_teasers(lines: Sequence[Line], first: int) -> None:
    """A tail of beginnings of other articles: an agency's sign in front, cut off at the end."""
    tail = len(lines)
    while tail > first + 1 and (not lines[tail - 1].free or _is_link(lines[tail - 1])):
        tail -= 1
    cut = [i for i in range(tail, len(lines)) if lines[i].free and is_agency_teaser(lines[i])]
    if len(cut) >= 2:
        for line in lines[cut[0] :]:
            if line.free:
                line.set("teaser", "beginning of another article")


def _mark_tag_list(lines: Sequence[Line]) -> None:
    """The tags that stand one to a line below `Từ khóa:`."""
    listed = False
    for line in lines:
        if line.role == "tags":
            listed = line.text.endswith(":")
        elif listed and line.role in {None, "menu"} and is_tag(line):
            line.set("tags", REASONS["tags"])
        else:
            listed = False


# --- the rest -------------------------------------------------------------------------------------


def _mark_body(lines: Sequence[Line]) -> None:
    repeated = {x.key for x in lines if x.reason == _REPEATS}
    below_is_text = False
    # From the end: a heading has text below it, a row of a table has another row.
    for line in reversed(lines):
        if not line.free:
            below_is_text = below_is_text and (line.aside or line.role == "caption")
            continue
        heading = is_heading(line)
        if is_caption(line) or (line.key in repeated and not is_prose(line)):
            line.set("caption")
        else:
            line.set("heading" if heading and below_is_text else "body")
        below_is_text = line.role == "caption" or not heading


def _publication(lines: Sequence[Line], chosen: int | None) -> tuple[dt.date | None, Span | None]:
    if chosen is not None:
        found = lines[chosen].dateline
        if found and found.day and found.span:
            return found.day, _shifted(found.span, lines[chosen].start)
    opening = next((x for x in lines if x.role in {"body", "standfirst"}), None)
    lead = lead_date(opening.text) if opening else None
    if opening is None or lead is None:
        return None, None
    return lead[0], _shifted(lead[1], opening.start)


def _shifted(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by
