"""How exact an amount is, by the words right before it."""

from __future__ import annotations

from typing import cast

from extract.annotate import Article
from extract.schema import Bound
from extract.tables import read_table

_WORDS = {word: cast(Bound, bound) for word, bound in read_table("extract.link", "bound_words.tsv")}
_LONGEST = max(len(word.split()) for word in _WORDS)


def amount_bound(article: Article, start: int) -> Bound:
    """The bound of the amount at clean offset `start`."""
    items = article.items
    at = items.at(start)
    for size in range(min(_LONGEST, at), 0, -1):
        bound = _WORDS.get(" ".join(items.keys[at - size : at]))
        if bound is not None:
            return bound
    return "exact"
