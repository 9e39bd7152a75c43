"""Whether figures beside a percentage say the same thing again, in words that leave no doubt."""

from __future__ import annotations

import regex

from extract.annotate import Article, starting_in
from extract.find.quantities import Amount, Percentage, Ratio
from extract.link.features import sentence_bounds

_RESTATES = frozenset("đạt chiếm bằng tương đương tỷ tỉ lệ tức là gần hơn trên khoảng".split())
_SAYS_AGAIN = ("(", "chiếm", "đạt")
_REACH = 16
"""So many items may stand between a figure and the percentage that says it again."""
_BEFORE = 40
"""So many characters before an amount hold the verb that moves it."""
_MOVES = regex.compile(r"\b(tăng|giảm)(?: (?:thêm|bớt|khoảng|gần|hơn|trên|tới|đến|được))* $")
_SAME_MOVE = regex.compile(
    r"(?: \p{L}+(?:/\p{L}+)*){0,3}(?: \(|,? (?:tương đương|tương ứng|tức|hay))"
    r"(?:(?:(?<=\()| )(?:với|là|mức|khoảng|gần|hơn|tương đương|tương ứng|tức))*"
    r"(?:(?:(?<=\()| )(tăng|giảm))? ?"
)


def in_its_bracket(article: Article, percentage: Percentage, ratio: Ratio) -> bool:
    """Whether a bracket behind `n/d` gives its percentage, even one that contradicts it.

    `1.020/1.200 hộ có nước sạch (đạt 92%)`: what is in the bracket says the same thing again.
    """
    items = article.items
    keys = items.keys[items.at(ratio.end - 1) + 1 : items.at(percentage.start)]
    if not 0 < len(keys) <= _REACH or keys.count("(") != 1 or ")" in keys:
        return False
    opened = keys.index("(")
    return (
        not _of_something(article, percentage)
        and not any(key.startswith("<") for key in keys)
        and _RESTATES.issuperset(keys[opened + 1 :])
    )


def says_again(article: Article, part: Amount, percentage: Percentage) -> bool:
    """Whether a percentage right behind a part of a whole is that share in other figures."""
    if article.sentence_at(part.start) != article.sentence_at(percentage.start):
        return False
    items = article.items
    keys = items.keys[items.at(part.end - 1) + 1 : items.at(percentage.start)]
    last = max((i for i, key in enumerate(keys) if key in _SAYS_AGAIN), default=-1)
    return (
        last >= 0 and len(keys) <= _REACH and _RESTATES.issuperset(keys[last + 1 :])
        and not any(key.startswith("<") for key in keys)
        and not _of_something(article, percentage)
    )  # fmt: skip


def _of_something(article: Article, percentage: Percentage) -> bool:
    """Whether a word follows that says of what the percentage is: `(đạt 105% kế hoạch)`."""
    items = article.items
    after = items.at(percentage.end - 1) + 1
    return after < len(items) and items.keys[after].isalpha()


def amount_of_change(article: Article, percentage: Percentage) -> Amount | None:
    """The amount of the change that a percentage behind it gives: `giảm 9 vụ (giảm 12%)`."""
    index, _, _ = sentence_bounds(article, percentage.start)
    key, start = article.text.key, article.sentences[index].start
    near = starting_in(article.quantities, start, percentage.start)
    amount = article.quantities[near.stop - 1] if near else None
    if not isinstance(amount, Amount):
        return None
    move = _MOVES.search(key, max(start, amount.start - _BEFORE), amount.start)
    same = _SAME_MOVE.fullmatch(key, amount.end, percentage.start)
    if move is None or same is None or same[1] not in (None, move[1]):
        return None
    return amount
