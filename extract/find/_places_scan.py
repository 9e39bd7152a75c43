"""One pass over a text: where each entry of the lexicon stands, and how its neighbours read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from extract.find._places_lexicon import Entry, Lexicon, OwnArea, lexicon
from extract.text import fold

_WORD = re.compile(r"[^\W_](?:[\w'’]|[-–](?=\w))*")
_LEFT_REACH = 80
_LEFT_WORDS = 11
_PHRASE = 5
_OPENERS = "(“\"'‘[«"
_NO_WORD = ",.;:!?)]”’»…-–—/"


class Word(NamedTuple):
    """A word beside a mention, folded; whether its first letter, or all, are capitals."""

    key: str
    capital: bool
    shouts: bool = False


@dataclass(slots=True)
class Scene:
    """A text with its key and the entries found in it by where they start, longest first."""

    text: str
    key: str
    lex: Lexicon
    at: dict[int, list[Entry]] = field(default_factory=dict)
    lefts: dict[int, list[Word]] = field(default_factory=dict)

    def left(self, start: int) -> list[Word]:
        """The words before `start` in the same stretch without punctuation, nearest first."""
        words = self.lefts.get(start)
        if words is None:
            words = self.lefts[start] = self._read_left(start)
        return words

    def _read_left(self, start: int) -> list[Word]:
        end = start - 1
        if end < 0 or self.text[end] != " ":
            return []
        begin = max(0, start - _LEFT_REACH, self.text.rfind("\n", 0, end) + 1)
        tokens = self.text[begin:end].rsplit(" ", _LEFT_WORDS)
        keys = self.key[begin:end].rsplit(" ", _LEFT_WORDS)
        words: list[Word] = []
        for i in range(len(tokens) - 1, max(-1, len(tokens) - 1 - _LEFT_WORDS), -1):
            token = tokens[i]
            if not token or token[-1] in _NO_WORD:
                break
            if token[0] in _OPENERS:
                bare = token.lstrip(_OPENERS)
                if bare:
                    words.append(Word(keys[i][len(token) - len(bare) :], bare[0].isupper()))
                break
            words.append(Word(keys[i], token[0].isupper()))
        return words

    def right(self, end: int) -> list[Word]:
        """The words after `end` in the same stretch without punctuation, up to three."""
        words: list[Word] = []
        position = end
        while len(words) < 3 and self.text[position : position + 1] == " ":
            match = _WORD.match(self.text, position + 1)
            if match is None:
                break
            written = match.group()
            shouts = len(written) > 1 and written.isupper()
            words.append(Word(self.key[match.start() : match.end()], written[0].isupper(), shouts))
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


def scan(text: str, key: str | None = None, own: tuple[OwnArea, ...] = ()) -> Scene:
    """Every entry of the lexicon that stands in `text` (`key` is its fold) between word bounds."""
    lex = lexicon(own) if own else lexicon()
    key = fold(text) if key is None else key
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


def phrases_of(words: list[Word]) -> tuple[str, ...]:
    """What the words nearest to a mention read forwards: the nearest, the nearest two, …"""
    phrases: list[str] = []
    phrase = ""
    for word in words[:_PHRASE]:
        phrase = f"{word.key} {phrase}" if phrase else word.key
        phrases.append(phrase)
    return tuple(phrases)
