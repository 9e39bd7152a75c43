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
from functools import lru_cache
from typing import Literal

import regex

from extract.dateline import Dateline, lead_date, read_dateline
from extract.tables import read_table
from extract.text import Span, fold

Role = Literal[
    "title", "standfirst", "byline", "dateline", "heading", "caption", "body",
    "menu", "template", "teaser", "comment", "tags", "clock",
]  # fmt: skip
CONTENT: frozenset[Role] = frozenset({"title", "standfirst", "heading", "caption", "body"})

_FURNITURE_LENGTH = 200
_PROSE_LENGTH = 160
_PROSE_WORDS = 18
_HEADING_WORDS = 18
_HEADING_LENGTH = 120
_CAPTION_LENGTH = 320
_TEASER_LENGTH = 260
_STANDFIRST_LENGTH = 800
_BYLINE_WORDS = 9
_BOX_SHARE = 0.5


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


@dataclass(slots=True)
class _Line:
    """A line while it is being judged."""

    start: int
    text: str
    key: str
    gap: bool  # an empty line stands before it
    role: Role | None = None
    reason: str | None = None
    dateline: Dateline | None = None

    @property
    def words(self) -> int:
        return self.text.count(" ") + 1

    def set(self, role: Role, reason: str | None = None) -> None:
        self.role, self.reason = role, reason


def layout(text: str) -> Layout:
    """Roles for the lines of clean `text`, and its day of publication where the text prints it."""
    lines = _lines(text)
    _mark_furniture(lines)
    _mark_repeats(lines)
    first = _first_prose(lines)
    _find_datelines(lines, first)
    chosen = _choose_dateline(lines, first)
    _mark_top(lines, first, chosen)
    _mark_bottom(lines, first)
    _mark_body(lines)
    published, span = _publication(lines, chosen)
    blocks = [Block(x.start, x.start + len(x.text), x.role or "body", x.reason) for x in lines]
    return Layout(tuple(blocks), published, span)


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    start, gap = 0, False
    for raw in text.split("\n"):
        shown = raw.strip()
        if shown:
            lines.append(_Line(start + raw.index(shown), shown, fold(shown), gap))
        gap = not shown
        start += len(raw) + 1
    return lines


# --- what a line looks like -----------------------------------------------------------------------

_SENTENCE_END = regex.compile(r"[.!?…:;][\"”’»)\]]*$")
_ELLIPSIS = regex.compile(r"(?:\.\.\.|…)[\"”’»)\]]*$")
_FULL_STOP = regex.compile(r"(?<!\.\.)[.!?][\"”’»)\]]*$")
_VALUE = regex.compile(r"\d\s?[%‰]|\d\s?/\s?\d|\d{1,3}(?:\.\d{3})+|\d,\d")
_LIST_ITEM = regex.compile(r"^(?:[-–—•*+●▪◦]|\d{1,2}[.)]|[a-zđ]\))\s?")
_PHOTO = regex.compile(
    r"(?:^|[.\s(\-–/])(?:ảnh|nguồn ảnh|ảnh minh họa|đồ họa|photo)\s?:\s?"
    r"|\(ảnh(?: [^()]{1,40})?\)\.?$|(?:^|[.] )ảnh minh họa\.?$"
)
_PHOTO_START = regex.compile(r"^(?:ảnh|trong ảnh|đồ họa|biểu đồ|bản đồ)\s?:")


def _is_prose(line: _Line) -> bool:
    """Whether a line is a paragraph rather than a headline, a menu or a signature."""
    if len(line.text) >= _PROSE_LENGTH:
        return True
    return line.words >= _PROSE_WORDS and bool(_FULL_STOP.search(line.text))


def _is_caption(line: _Line) -> bool:
    if len(line.text) > _CAPTION_LENGTH:
        return False
    return bool(_PHOTO.search(line.key) or _PHOTO_START.match(line.key))


def _is_headline(line: _Line) -> bool:
    """A line as links to other articles are printed: short, and no full sentence."""
    if len(line.text) > _TEASER_LENGTH:
        return False
    return bool(_ELLIPSIS.search(line.text)) or not _FULL_STOP.search(line.text)


# --- lines that say themselves what they are ------------------------------------------------------

_HOLE = regex.compile(
    r"(?:\{{1,3}\s?[\w.$-]{1,40}\s?\}{1,3}|\[\[?[a-z_.]{2,40}\]\]?|<%.{0,60}%>|\$\{[\w.]{1,40}\}"
    r"|%[a-z_]{2,40}%|undefined|null|nan)+"
)
_TRIM = regex.compile(r"^[\W_]+|(?:\s*\(\s?\d+\s?\)|[\W_])+$")
_SEPARATOR = regex.compile(r"\s*[|»›>•·]+\s*|\s+[/–-]\s+|\s{2,}")
_STRONG_SEPARATOR = regex.compile(r"[|»›>•·/]|\s{2,}|\s[–-]\s")
_OUTLET = regex.compile(
    r"^(?:báo|tạp chí|cổng thông tin|trang thông tin)?\s?[\p{L}\s&.-]{2,40}"
    r"(?:\bonline|\bđiện tử|\.vn|\.com(?:\.vn)?)$"
)


@lru_cache(maxsize=1)
def _whole() -> dict[str, Role]:
    return {row[2]: row[0] for row in _phrases("whole")}  # type: ignore[misc]


@lru_cache(maxsize=1)
def _starts() -> regex.Pattern[str]:
    by_role: dict[str, list[str]] = {}
    for role, _, phrase in _phrases("start"):
        by_role.setdefault(role, []).append(regex.escape(phrase))
    groups = (
        f"(?P<{role}>{'|'.join(sorted(phrases, key=len, reverse=True))})"
        for role, phrases in by_role.items()
    )
    return regex.compile(rf"(?:{'|'.join(groups)})(?P<mark>\s?[:»>|]|(?<=\W)|\s|$)")


@lru_cache(maxsize=1)
def _byline_start() -> regex.Pattern[str]:
    phrases = sorted((row[2] for row in _phrases("byline")), key=len, reverse=True)
    return regex.compile(rf"\(?(?:{'|'.join(map(regex.escape, phrases))})\b\s?[:.]?\s?")


def _phrases(form: str) -> list[list[str]]:
    return [row for row in read_table("extract", "layout_lines.tsv") if row[1] == form]


_REASONS: dict[Role, str] = {
    "menu": "menu of the page",
    "template": "unfilled template",
    "teaser": "link to another article",
    "comment": "readers' comments",
    "tags": "tags",
    "clock": "the site's clock",
}


def _mark_furniture(lines: Sequence[_Line]) -> None:
    for line in lines:
        if len(line.text) > _FURNITURE_LENGTH:
            continue
        role = _furniture(line)
        if role is not None:
            line.set(role, _REASONS[role])


def _furniture(line: _Line) -> Role | None:
    if _HOLE.fullmatch(line.key):
        return "template"
    bare = _TRIM.sub("", line.key)
    role = _whole().get(bare)
    if role is not None:
        return role
    start = _starts().match(line.key)
    # Words that also begin sentences count with a colon or an arrow only.
    if start and (start["mark"].strip() or start["teaser"] in {">>", ">>>", "»"}):
        return start.lastgroup if start.lastgroup != "mark" else _group(start)  # type: ignore[return-value]
    if start and start["menu"] and not _VALUE.search(line.key) and not _is_prose(line):
        return "menu"
    return "menu" if _is_menu(line, bare) else None


def _group(match: regex.Match[str]) -> str:
    return next(name for name, text in match.groupdict().items() if text and name != "mark")


def _is_menu(line: _Line, bare: str) -> bool:
    """A row of section names: most of its pieces, or all words of a line without marks."""
    if _VALUE.search(line.key) or _FULL_STOP.search(line.text):
        return False
    if _OUTLET.match(bare) and line.words <= 6:
        return True
    pieces = [piece for piece in _SEPARATOR.split(line.key) if piece]
    known = sum(_TRIM.sub("", piece) in _whole() for piece in pieces)
    if len(pieces) >= 2 and _STRONG_SEPARATOR.search(line.text):
        return known >= 2 and 2 * known >= len(pieces) or _TRIM.sub("", pieces[0]) in _HOME
    return _covered(bare)


_HOME = frozenset({"trang chủ", "trang nhất", "home", "chuyên mục"})


def _covered(key: str) -> bool:
    """Whether a line is nothing but names of sections in a row."""
    words = key.split()
    at, count = 0, 0
    while at < len(words):
        for size in range(min(6, len(words) - at), 0, -1):
            if _whole().get(" ".join(words[at : at + size])) == "menu":
                at, count = at + size, count + 1
                break
        else:
            return False
    return count >= 1


def _mark_repeats(lines: Sequence[_Line]) -> None:
    """A caption or a title that the page prints twice counts once."""
    kept = [line for line in lines if line.role is None]
    for before, line in zip(kept, kept[1:], strict=False):
        if line.key == before.key and line.words >= 3:
            role: Role = "body" if _is_prose(line) and not _is_caption(line) else "caption"
            line.set(role, "repeats the line before it")


# --- above the first paragraph --------------------------------------------------------------------


def _first_prose(lines: Sequence[_Line]) -> int:
    """Index of the first paragraph, or of the end."""
    prose = (i for i, x in enumerate(lines) if x.role is None and _is_prose(x))
    return next(prose, len(lines))


_ZONE_AFTER = 3


def _find_datelines(lines: Sequence[_Line], first: int) -> None:
    """Datelines stand above the first paragraphs; further down only a label makes one."""
    for i, line in enumerate(lines):
        if line.role not in {None, "menu"} or len(line.text) > _PROSE_LENGTH:
            continue
        found = read_dateline(line.text)
        if found is None:
            continue
        if i < first + _ZONE_AFTER or found.updated or found.published or found.day is None:
            line.dateline = found
            line.set("dateline")


def _choose_dateline(lines: Sequence[_Line], first: int) -> int | None:
    """Index of the line that gives the day of publication.

    The one below the title, beside the byline, comes before one at the very top: that may be
    today's date, and with seconds it is a clock.
    """
    dated = [i for i, x in enumerate(lines) if x.dateline and x.dateline.day]
    ranked = sorted(dated, key=lambda i: _doubt(lines, i, first))
    if not ranked or _is_clock(lines, ranked[0], first):
        return None
    return ranked[0]


def _doubt(lines: Sequence[_Line], index: int, first: int) -> tuple[int, int, int]:
    line = lines[index].dateline
    assert line is not None
    titled = any(x.role is None and x.words >= 3 for x in lines[:index])
    place = 3 if _is_clock(lines, index, first) else 2 if index > first + _ZONE_AFTER else 0
    return (place, 0 if line.published else 1 if titled else 2, index)


def _is_clock(lines: Sequence[_Line], index: int, first: int) -> bool:
    line = lines[index].dateline
    assert line is not None
    if line.published or line.updated:
        return False
    above = not any(x.role is None and x.words >= 3 for x in lines[:index])
    return line.now or (line.seconds and above and index < first)


def _mark_top(lines: Sequence[_Line], first: int, chosen: int | None) -> None:
    title = _title(lines, first, chosen)
    for i, line in enumerate(lines):
        if line.dateline and line.dateline.day and i != chosen and i <= first:
            if _is_clock(lines, i, first) or (chosen is not None and i < chosen):
                line.set("clock", _REASONS["clock"])
    if title is None:
        return
    lines[title].set("title")
    for line in lines[:title]:
        if line.role is None and not _VALUE.search(line.key) and not line.dateline:
            line.set("menu", "stands above the title")
    for line in lines[title + 1 : first + 2]:
        if line.key == lines[title].key:
            line.set("title", "repeats the title")
    below = (x for x in lines[title + 1 : first + 1] if x.role is None and not _is_caption(x))
    standfirst = next(below, None)
    more = any(x.role is None and _is_prose(x) and x is not standfirst for x in lines[title + 1 :])
    if standfirst and more and len(standfirst.text) <= _STANDFIRST_LENGTH:
        standfirst.set(*_below_title(standfirst))


def _below_title(line: _Line) -> tuple[Role, str | None]:
    return ("byline", None) if _is_byline(line) else ("standfirst", None)


def _title(lines: Sequence[_Line], first: int, chosen: int | None) -> int | None:
    """Index of the title: the line that the dateline stands under, or the first that is free."""
    free = [i for i, x in enumerate(lines[:first]) if x.role is None and not _is_caption(x)]
    if first == len(lines):  # no paragraph at all: the first line can only be guessed to be one
        free = free[:1] if len(free) > 1 else []
    free = [i for i in free if not _LIST_ITEM.match(lines[i].text)]
    if not free:
        return None
    above = [i for i in free if chosen is not None and i < chosen]
    if above:
        return _head_of_last_group(lines, above)
    below = [i for i in free if chosen is None or i > chosen]
    long_enough = [i for i in below if lines[i].words >= 4]
    return (long_enough or below or [None])[0]  # type: ignore[list-item]


def _head_of_last_group(lines: Sequence[_Line], above: Sequence[int]) -> int:
    """The first line of the last group without a gap: title, then subtitle, then the dateline.

    Three lines or more are a banner and a title; a signature between title and dateline is none
    of it.
    """
    above = [i for i in above if not _is_byline(lines[i])] or above
    start = len(above) - 1
    while start and not lines[above[start]].gap and above[start] == above[start - 1] + 1:
        start -= 1
    group = above[start:]
    if len(group) == 2 and lines[group[0]].words >= 4:
        return group[0]
    return group[-1]


# --- below the last paragraph ---------------------------------------------------------------------

_UNIT_NAME = regex.compile(
    r"^(?:huyện|xã|phường|quận|tỉnh|thành phố|tp|thị xã|thị trấn|đặc khu|thôn|bản|buôn|ấp|khu phố"
    r"|vùng|khu vực|công ty|ngân hàng)\b"
)
_NAME = regex.compile(
    r"\(?(?:\p{Lu}[\p{L}.’']*)(?:[\s,&/+–-]{1,3}(?:và\s)?\(?\p{Lu}[\p{L}.’']*\)?){0,8}"
    r"(?:\s?\([^()]{1,40}\))?\.?"
)
_SIGNED = regex.compile(r"\(?(?:t/h|tổng hợp|theo [^%]{2,60}|dịch)\)?$")


def _is_byline(line: _Line) -> bool:
    """A signature: a name or a few, or a line that begins as signatures do."""
    if line.words > _BYLINE_WORDS or _VALUE.search(line.key) or line.text.endswith(":"):
        return False
    lead = _byline_start().match(line.key)
    name = line.text[lead.end() :] if lead else line.text
    if lead and not name:
        return False
    if _UNIT_NAME.match(line.key):
        return False
    return bool(_NAME.fullmatch(name)) or bool(lead and _NAME.match(name) and line.words <= 7)


def _mark_bottom(lines: Sequence[_Line], first: int) -> None:
    _mark_comments(lines, first)
    _mark_related(lines, first)
    _mark_signed_end(lines, first)
    _mark_agency_teasers(lines, first)
    _mark_tag_list(lines)


def _prose_length(lines: Sequence[_Line]) -> int:
    return sum(len(x.text) for x in lines if x.reason is None and _is_prose(x))


def _aside(lines: Sequence[_Line], role: Role, reason: str) -> None:
    for line in lines:
        if line.reason is None and line.role in {None, "dateline"}:
            line.set(role, reason)


def _mark_comments(lines: Sequence[_Line], first: int) -> None:
    """Comments go on to the end of the page, unless most of the text would go with them."""
    for i, line in enumerate(lines):
        if line.role == "comment" and i > first:
            if _prose_length(lines[i:]) <= _BOX_SHARE * _prose_length(lines):
                _aside(lines[i:], "comment", "stands below the readers' comments")
            return


def _mark_related(lines: Sequence[_Line], first: int) -> None:
    """Under a heading such as `Tin liên quan`: to the end, or up to where the article goes on."""
    for i, line in enumerate(lines):
        if line.role != "teaser" or i <= first or _says_more(line):
            continue
        signed = any(_is_signature(lines, j, first) for j in range(first + 1, i))
        stop = len(lines) if signed else _resumes(lines, i + 1)
        if _prose_length(lines[i:stop]) <= _BOX_SHARE * _prose_length(lines):
            _aside(lines[i + 1 : stop], "teaser", f"stands under “{line.text}”")


def _says_more(line: _Line) -> bool:
    """Whether a teaser line holds its link itself (`Xem thêm: ...`) and heads no list."""
    return _whole().get(_TRIM.sub("", line.key)) is None


def _resumes(lines: Sequence[_Line], at: int) -> int:
    """Index where the article goes on after a box of links that begins at `at`."""
    free = [i for i in range(at, len(lines)) if lines[i].role is None]
    # A paragraph cut off is a teaser, unless the article goes on behind it.
    whole = [i for i in free if not _ELLIPSIS.search(lines[i].text)]
    if not any(_is_prose(lines[i]) or not _is_headline(lines[i]) for i in whole):
        return len(lines)
    return next(i for i in free if _is_prose(lines[i]) or not _is_headline(lines[i]))


def _is_signature(lines: Sequence[_Line], index: int, first: int) -> bool:
    """A name right below a paragraph, or below a caption or a list that ends the article."""
    line = lines[index]
    return index > first and line.role in {None, "byline"} and _is_byline(line)


def _mark_signed_end(lines: Sequence[_Line], first: int) -> None:
    """The signature below the last paragraph, and the headlines that some pages print under it."""
    for i in range(first + 1, len(lines)):
        if not _is_signature(lines, i, first):
            continue
        rest = [x for x in lines[i + 1 :] if x.reason is None and not _is_byline(x)]
        rest = [x for x in rest if x.role is None]
        if all(_is_headline(x) and not _is_stated(x) and not _is_caption(x) for x in rest):
            lines[i].set("byline")
            for line in rest:
                line.set("teaser", "stands below the signature")
            for line in lines[i + 1 :]:
                if line.role is None:
                    line.set("byline")
            return


_STATED = regex.compile(r":\s?[^:]{0,30}\d|^[-–•+*]\s")


def _is_stated(line: _Line) -> bool:
    """A row of a table-like list (`Thu nội địa: 2.480 tỷ đồng`): it belongs to the article."""
    return bool(_STATED.search(line.text)) and not _ELLIPSIS.search(line.text)


_AGENCY = regex.compile(r"^\(?([\p{Lu}\d&.]{2,12})\)?\s?[-–—]\s?\p{Lu}")


def _mark_agency_teasers(lines: Sequence[_Line], first: int) -> None:
    """A tail of beginnings of other articles: an agency's sign in front, cut off at the end."""
    tail = len(lines)
    while tail > first + 1 and _may_be_cut(lines[tail - 1]):
        tail -= 1
    cut = [i for i in range(tail, len(lines)) if _is_cut(lines[i])]
    if len(cut) >= 2:
        _aside(lines[cut[0] :], "teaser", "beginning of another article")


def _is_cut(line: _Line) -> bool:
    return bool(
        line.role is None
        and len(line.text) <= _TEASER_LENGTH
        and _AGENCY.match(line.text)
        and _ELLIPSIS.search(line.text)
    )


def _may_be_cut(line: _Line) -> bool:
    return line.role is not None or _is_cut(line) or (_is_headline(line) and not _is_prose(line))


def _mark_tag_list(lines: Sequence[_Line]) -> None:
    """The tags that stand one to a line below `Từ khóa:`."""
    for i, line in enumerate(lines):
        if line.role == "tags" and line.text.rstrip().endswith(":"):
            for tag in lines[i + 1 :]:
                if tag.role is not None or tag.words > 6 or _SENTENCE_END.search(tag.text):
                    break
                tag.set("tags", _REASONS["tags"])


# --- the rest -------------------------------------------------------------------------------------


def _mark_body(lines: Sequence[_Line]) -> None:
    free = [(i, x) for i, x in enumerate(lines) if x.role is None]
    repeated = {x.key for x in lines if x.reason == "repeats the line before it"}
    for i, line in free:
        if line.key in repeated and not _is_prose(line):
            line.set("caption")
        elif _is_caption(line):
            line.set("caption")
        elif _is_heading(line) and _has_text_below(lines, i):
            line.set("heading")
        else:
            line.set("body")


def _is_heading(line: _Line) -> bool:
    if len(line.text) > _HEADING_LENGTH or line.words > _HEADING_WORDS:
        return False
    if _LIST_ITEM.match(line.text) and not line.text[0].isdigit():
        return False
    if _SENTENCE_END.search(line.text) and line.text[-1] not in "?!…":
        return False
    return bool(regex.match(r"[\p{Lu}\d\"“‘'(]", line.text)) and not _is_stated(line)


def _has_text_below(lines: Sequence[_Line], index: int) -> bool:
    roles = {None, "body", "caption"}
    below = next((x for x in lines[index + 1 :] if x.reason is None and x.role in roles), None)
    return below is not None and not _is_heading(below)


def _publication(
    lines: Sequence[_Line], chosen: int | None
) -> tuple[dt.date | None, Span | None]:
    if chosen is not None:
        line = lines[chosen]
        found = line.dateline
        if found and found.day and found.span:
            return found.day, (line.start + found.span[0], line.start + found.span[1])
    for line in lines:
        if line.role in {"body", "standfirst"}:
            lead = lead_date(line.text)
            if lead is None:
                return None, None
            return lead[0], (line.start + lead[1][0], line.start + lead[1][1])
    return None, None
