"""One line of a page, judged by itself: what it looks like and what it says it is.

`extract.layout` puts these judgements together; nothing here looks at a neighbouring line.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import regex

from extract.dateline import Dateline
from extract.tables import read_table
from extract.text import fold

Role = Literal[
    "title", "standfirst", "byline", "dateline", "heading", "caption", "body",
    "menu", "template", "teaser", "comment", "tags", "clock",
]  # fmt: skip

_FURNITURE_LENGTH = 200
_PROSE_LENGTH = 160
_PROSE_WORDS = 18
_HEADING_WORDS = 18
_HEADING_LENGTH = 120
_CAPTION_LENGTH = 320
_TEASER_LENGTH = 260
_BYLINE_WORDS = 9


@dataclass(slots=True)
class Line:
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
        """Number of words, as blanks tell."""
        return self.text.count(" ") + 1

    @property
    def free(self) -> bool:
        """Whether nothing has been said about the line yet."""
        return self.role is None

    @property
    def aside(self) -> bool:
        """Whether the line is set aside."""
        return self.reason is not None

    @property
    def day(self) -> dt.date | None:
        """The day of its dateline."""
        return self.dateline.day if self.dateline else None

    def set(self, role: Role, reason: str | None = None) -> None:
        """Say what the line is, and why it is set aside if it is."""
        self.role, self.reason = role, reason


def split_lines(text: str) -> list[Line]:
    """The lines of clean `text` that are not empty, without the blanks around them."""
    lines: list[Line] = []
    start, gap = 0, False
    for raw in text.split("\n"):
        shown = raw.strip()
        if shown:
            lines.append(Line(start + raw.index(shown), shown, fold(shown), gap))
        gap = not shown
        start += len(raw) + 1
    return lines


# --- what a line looks like -----------------------------------------------------------------------

_SENTENCE_END = regex.compile(r"[.!?…:;][\"”’»)\]]*$")
_ELLIPSIS = regex.compile(r"(?:\.\.\.|…)[\"”’»)\]]*$")
_FULL_STOP = regex.compile(r"(?<!\.\.)[.!?][\"”’»)\]]*$")
_PERIOD = regex.compile(r"\.[\"”’»)\]]*$")
_VALUE = regex.compile(r"\d\s?[%‰]|\d\s?/\s?\d|\d{1,3}(?:\.\d{3})+|\d,\d")
_LIST_ITEM = regex.compile(r"^(?:[-–—•*+●▪◦]|\d{1,2}[.)](?!\d)|[a-zđ]\))\s?")
_PHOTO = regex.compile(
    r"(?:Ảnh|ẢNH|Đồ họa|Photo)(?: minh họa| tư liệu)?\s?:|[.(–\-/]\s?(?:nguồn )?ảnh\s?:"
    r"|\((?:Ảnh|ảnh)(?: [^()]{1,40})?\)\.?$|[Ảả]nh minh họa\.?$"
)
_PHOTO_START = regex.compile(r"^(?:ảnh|trong ảnh|đồ họa|biểu đồ|bản đồ)\s?:")


def is_prose(line: Line) -> bool:
    """Whether a line is a paragraph rather than a headline, a menu or a signature."""
    if len(line.text) >= _PROSE_LENGTH:
        return True
    return line.words >= _PROSE_WORDS and bool(_PERIOD.search(line.text))


def is_caption(line: Line) -> bool:
    """Whether a line is the caption of a photo by its own words."""
    if len(line.text) > _CAPTION_LENGTH:
        return False
    return bool(_PHOTO.search(line.text) or _PHOTO_START.match(line.key))


def is_headline(line: Line) -> bool:
    """A line as links to other articles are printed: short, and no full sentence."""
    if len(line.text) > _TEASER_LENGTH:
        return False
    return bool(_ELLIPSIS.search(line.text)) or not _FULL_STOP.search(line.text)


_UNIT_NAME = regex.compile(
    r"^(?:huyện|xã|phường|quận|tỉnh|thành phố|tp|thị xã|thị trấn|đặc khu|thôn|bản|buôn|ấp|khu phố"
    r"|vùng|khu vực|công ty|ngân hàng)\b"
)
_NAME = regex.compile(
    r"\(?(?:\p{Lu}[\p{L}.’']*)(?:[\s,&/+–-]{1,3}(?:và\s)?\(?\p{Lu}[\p{L}.’']*\)?){0,8}"
    r"(?:\s?\([^()]{1,40}\))?\.?"
)
_SIGNED = regex.compile(r"\((?:t/h|tổng hợp|lược dịch|dịch|(?:theo|nguồn:?) [^%()]{2,60})\)")
_SIGNED_WORDS = 7


def is_byline(line: Line) -> bool:
    """A signature: a name or a few, or a line that begins as signatures do."""
    if line.words > _BYLINE_WORDS or len(line.text) > _HEADING_LENGTH:
        return False
    if _VALUE.search(line.key) or line.text.endswith(":"):
        return False
    lead = _byline_start().match(line.key)
    name = line.text[lead.end() :] if lead else line.text
    if lead and not name:
        return False
    if _UNIT_NAME.match(line.key):
        return False
    if _SIGNED.fullmatch(line.key) or _NAME.fullmatch(name):
        return True
    return bool(lead and _NAME.match(name) and line.words <= _SIGNED_WORDS)


_STATED = regex.compile(r":\s?[^:]{0,30}\d|^[-–•+*]\s")


def is_stated(line: Line) -> bool:
    """A row of a table-like list (`Thu nội địa: 2.480 tỷ đồng`): it belongs to the article."""
    return bool(_STATED.search(line.text)) and not _ELLIPSIS.search(line.text)


def is_heading(line: Line) -> bool:
    """Whether a line may be a sub-heading: short, no sentence, no row of figures."""
    if len(line.text) > _HEADING_LENGTH or line.words > _HEADING_WORDS:
        return False
    if _LIST_ITEM.match(line.text) and not line.text[0].isdigit():
        return False
    if _SENTENCE_END.search(line.text) and line.text[-1] not in "?!…":
        return False
    return bool(regex.match(r"[\p{Lu}\d\"“‘'(]", line.text)) and not is_stated(line)


def holds_value(line: Line) -> bool:
    """Whether figures stand in the line that may be somebody's statistics."""
    return bool(_VALUE.search(line.key))


def is_cut_off(line: Line) -> bool:
    """Whether the line ends in an ellipsis, as beginnings of other articles do."""
    return bool(_ELLIPSIS.search(line.text))


def is_item(line: Line) -> bool:
    """Whether the line is an item of a list."""
    return bool(_LIST_ITEM.match(line.text))


def is_tag(line: Line) -> bool:
    """Whether the line can be one tag in a list of them."""
    return line.words <= 6 and not _SENTENCE_END.search(line.text)


_AGENCY = regex.compile(r"^\(?([\p{Lu}\d&.]{2,12})\)?\s?[-–—]\s?\p{Lu}")


def is_agency_teaser(line: Line) -> bool:
    """Whether the line is the beginning of a report, with its agency's sign, cut off."""
    short = len(line.text) <= _TEASER_LENGTH
    return short and is_cut_off(line) and bool(_AGENCY.match(line.text))


# --- lines that say themselves what they are ------------------------------------------------------

_HOLE = regex.compile(
    r"(?:\{{1,3}\s?[\w.$-]{1,40}\s?\}{1,3}|\[\[?[a-z_.]{2,40}\]\]?|<%.{0,60}%>|\$\{[\w.]{1,40}\}"
    r"|%[a-z_]{2,40}%|undefined|null|nan)+"
)
_HASHTAGS = regex.compile(r"(?:#\w{2,40}[\s,]*)+")
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
def _starts() -> tuple[tuple[Role, regex.Pattern[str]], ...]:
    """A pattern per role: words that begin a line, those in doubt with a colon or an arrow."""
    sure = {role: _alternatives("begin", role) for role in REASONS}
    marked = {role: _alternatives("start", role) for role in REASONS}
    return tuple(
        (role, regex.compile(rf"(?:{sure[role]}|(?:{marked[role]})\s?[:»>|])"))
        for role in ("tags", "teaser", "menu")
    )


def heads_links(line: Line, own: OwnMarks) -> bool:
    """Whether the line is the heading of a list of links, and no link itself."""
    bare = _TRIM.sub("", line.key)
    return _whole().get(bare) == "teaser" or bare in own.heads


def is_section_name(line: Line) -> bool:
    """Whether the line is the name of a section of a paper: menu above, sub-heading within."""
    return _whole().get(_TRIM.sub("", line.key)) == "menu"


def _alternatives(form: str, role: str) -> str:
    phrases = [row[2] for row in _phrases(form) if row[0] == role]
    return "|".join(map(regex.escape, sorted(phrases, key=len, reverse=True))) or "(?!)"


@lru_cache(maxsize=1)
def _byline_start() -> regex.Pattern[str]:
    return regex.compile(rf"\(?(?:{_alternatives('byline', 'byline')})\b\s?[:.]?\s?")


def _phrases(form: str) -> list[list[str]]:
    return [row for row in read_table("extract", "layout_lines.tsv") if row[1] == form]


REASONS: dict[Role, str] = {
    "menu": "menu of the page",
    "template": "unfilled template",
    "teaser": "link to another article",
    "comment": "readers' comments",
    "tags": "tags",
    "clock": "the site's clock",
}


@dataclass(frozen=True, slots=True)
class OwnMarks:
    """A user's own marks of furniture, as keys: whole lines, beginnings, headings of links."""

    whole: frozenset[str] = frozenset()
    begins: tuple[str, ...] = ()
    heads: frozenset[str] = frozenset()

    @classmethod
    def of(cls, whole: Iterable[str], begins: Iterable[str], heads: Iterable[str]) -> OwnMarks:
        """The marks of phrases as they are written."""
        return cls(
            frozenset(_TRIM.sub("", _key(phrase)) for phrase in whole),
            tuple(_key(phrase) for phrase in begins),
            frozenset(_TRIM.sub("", _key(phrase)) for phrase in heads),
        )

    def role(self, line: Line) -> Role | None:
        """The role of a line that a mark fits, None where none does."""
        bare = _TRIM.sub("", line.key)
        if bare in self.heads:
            return "teaser"
        return "menu" if bare in self.whole or line.key.startswith(self.begins) else None


NO_MARKS = OwnMarks()


def _key(phrase: str) -> str:
    return fold(unicodedata.normalize("NFC", phrase))


def furniture(line: Line) -> Role | None:
    """The role of a line that is furniture by its own words, `None` where it may be the article."""
    if len(line.text) > _FURNITURE_LENGTH:
        return None
    if _HOLE.fullmatch(line.key):
        return "template"
    if _HASHTAGS.fullmatch(line.key):
        return "tags"
    bare = _TRIM.sub("", line.key)
    role = _whole().get(bare)
    if role is not None:
        return role
    for role, pattern in _starts():
        if pattern.match(line.key):
            return role
    return "menu" if _is_menu(line, bare) else None


def _is_menu(line: Line, bare: str) -> bool:
    """A row of section names: most of its pieces, or all words of a line without marks."""
    if _VALUE.search(line.key) or _FULL_STOP.search(line.text):
        return False
    if _OUTLET.match(bare) and line.words <= 6:
        return True
    pieces = [piece for piece in _SEPARATOR.split(line.key) if piece]
    known = sum(_TRIM.sub("", piece) in _whole() for piece in pieces)
    if len(pieces) >= 2 and _STRONG_SEPARATOR.search(line.text):
        most = known >= 2 and 2 * known >= len(pieces)
        return most or _TRIM.sub("", pieces[0]) in _HOME
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
