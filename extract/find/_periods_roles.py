"""What a period is there for: base of a comparison, programme, document, end or start."""

from __future__ import annotations

from typing import Literal

from extract.find._periods_rules import Unit
from extract.find._periods_words import any_of, bounded

Role = Literal["", "base", "programme", "document", "until", "since"]

REACH = 160  # characters looked back within the clause

_FILLER = (
    r"(?:mức|con\s+số|số|cùng\s+kỳ|cùng\s+thời\s+điểm|của|bình\s+quân|trung\s+bình|kết\s+quả|"
    r"thời\s+điểm|trong|với|các|đợt|dịp|giá|thực\s+hiện|cả)"
)
_BASE = bounded(
    r"(?:\b(?:so\s+với|so\s+sánh\s+với|so|cùng\s+kỳ"
    r"|(?:cao|thấp|nhiều|ít|lớn|nhỏ|tốt|kém|nhanh|chậm|sớm|muộn|mạnh|khá|rẻ|đắt|tăng|giảm)\s+hơn)"
    rf"(?:\s+{_FILLER})*"
    r"|\b(?:bằng|gấp)\s+(?:\S+\s+)?[\d.,]+\s*(?:%|lần)(?:\s+(?:của|mức))?)\s+$"
)
_MORE_THAN = bounded(r"\bhơn\s+$")  # before a figure it means `about`
_CODE = r"(?:\d+[a-zđ]?(?:[-/]\d{4})?[-/]\s?[a-zđ][\w/&-]*|\d+/\d{4})"
_NUMBERED = rf"(?:{_CODE}|\d+)"
_DOCUMENT = bounded(
    rf"(?:\b{any_of('document')}[^.;:()\n]{{0,60}}?\bsố\s*:?\s*{_NUMBERED}|\bsố\s*:?\s*{_CODE}"
    rf"|\b{any_of('document')}\s+(?:số\s+)?{_NUMBERED}"
    r"|\b(?:nghị\s+định|nghị\s+quyết|thông\s+tư|chỉ\s+thị|công\s+văn|tờ\s+trình|công\s+điện|văn\s+bản)"
    r"|\d/[a-zđ][\w/-]+"
    r"|\d-[a-zđ]+/[a-zđ]+)"
    r"(?:[^.;:()\n]{0,40}\b(?:ban\s+hành|ký|công\s+bố|đề)\s+|\s*[,(]?\s*)$"
)
_LAW = bounded(
    r"\b(?:bộ\s+luật|luật|hiến\s+pháp|pháp\s+lệnh)(?:\s+[^\s.,;:()]+){0,8}\s+"
    r"(?:\d{4},?\s+)?(?:\(?(?:được\s+)?(?:sửa\s+đổi|bổ\s+sung)[^.;()\n]*)?$"
)
# Verbs that put a goal or a result behind the name: what follows is no longer the name.
_VERB = (
    r"(?:mục\s+tiêu\s+(?!quốc)|phấn\s+đấu|dự\s+kiến|đặt\s+ra|đề\s+ra|sẽ|đã|nhằm|đạt|phải|giảm\s+\d|tăng\s+\d|"
    r"là|được)"
)
_NAME = rf"(?:(?!\b{_VERB}\b)[^.,;:()\n%])*"
_PROGRAMME = bounded(rf"\b{any_of('programme')}\b{_NAME}$")
_AIM = bounded(
    r"\b(?:trong|cho|ở|của|từ|mục\s+tiêu|phấn\s+đấu|đặt\s+ra|đề\s+ra|so\s+với|đạt)\s+(?:cả\s+)?$"
)
_HORIZON = bounded(
    r"\b(?:quy\s+hoạch|chiến\s+lược|định\s+hướng|tầm\s+nhìn|đề\s+án|chương\s+trình)\b"
    rf"{_NAME}(?:\bđến|\btầm\s+nhìn)\s+(?:hết\s+)?$"
)
# `… đến năm 2025, định hướng đến năm 2030`: only names of plans look further ahead.
_OUTLOOK = bounded(r",?\s*(?:và\s+)?(?:(?:có\s+)?xét|định\s+hướng|tầm\s+nhìn)\s")
_UNTIL = bounded(r"\b(?:đến|tới|trước|hết)(?:\s+(?:thời\s+điểm|khoảng|tận))?\s+$")
_SINCE = bounded(r"\b(?:từ|sau)(?:\s+(?:thời\s+điểm|khoảng))?\s+$")
_OPEN_END = bounded(r"\b(?:trước|sau)\s+$")
_CLAUSE_START = bounded(r"(?:^|[(.;:,\n]\s*(?:trong\s+khi\s+)?|\btrong\s+khi\s+)$")
_FRAME = ("period", "range", "term")


def role_of(key: str, unit: Unit) -> Role:
    """The role of a unit, read from what stands before it in its clause."""
    left = key[max(0, unit.start - REACH) : unit.start]
    if _dates_document(unit, left):
        return "document"
    if _names_programme(key, unit, left):
        return "programme"
    if _is_base(unit, left):
        return "base"
    return _end_or_start(key, unit, left)


def _dates_document(unit: Unit, left: str) -> bool:
    if unit.form == "year":
        return bool(_LAW.search(left)) and not _AIM.search(left)
    return unit.form in ("day", "days") and bool(_DOCUMENT.search(left))


def _is_base(unit: Unit, left: str) -> bool:
    if unit.form == "same_period":
        return not _CLAUSE_START.search(left)
    counted = unit.grain == "months" or unit.form in ("past_years", "next_years")
    return bool(_BASE.search(left)) or (not counted and bool(_MORE_THAN.search(left)))


def _end_or_start(key: str, unit: Unit, left: str) -> Role:
    if unit.form in ("same_period", "now", "range", "days", "since_until_now"):
        return ""
    if _UNTIL.search(left) or key.startswith("hết", unit.start):
        return "until"
    return "since" if _SINCE.search(left) else ""


def _names_programme(key: str, unit: Unit, left: str) -> bool:
    if unit.form == "year":
        outlook = _UNTIL.search(left) and _OUTLOOK.match(key, unit.end)
        return bool(outlook or _HORIZON.search(left))
    named = unit.form in _FRAME and _PROGRAMME.search(left)
    return bool(named and not _AIM.search(left))


def has_open_end(key: str, unit: Unit) -> bool:
    """Whether the text says `trước X`, `sau X`, which names no last or first day."""
    if unit.form in ("range", "list", "past_years", "past_months", "months_from_start"):
        return False  # `sau 6 tháng đầu năm`: at the end of it
    return bool(_OPEN_END.search(key[max(0, unit.start - 12) : unit.start]))
