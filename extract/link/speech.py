"""Percentages that are a way of speaking: `chơi với 100% sức lực`, `chắc chắn 100%`."""

from __future__ import annotations

from extract.annotate import Article
from extract.find.quantities import Percentage
from extract.tables import read_table

_WORDS = [
    (tuple(w.split()), side) for w, side in read_table("extract.link", "figures_of_speech.tsv")
]
_WHOLE = 100


def is_figure_of_speech(article: Article, percentage: Percentage) -> bool:
    """Whether the words beside a percentage of 100 or more say that nothing was counted."""
    if percentage.value < _WHOLE:
        return False
    keys = article.items.keys
    at = article.items.at(percentage.start)
    end = article.items.at(percentage.end - 1) + 1
    return any(
        tuple(keys[end : end + len(words)] if side == "after" else keys[at - len(words) : at])
        == words
        for words, side in _WORDS
        if side == "after" or at >= len(words)
    )
