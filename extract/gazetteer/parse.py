"""A written place taken apart: `xã Đại Dực (Tiên Yên)` -> (`xã`, `Đại Dực`), (``, `Tiên Yên`)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from extract.text import clean

_WORDS = {
    "tỉnh": ("tỉnh", "t"),
    "thành phố": ("thành phố", "thành phố trực thuộc trung ương", "tp", "t.p", "t/p"),
    "thị xã": ("thị xã", "tx", "t.x", "t/x"),
    "thị trấn": ("thị trấn", "tt", "t.t", "t/t"),
    "đặc khu": ("đặc khu", "đk"),
    "huyện đảo": ("huyện đảo",),
    "huyện": ("huyện", "h"),
    "quận": ("quận", "q"),
    "phường": ("phường", "p"),
    "xã": ("xã", "x"),
}
_SAME = {"huyện đảo": "huyện"}
_TYPE_OF = {word: kind for kind, words in _WORDS.items() for word in words}


def _any(words: list[str]) -> str:
    return "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))


_FULL = [w for w in _TYPE_OF if len(w) > 3]
_SHORT = [w for w in _TYPE_OF if len(w) <= 3]
_TYPE = regex.compile(rf"(?i)(?:({_any(_FULL)})\s+|({_any(_SHORT)})(?:\.\s*|\s+|(?=\d)))(?=\S)")
_SPLIT = regex.compile(r"\s*[,;()\[\]/|]\s*|\s+(?:thuộc|của|ở|tại)\s+")
_DASH = regex.compile(r"\s+[-\u2010-\u2015]\s+")
_NEXT_TYPE = regex.compile(rf"(?i)(?<=\S)\s+(?=(?:{_any(_FULL)})\s)")


@dataclass(frozen=True, slots=True)
class Part:
    """A unit as written: its type (empty where there is none) and its bare name."""

    type: str
    name: str


def parse_place(text: str) -> Iterator[list[Part]]:
    """Ways to read `text`, the most literal first; each has the most specific part first."""
    plain = " ".join(clean(text).clean.split()).strip(" .,;")
    seen = []
    for pieces in (_SPLIT.split(plain), _deep_split(plain)):
        parts = [part for piece in pieces if (part := _part(piece)) is not None]
        if parts and parts not in seen:
            seen.append(parts)
            yield parts


def _deep_split(text: str) -> list[str]:
    return [
        piece
        for part in _SPLIT.split(text)
        for dashed in _DASH.split(part)
        for piece in _NEXT_TYPE.split(dashed)
    ]


def _part(piece: str) -> Part | None:
    piece = piece.strip(" .")
    if not piece:
        return None
    match = _TYPE.match(unicodedata.normalize("NFC", piece))
    if match is None:
        return Part("", piece)
    kind = _TYPE_OF[(match[1] or match[2]).lower()]
    return Part(_SAME.get(kind, kind), piece[match.end() :])
