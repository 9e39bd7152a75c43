"""The period of the value that another is compared with: `tăng 5% (cùng kỳ năm trước tăng 4%)`.

`cùng kỳ` is mostly the base of a change and dates nothing. Where it is the subject of a value,
where the value stands in brackets behind it after a comparison, or where the value is the level
of it, the value is that of the earlier period, whatever the models make of it.
"""

from __future__ import annotations

import regex

from extract.annotate import Article, starting_in
from extract.link.seeds import Seed
from extract.text import Span

REACH = 60
"""How many characters a period may stand from its value."""
_COMPARED = regex.compile(
    r"(?:\bso\b(?:(?!trong khi|còn|nhưng)[^.;(%‰\d])*|với|bằng|hơn|của|như|kém|quá|vượt|[%‰])"
    r"(?:\s+(?:thời điểm|mức|số|con số))?\s*$"
)
"""What makes the period that follows the base of something said before."""
_SUBJECT = regex.compile(
    r"\s*,?\s*(?:(?:thì|chỉ|vẫn|cũng|mới|đã|có|tỷ lệ này|con số này)\s+)*"
    r"(?:(?:tăng|giảm|đạt|là|còn|chiếm|bằng|ở mức|ở|mức)\s+)+"
    r"(?:(?:trưởng|thêm|tới|đến|hơn|gần|khoảng|trên|dưới|mức)\s+)*"
)
_HIGHER = regex.compile(r"\b(?:cao|thấp|lớn|nhiều|ít|nhỏ|kém)\s+hơn\s+(?:[\p{L}]+\s+){0,4}$")
_LEVEL = regex.compile(r"\b(?:hơn|với|từ)\s+(?:mức|con số|tỷ lệ)\s+$")
_OF = regex.compile(r"\s+(?:của|hồi|vào|trong)\s+")


def earlier_mention(article: Article, seed: Seed) -> int | None:
    """The `cùng kỳ` among the periods whose own value `seed` is, if any."""
    start, end = seed.start, seed.end
    near = starting_in(article.periods, start - REACH, end + REACH)
    for i in range(near.start, near.stop):
        mention = article.periods[i]
        span = mention.start, mention.end
        if mention.form == "same_period" and _owns(article.text.key, span, (start, end)):
            return i
    return None


def _owns(key: str, period: Span, value: Span) -> bool:
    """Whether the value in one span is of the period in the other."""
    (first, last), (start, end) = period, value
    if last <= start:
        before, between = key[max(0, first - REACH) : first], key[last:start]
        if between == " (":
            return key[end : end + 1] == ")" and _HIGHER.search(before) is not None
        return _SUBJECT.fullmatch(between) is not None and not _COMPARED.search(before)
    before, between = key[max(0, start - REACH) : start], key[end:first]
    return _OF.fullmatch(between) is not None and _LEVEL.search(before) is not None
