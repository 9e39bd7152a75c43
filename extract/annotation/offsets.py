"""Where a marked stretch stands, whatever a tool in a browser counts in."""

from __future__ import annotations

import regex

from extract.errors import LabelError

_REACH = 64
_BLANKS = regex.compile(r"(?:\\n|\s)+")


def place_span(text: str, start: int, end: int, words: str) -> tuple[int, int]:
    """The span of `words`, which a tool says stand at `[start, end)`, in code points of `text`.

    Tools count code points, or UTF-16 units, or take a line end of two characters for one. Where
    the words are not at the place that is said, they are sought near it.

    Raises:
        LabelError: where the words do not stand there.
    """
    if not words or _same(text[start:end], words):
        if not 0 <= start < end <= len(text):
            raise LabelError(f"[{start}, {end}) is outside the text")
        return start, end
    for count in (_from_utf16, _from_single_ends):
        first, last = count(text, start), count(text, end)
        if _same(text[first:last], words):
            return first, last
    near = [
        at
        for at in range(max(0, start - _REACH), min(len(text), start + _REACH) + 1)
        if text.startswith(words, at)
    ]
    if not near:
        raise LabelError(f"{words!r} does not stand at {start}")
    first = min(near, key=lambda at: abs(at - start))
    return first, first + len(words)


def _same(stretch: str, words: str) -> bool:
    return _BLANKS.sub(" ", stretch) == _BLANKS.sub(" ", words)


def _from_utf16(text: str, units: int) -> int:
    """The code point at which so many UTF-16 units have gone by."""
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))


def _from_single_ends(text: str, offset: int) -> int:
    """The offset where `\\r\\n` counted as one character."""
    at = seen = 0
    while seen < offset and at < len(text):
        at += 2 if text.startswith("\r\n", at) else 1
        seen += 1
    return at
