"""Mutated text through every part: no crash, no hang, valid spans, the same twice.

    python benchmarks/fuzz.py --inputs 1000000 --seed 1

Mutates the example articles (and those of ../shared/dev, where they are there) and the words of the
tables. Most inputs go to the cheap finders, few through the whole flow. Prints counts, the slowest
inputs and, as `repr`, each input that failed; the exit status says whether one did.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import FrameType

from extract import flow
from extract.find.periods import find_periods, parse_period
from extract.find.places import find_places
from extract.find.quantities import find_quantities
from extract.gazetteer import place_candidates, resolve_place
from extract.layout import layout
from extract.numerals import parse_number
from extract.sentences import split_sentences
from extract.text import clean

ROOT = Path(__file__).resolve().parent.parent
HANG_SECONDS = 20
DAYS = [date(1, 1, 1), date(2016, 2, 29), date(2024, 8, 1), date(2025, 7, 1), date(9999, 12, 31)]
MARKS = list("0123456789.,/%-–()[]:;+*\"'\n\t ") + [
    "\u0301", "\u0323", "\u200b", "\u00a0", "\ufeff", "\u2028", "\ud800", "\0", "½", "‰", "٣", "İ",
    "1.234", "12,5%", "356/364", "năm 2023", "ngày 31/2", "hộ", "xã", "huyện ", "triệu", "tỷ", "Đ",
]  # fmt: skip


def texts() -> list[str]:
    """The articles that are mutated."""
    found = [path.read_text("utf-8") for path in sorted((ROOT / "corpus").glob("*.txt"))]
    shared = ROOT.parent / "shared" / "dev" / "unlabelled.jsonl.gz"
    if shared.exists():
        with gzip.open(shared, "rt", encoding="utf-8") as lines:
            found += [json.loads(line)["text"] for line in lines]
    return found


class Mutator:
    """Pieces of articles with something wrong in them."""

    def __init__(self, articles: Sequence[str], seed: int) -> None:
        self._articles = articles
        self._words = sorted({word for text in articles for word in text.split()})
        self.chance = random.Random(seed)

    def piece(self, length: int) -> str:
        """Up to `length` characters of an article, changed in a few places."""
        chance = self.chance
        text = chance.choice(self._articles)
        start = chance.randrange(max(1, len(text)))
        chars = text[start : start + chance.randint(1, length)]
        for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
            chars = self._changed(chars)
        return chars

    def words(self, most: int) -> str:
        """A few words and marks in no order."""
        chance = self.chance
        found = [
            chance.choice(self._words if chance.random() < 0.5 else MARKS)
            for _ in range(chance.randint(1, most))
        ]
        return chance.choice(("", " ")).join(found)

    def _changed(self, text: str) -> str:
        chance = self.chance
        a, b = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
        return chance.choice((
            text[:a] + chance.choice(MARKS) + text[a:],
            text[:a] + text[min(b, a + 5) :],
            text[:b] + text[a:],
            text[:a] + chance.choice(self._words) + " " + text[a:],
            text[:a] + text[a:b].upper() + text[b:],
            text[:a] + text[a : a + 4] * chance.randint(2, 9) + text[a:],
            text[:a] + text[a:b][::-1] + text[b:],
        ))  # fmt: skip


# --- what must hold -------------------------------------------------------------------------------


def _number(text: str) -> object:
    value = parse_number(text)
    assert value is None or value.is_finite(), "not finite"
    return value


def _period(text: str) -> object:
    found = [parse_period(text, reference=day) for day in (None, *DAYS)]
    assert all(p is None or p.start <= p.end for p in found), "ends before it starts"
    return found


def _place(text: str) -> object:
    return [(resolve_place(text, on=day), place_candidates(text, on=day)) for day in DAYS[2:4]]


def _clean(text: str) -> object:
    cleaned = clean(text)
    assert len(cleaned.clean) == len(cleaned.key), "key and text differ in length"
    for start in range(0, len(cleaned.clean), 7):
        a, b = cleaned.to_raw(start, start + 1)
        assert 0 <= a < b <= len(text), "span outside"
    assert clean(cleaned.clean).clean == cleaned.clean, "not stable"
    return cleaned


def _spans(found: Sequence[object], length: int) -> None:
    for one in found:
        assert 0 <= one.start < one.end <= length, f"span outside: {one}"  # type: ignore[attr-defined]


def _quantities(text: str) -> object:
    key = clean(text).key
    found = find_quantities(key)
    _spans(found, len(key))
    return found


def _periods(text: str) -> object:
    cleaned = clean(text)
    found = find_periods(cleaned.clean, key=cleaned.key)
    _spans(found, len(cleaned.clean))
    return found


def _places(text: str) -> object:
    cleaned = clean(text)
    found = find_places(cleaned.clean, key=cleaned.key)
    _spans(found, len(cleaned.clean))
    return found


def _lines(text: str) -> object:
    cleaned = clean(text).clean
    sentences = split_sentences(cleaned)
    _spans(sentences, len(cleaned))
    assert all(a.end <= b.start for a, b in pairwise(sentences)), "overlap"
    return sentences, layout(cleaned)


def _flow(text: str) -> object:
    records = flow.extract(text, published=DAYS[2], counts=True)
    for record in records:
        for part in (record.percentage, record.numerator, record.denominator, record.evidence,
                     record.date, record.place):  # fmt: skip
            span = part.span if part else None
            assert span is None or 0 <= span[0] < span[1] <= len(text), f"span outside: {part}"
        a, b = record.evidence.span
        assert record.evidence.text == text[a:b], "evidence is not the text"
    return [record.to_json_line() for record in records]


@dataclass(frozen=True, slots=True)
class Target:
    """A part, its share of the inputs, and what it is fed."""

    check: Callable[[str], object]
    share: float
    feed: Callable[[Mutator], str]


TARGETS = {
    "numbers": Target(_number, 0.30, lambda m: m.words(6)),
    "one period": Target(_period, 0.10, lambda m: m.words(6)),
    "resolve": Target(_place, 0.04, lambda m: m.words(8)),
    "clean": Target(_clean, 0.20, lambda m: m.piece(80)),
    "quantities": Target(_quantities, 0.15, lambda m: m.piece(150)),
    "periods": Target(_periods, 0.11, lambda m: m.piece(100)),
    "places": Target(_places, 0.045, lambda m: m.piece(150)),
    "lines": Target(_lines, 0.05, lambda m: m.piece(400)),
    "flow": Target(_flow, 0.005, lambda m: m.piece(500)),
}  # fmt: skip


def main() -> int:
    """Fuzz; 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    signal.signal(signal.SIGALRM, _hang)
    mutator = Mutator(texts(), arguments.seed)
    failed: Counter[str] = Counter()
    for name, target in TARGETS.items():
        if arguments.only in name:
            failed[name] = _fuzz(name, target, mutator, int(arguments.inputs * target.share))
    print(f"{sum(failed.values())} failed")
    return 1 if sum(failed.values()) else 0


def _hang(signal_number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"more than {HANG_SECONDS} s of processor time")


def _fuzz(name: str, target: Target, mutator: Mutator, inputs: int) -> int:
    begun, failed, slowest = time.process_time(), 0, (0.0, "")
    for _ in range(inputs):
        text = target.feed(mutator)
        at = time.process_time()
        signal.setitimer(signal.ITIMER_REAL, HANG_SECONDS * 10)
        try:
            found = target.check(text)
            assert found == target.check(text), "not the same twice"
        except Exception as error:  # every kind of failure is what is looked for
            failed += 1
            if failed <= 10:
                print(f"{name}: {type(error).__name__}: {error}: {text!r}", flush=True)
        signal.setitimer(signal.ITIMER_REAL, 0)
        slowest = max(slowest, (time.process_time() - at, text))
    passed = time.process_time() - begun
    print(f"{name:14}{inputs:>9} inputs {failed:>5} failed {passed:>8.1f} s; slowest "
          f"{slowest[0] * 1000:.0f} ms, {len(slowest[1])} characters", flush=True)  # fmt: skip
    return failed


if __name__ == "__main__":
    sys.exit(main())
