"""Plain counts: numbers of things with no whole, for those who ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extract.annotate import Article
from extract.find.quantities import Amount
from extract.tables import read_table

if TYPE_CHECKING:
    from extract.link import Linked

_NO_THINGS = {row[0] for row in read_table("extract.link", "no_count_units.tsv")}


def plain_counts(article: Article, linked: Sequence[Linked]) -> list[Amount]:
    """Amounts that count things and belong to no other statement, in the order of the text."""
    used = {id(amount) for one in linked for amount in (one.seed.part, one.seed.whole) if amount}
    return [
        amount
        for amount in article.quantities
        if isinstance(amount, Amount)
        and id(amount) not in used
        and amount.unit
        and amount.unit not in _NO_THINGS
        and amount.value == amount.value.to_integral_value()
    ]
