"""The line that says when an article was published, and what it says.

A dateline holds a full date and, beside it, nothing but a time, a weekday, a label and a name or
two. A line that says more is a sentence, whatever date stands in it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import regex

from extract.text import Span, fold

_LONGEST = 160
_FIRST_YEAR, _LAST_YEAR = 1986, 2100
_MOST_WORDS_BESIDE = 9

_MONTH_WORDS = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7,
    "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTH_WORDS, key=len, reverse=True))
_DATES = (
    regex.compile(r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
    regex.compile(
        r"(?<![\d/])(?P<d>\d{1,2})\s?(?P<mark>[-/.])\s?(?P<m>\d{1,2})\s?(?P=mark)\s?"
        r"(?P<y>\d{4}|\d{2})(?![\d/])"
    ),
    regex.compile(
        rf"(?:ngày\s+)?(?<!\d)(?P<d>\d{{1,2}})[\s,]{{1,2}}tháng\s+(?P<m>\d{{1,2}}|{_MONTH})"
        r"(?:[\s,]{1,3}năm)?[\s,]{1,3}(?P<y>\d{4})(?!\d)"
    ),
    regex.compile(r"(?<!\d)(?P<d>\d{1,2})\s+th(?P<m>\d{1,2})\s*,?\s+(?P<y>\d{4})(?!\d)"),
)
_TIME = regex.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})\s?(?:[:hg]|giờ)\s?(?:[0-5]\d)?"
    r"(?P<seconds>:[0-5]\d)?(?:\.\d+)?\s?(?:phút)?\s?(?:[ap]m|sa|ch|sáng|chiều|tối|trưa)?(?![\w:])"
)
_WEEKDAY = regex.compile(r"\b(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật|t[2-7]|cn)\b")
_UPDATED = regex.compile(r"\b(?:cập nhật|chỉnh sửa|sửa đổi|last updated?)\b")
_PUBLISHED = regex.compile(
    r"\b(?:ngày đăng|đăng ngày|đăng lúc|đã đăng|đăng|ngày xuất bản|xuất bản|ngày phát hành"
    r"|phát hành|ngày viết|đăng tải|posted|published)\b"
)
_NOW = regex.compile(r"\b(?:hôm nay|bây giờ|hiện tại)\b")
_NOISE = regex.compile(
    r"\b(?:lần cuối|lần|lúc|vào|ngày|tin|bài|gmt|utc|ict|tác giả|phóng viên|theo|và|nguồn|viết bởi"
    r"|by|lượt xem|số|kỳ|giờ|mới|cũ)\b|[+-]\d{1,2}(?::\d\d)?\b|\ba[-+]?(?=\s|$)"
)
_RELATIVE = regex.compile(
    r"(?:\d+|một|vài|hai|ba)\s+(?:giây|phút|giờ|tiếng|ngày|tuần|tháng|năm)\s+trước"
    r"|(?:vừa xong|mới đây|hôm qua)"
)
_LOWER_WORD = regex.compile(r"(?<![\p{L}.@])\p{Ll}[\p{Ll}]*(?![\p{L}.@])")
_WORDS = regex.compile(r"[\p{L}\p{N}]+")
# `Hà Nội, ngày 5/3/2019 – Bộ Y tế cho biết ...`: an agency's way to begin a report.
_LEAD = regex.compile(r"\(?\p{Lu}[\p{L}.]*(?: \p{Lu}[\p{L}.]*){0,4}, (?:ngày )?(?=\d)")
_LEAD_END = regex.compile(r"\)?\s?[-–—]\s")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline: its day (`None` for `3 giờ trước`), where the day stands, and of what sort it is.

    `place` is set where words beside the date name somebody or somewhere: then the line is a
    byline too.
    """

    day: dt.date | None
    span: Span | None
    updated: bool = False
    published: bool = False
    now: bool = False
    seconds: bool = False
    named: bool = False


def read_dateline(line: str) -> Dateline | None:
    """What `line` says as a dateline, `None` where it is none."""
    if not 5 <= len(line) <= _LONGEST:
        return None
    key = fold(line)
    found = _first_date(key)
    if found is None:
        return _relative(line, key)
    day, (start, end) = found
    # Blanks of the same length, so that the words left over keep their capitals.
    rest = key[:start] + " " * (end - start) + key[end:]
    time = _TIME.search(rest)
    weekday = _WEEKDAY.search(rest)
    dated_shortly = regex.search(r"\d{4}", key[start:end]) is None
    if dated_shortly and not (time or weekday):
        return None
    flags = {
        "updated": bool(_UPDATED.search(rest)),
        "published": bool(_PUBLISHED.search(rest)),
        "now": bool(_NOW.search(rest)),
        "seconds": bool(time and time["seconds"]),
    }
    named = _beside(line, _blank(rest))
    if named is None:
        return None
    return Dateline(day, (start, end), named=named, **flags)


def _relative(line: str, key: str) -> Dateline | None:
    match = _RELATIVE.search(key)
    if match is None or key[match.end() :].strip(" .)"):
        return None
    blank = key[: match.start()] + " " * (len(key) - match.start())
    named = _beside(line, _blank(blank))
    return None if named is None else Dateline(None, None, named=named)


def _blank(rest: str) -> str:
    """`rest` without all that belongs to a dateline: other dates, times, weekdays, labels."""
    patterns = (*_DATES, _TIME, _WEEKDAY, _UPDATED, _PUBLISHED, _NOW, _NOISE)
    for pattern in patterns:
        rest = pattern.sub(lambda m: " " * len(m.group()), rest)
    return rest


def _beside(line: str, rest: str) -> bool | None:
    """Whether names stand beside the date; `None` where it is a sentence that does."""
    shown = "".join(char if rest[i] != " " else " " for i, char in enumerate(line))
    words = _WORDS.findall(shown)
    if len(words) > _MOST_WORDS_BESIDE or _LOWER_WORD.search(shown) or "%" in shown:
        return None
    if any(word.isdigit() for word in words):
        return None
    return bool(words)


def lead_date(line: str) -> tuple[dt.date, Span] | None:
    """The date with which an agency's report begins (`Hà Nội, ngày 5/3/2019 – ...`)."""
    lead = _LEAD.match(line)
    if lead is None:
        return None
    key = fold(line[: lead.end() + 40])
    found = _first_date(key)
    if found is None or found[1][0] > lead.end() or not _LEAD_END.match(key, found[1][1]):
        return None
    return found


def _first_date(key: str) -> tuple[dt.date, Span] | None:
    hits = [
        (match.start(), day, match.span())
        for pattern in _DATES
        for match in pattern.finditer(key)
        if (day := _day(match)) is not None
    ]
    if not hits:
        return None
    # Where a page prints both, the day it came out stands beside its own label.
    label = _PUBLISHED.search(key)
    if label is not None:
        hits = [hit for hit in hits if hit[0] >= label.start()] or hits
    elif len({day for _, day, _ in hits}) > 1 and not _UPDATED.search(key):
        return None  # from one day to another: an event, not a dateline
    _, day, span = min(hits)
    return day, span


def _day(match: regex.Match[str]) -> dt.date | None:
    year = int(match["y"])
    if len(match["y"]) == 2:
        year += 2000
    month = match["m"]
    number = int(month) if month.isdigit() else _MONTH_WORDS[month]
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return dt.date(year, number, int(match["d"]))
    except ValueError:
        return None
