"""One pass over a text: where each entry of the lexicon stands, and how its neighbours read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.find._places_lexicon import Entry, Lexicon, lexicon
from extract.text import fold

_WORD = re.compile(r"[^\W_](?:[\w'’]|[-–](?=\w))*")
_LEFT_REACH = 64
_LEFT_WORDS = 8
_OPENERS = "(“\"'‘[«"
_ENDS = ",.;:!?)]”’»…"


@dataclass(frozen=True, slots=True)
class Word:
    """A word beside a mention: its folded form and whether it begins with a capital."""

    key: str
    capital: bool


@dataclass(slots=True)
class Scene:
    """A text with its key and the entries found in it by where they start, longest first."""

    text: str
    key: str
    lex: Lexicon
    at: dict[int, list[Entry]] = field(default_factory=dict)

    def left(self, start: int) -> list[Word]:
        """The words before `start` in the same stretch without punctuation, nearest first."""
        begin = max(0, start - _LEFT_REACH)
        chunk = self.text[begin:start]
        if not chunk.endswith(" "):
            return []
        words: list[Word] = []
        tokens = chunk.rsplit("\n", 1)[-1].split(" ")
        for token in reversed(tokens[:-1]):
            if not token or token[-1] in _ENDS or token in "-–—/":
                break
            bare = token.lstrip(_OPENERS)
            if bare:
                words.append(Word(fold(bare), bare[0].isupper()))
            if len(bare) != len(token) or len(words) == _LEFT_WORDS:
                break
        return words

    def right(self, end: int) -> list[Word]:
        """The words after `end` in the same stretch without punctuation, up to three."""
        words: list[Word] = []
        position = end
        while len(words) < 3 and self.text[position : position + 1] == " ":
            match = _WORD.match(self.text, position + 1)
            if match is None:
                break
            words.append(Word(self.key[match.start() : match.end()], match.group()[0].isupper()))
            position = match.end()
        return words

    def run(self, start: int, limit: int = 5) -> list[int]:
        """The ends of the capitalised words from `start` on, parted by one space each."""
        ends: list[int] = []
        position = start
        while len(ends) < limit:
            match = _WORD.match(self.text, position)
            if match is None or not match.group()[0].isupper():
                break
            ends.append(match.end())
            if self.text[match.end() : match.end() + 1] != " ":
                break
            position = match.end() + 1
        return ends

    def capitalised(self, start: int, end: int) -> bool:
        """Whether every word of the span begins with a capital or is no letter."""
        text = self.text
        if text[start].islower():
            return False
        position = text.find(" ", start, end)
        while position != -1:
            if text[position + 1].islower():
                return False
            position = text.find(" ", position + 1, end)
        return True


def scan(text: str) -> Scene:
    """Every entry of the lexicon that stands in `text` between word boundaries."""
    lex = lexicon()
    key = fold(text)
    scene = Scene(text, key, lex)
    at = scene.at
    size = len(key)
    for last, entry in lex.automaton.iter(key):
        start = last + 1 - entry.length
        if start and key[start - 1].isalnum():
            continue
        if last + 1 < size and key[last + 1].isalnum() and key[last] != ".":
            continue
        same = at.get(start)
        if same is None:
            at[start] = [entry]
        else:
            same.insert(0, entry)
    return scene


def has(words: list[Word], listed: frozenset[str], reach: int) -> bool:
    """Whether the words nearest to a mention, read forwards, are one of `listed`."""
    phrase = ""
    for word in words[:reach]:
        phrase = f"{word.key} {phrase}" if phrase else word.key
        if phrase in listed:
            return True
    return False
