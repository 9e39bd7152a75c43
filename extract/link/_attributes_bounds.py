"""How exact a value is by the words that stand at it: the verdict of the contract's table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from extract.link._attributes_scene import Place, Scene, run_start
from extract.link.seeds import Seed
from extract.tables import read_table

_OVER = frozenset(
    "đạt chiếm là tăng giảm còn ở mức từ tới đến lên xuống bằng có thêm tương đương ( chỉ".split()
)
"""Words that may stand between a bound word and its value (`ước đạt 5%`, `tối đa là 5%`)."""


@lru_cache(maxsize=2)
def _table(side: str) -> dict[str, str]:
    return {w: verdict for w, where, verdict, *_ in read_table("extract.link", "value_bounds.tsv")
            if where == side}  # fmt: skip


def word_at(keys: Sequence[str], at: int) -> tuple[str, str]:
    """The longest bound word that ends before item `at`, with its verdict."""
    table = _table("before")
    for size in range(min(5, at), 0, -1):
        word = " ".join(keys[at - size : at])
        if word in table:
            return word, table[word]
    return "", ""


def _skipping(keys: Sequence[str], at: int) -> tuple[str, str, int]:
    """The bound word before item `at`, over as many as three linking words."""
    for skipped in range(4):
        word, verdict = word_at(keys, at - skipped)
        if word:
            return word, verdict, skipped
        if keys[at - skipped - 1 : at - skipped] and keys[at - skipped - 1] not in _OVER:
            break
    return "", "", 0


def bound_verdict(scene: Scene, seed: Seed, place: Place) -> Iterator[str]:
    """Features that state the verdict of the words before the value, its list and its part."""
    keys = scene.article.items.keys
    word, verdict, skipped = _skipping(keys, place.at)
    kind = "p" if seed.percentage else "n"
    yield f"v={verdict}"
    yield f"v={verdict}|{min(skipped, 2)}"
    yield f"v={word}"
    if word:
        for key in keys[max(place.first, place.at - 12) : place.at]:
            yield f"v={verdict}|{key}"
    after = _table("after")
    for size in (2, 3):
        got = after.get(" ".join(keys[place.end : place.end + size]))
        yield f"va={got}"
    tail = " ".join(keys[place.end : min(place.last, place.end + 8)])
    for phrase, what in after.items():
        if phrase in tail and "<pct>" not in tail.split(phrase)[0]:
            yield f"vt={what}"
    start = run_start(keys, place.at, place.first)
    if start < place.at:
        yield f"vr={_skipping(keys, start)[1]}|{verdict}"
    prefix = seed.percentage.prefix if seed.percentage else ""
    yield f"vp={prefix}|{verdict}"
    yield f"vk={kind}|{verdict}"
