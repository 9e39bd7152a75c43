"""Finding quantities: percentages, points, ratios, fractions in words, and plain amounts.

The finder says what is written where. Whether a quantity is part of a statement, and of which, is
the linker's business; whether `10/10` is a date, too. `quantities.tsv` beside this file holds the
sentences that say what is found and what is not.
"""

from __future__ import annotations

from extract.find._quantities_amounts import find_amounts
from extract.find._quantities_figures import Figures
from extract.find._quantities_percent import find_percentages
from extract.find._quantities_ratios import find_ratios
from extract.find._quantities_types import Amount, Percentage, Quantity, Ratio, is_credible
from extract.find._quantities_words import find_in_words

__all__ = ["Amount", "Percentage", "Quantity", "Ratio", "find_quantities"]


def find_quantities(key: str) -> list[Quantity]:
    """All quantities of a text, given by its key, in order and not overlapping.

    Where two overlap, a percentage or ratio in figures goes before words, and both before a plain
    amount.
    """
    figures = Figures(key)
    found: list[Quantity] = [*find_percentages(figures), *find_ratios(figures)]
    in_words = find_in_words(key)
    if in_words:
        found = _apart(found, in_words)
        for quantity in in_words:
            figures.use(quantity.start, quantity.end)
    found += find_amounts(figures)
    found.sort(key=lambda quantity: quantity.start)
    return [quantity for quantity in found if is_credible(quantity)]


def _apart(found: list[Quantity], others: list[Percentage | Ratio | Amount]) -> list[Quantity]:
    """`found` and those of `others` that overlap nothing before them."""
    kept = sorted(found, key=lambda quantity: quantity.start)
    merged: list[Quantity] = []
    at = 0
    for other in sorted(others, key=lambda quantity: quantity.start):
        while at < len(kept) and kept[at].start < other.end:
            merged.append(kept[at])
            at += 1
        if not merged or merged[-1].end <= other.start:
            merged.append(other)
    return merged + kept[at:]
