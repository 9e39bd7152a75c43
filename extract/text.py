"""Clean text that still points into the text as it was given.

News text arrives in NFD, with no-break spaces, zero-width characters and soft hyphens. The finders
want none of that, the reader of a record wants offsets into exactly what was given. `clean` makes
the first and keeps the second.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import regex

Span = tuple[int, int]
"""A half-open stretch `[start, end)` of code points."""

# Format characters that carry no letter: zero-width marks, soft hyphen, direction marks, controls.
_DROPPED = (
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
)
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t"
_LINE_ENDS = "\r\u0085\u2028\u2029"
_HALVES = "\ud800-\udfff"
_DIRTY = regex.compile(f"[{_DROPPED}{_SPACES}{_LINE_ENDS}{_HALVES}]")
_DROP = regex.compile(f"[{_DROPPED}]")
_SPACE = regex.compile(f"[{_SPACES}]")
_HALF = regex.compile(f"[{_HALVES}]")
_LINE_END = regex.compile("\r\n|[" + _LINE_ENDS + "]")
_CLUSTER = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class CleanText:
    """Clean text and the way back to the raw text it was made from.

    `starts[i]` and `ends[i]` are the raw span that clean character `i` stands for; both are empty
    where clean and raw are the same string.
    """

    raw: str
    clean: str
    key: str
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()

    def to_raw(self, start: int, end: int) -> Span:
        """The raw span of the clean span `[start, end)`.

        Raises:
            ValueError: where the span is empty or not inside the text.
        """
        if not 0 <= start < end <= len(self.clean):
            raise ValueError(f"no such span in the text: [{start}, {end})")
        if not self.starts:
            return start, end
        return self.starts[start], self.ends[end - 1]


def clean(raw: str) -> CleanText:
    """`raw` in NFC, with plain spaces and line feeds and no format characters, and the way back.

    Half a surrogate pair becomes U+FFFD.
    """
    if unicodedata.is_normalized("NFC", raw) and not _DIRTY.search(raw):
        return CleanText(raw, raw, fold(raw))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    # Dropping first lets a base letter and its mark meet across a zero-width character.
    kept = [(m.start(), m.end(), m.group()) for m in regex.finditer(r"\r\n|.", raw, regex.DOTALL)]
    kept = [(a, b, _plain(c)) for a, b, c in kept if not _DROP.match(c)]
    joined = "".join(c for _, _, c in kept)
    for match in _CLUSTER.finditer(joined):
        a, b = match.span()
        whole = match.group()
        composed = unicodedata.normalize("NFC", whole)
        same = composed == whole
        for i, char in enumerate(composed):
            first, last = (a + i, a + i) if same else (a, b - 1)
            chars.append(char)
            starts.append(kept[first][0])
            ends.append(kept[last][1])
    text = "".join(chars)
    return CleanText(raw, text, fold(text), starts, ends)


def _plain(char: str) -> str:
    if _SPACE.match(char):
        return " "
    if _HALF.match(char):  # half a surrogate pair, which no model and no file takes
        return "\ufffd"
    return "\n" if _LINE_END.match(char) else char


_TONES = "\u0300\u0301\u0309\u0303\u0323"


def _toned(vowel: str) -> list[str]:
    return [unicodedata.normalize("NFC", vowel + tone) for tone in _TONES]


# `hoà`, `hoè`, `thuý` carry the mark on the last vowel, `hòa`, `hòe`, `thúy` on the first: one word
# each. Only an open syllable varies (`hoàn` does not), and `quý` is always written so.
_MOVED: dict[str, str] = {
    glide + late: early + vowel
    for glide, vowel in (("o", "a"), ("o", "e"), ("u", "y"))
    for late, early in zip(_toned(vowel), _toned(glide), strict=True)
}
_LATE_TONE = regex.compile(r"(?<!q)(?:" + "|".join(_MOVED) + r")(?!\p{L})")
_QUY = {f"q{early}y": f"qu{late}" for early, late in zip(_toned("u"), _toned("y"), strict=True)}
_EARLY_QUY = regex.compile("|".join(_QUY))
# What lower-casing would lengthen, and Eth as it is typed for the Vietnamese letter.
_LOWER = str.maketrans({"İ": "i", "Ð": "đ", "ð": "đ", "Đ": "đ"})


def fold(text: str) -> str:
    """The key of NFC `text` for look-ups: lower case, one tone placement, the same length."""
    key = text.translate(_LOWER).lower()
    if len(key) != len(text):  # a letter whose lower case is longer: keep it as it is
        key = "".join(c.lower() if len(c.lower()) == 1 else c for c in text.translate(_LOWER))
    key = _LATE_TONE.sub(lambda m: _MOVED[m.group()], key)
    return _EARLY_QUY.sub(lambda m: _QUY[m.group()], key)


def title_line(text: str, title: str | None) -> str:
    """A title given apart from `text`, as a first line; nothing where the text begins with it."""
    if not title or not title.strip():
        return ""
    start = fold(text[: len(title) + 200]).strip()
    return "" if start.startswith(fold(title).strip()) else title.replace("\n", " ") + "\n"
