"""What one would try first: one pattern, the nearest capitalised name, the last year seen.

It stands here to be beaten. A score says little before one knows what this gets.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import regex

from extract.schema import Amount, Direction, Evidence, Indicator, Percentage, Period, Place, Record

_VALUE = regex.compile(
    r"(?P<verb>tăng|giảm)?\s?(?P<percent>\d[\d.,]*)\s?%|(?P<part>\d[\d.]*)/(?P<whole>\d[\d.]*)"
)
_PLACE = regex.compile(r"(?:(?:tỉnh|thành phố|huyện|quận|xã) )?\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)+")
_DIRECTIONS: dict[str | None, Direction] = {"tăng": "up", "giảm": "down"}
_YEAR = regex.compile(r"\b(?:19|20)\d\d\b")
_STOP = regex.compile(r"[.,;:!?()\n\d%]")
_REACH = 120
_SYLLABLES = 10


def records(text: str, *, doc_id: str = "text") -> list[Record]:
    """A record for each percentage and each n/d of `text`."""
    places = [(m.start(), m.end()) for m in _PLACE.finditer(text)]
    years = [(m.start(), m.end()) for m in _YEAR.finditer(text)]
    return [_record(match, text, doc_id, places, years) for match in _VALUE.finditer(text)]


def _record(
    match: regex.Match[str],
    text: str,
    doc_id: str,
    places: list[tuple[int, int]],
    years: list[tuple[int, int]],
) -> Record:
    year = next((text[a:b] for a, b in reversed(years) if b <= match.start()), None)
    place = min(places, key=lambda p: abs(p[0] - match.start()), default=None)
    verb = match["verb"]
    return Record(
        doc_id=doc_id,
        kind="change" if verb else "proportion",
        direction=_DIRECTIONS.get(verb),
        place=Place(name=text[slice(*place)], level="other", span=place) if place else None,
        indicator=_indicator(text, match.start()),
        percentage=_percentage(match),
        numerator=_amount(match, "part"),
        denominator=_amount(match, "whole"),
        date=Period(start=date(int(year), 1, 1), end=date(int(year), 12, 31)) if year else None,
        evidence=Evidence(text=match.group(), span=match.span()),
    )


def _percentage(match: regex.Match[str]) -> Percentage | None:
    if match["percent"] is None:
        return None
    return Percentage(value=_number(match["percent"]), span=match.span("percent"))


def _amount(match: regex.Match[str], group: str) -> Amount | None:
    if match[group] is None:
        return None
    return Amount(value=_number(match[group].replace(".", "")), span=match.span(group))


def _number(figure: str) -> Decimal:
    whole, _, decimals = figure.rstrip(".,").replace(",", ".").partition(".")
    return Decimal(f"{whole}.{decimals.replace('.', '') or 0}")


def _indicator(text: str, end: int) -> Indicator | None:
    """The words before the value, back to the last mark or figure."""
    start = max(0, end - _REACH)
    marks = [m.end() for m in _STOP.finditer(text, start, end)]
    words = text[marks[-1] if marks else start : end].split()[-_SYLLABLES:]
    return Indicator(text=" ".join(words)) if words else None
