"""Parts of a whole in a list: `có 40 lò, trong đó 9 lò điện, 12 lò ga`, and lists that are none."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from extract.annotate import Article, starting_in
from extract.find.quantities import Amount, Quantity
from extract.link.features import gram, sentence_bounds

_OTHERWISE = frozenset("tăng giảm bình quân cứ trong trên năm so từng đến".split())
"""Words behind which a figure is no further part: a change, a mean, another whole, another time."""

_MEAN_REACH = 5
_RANKS = ("thứ", "hạng", "vị trí")
_IS = ("là", "thành")
_TIES = ("trong đó", "trong số", "trong tổng số", "trên tổng số", "thì")


def further_parts(
    article: Article, parts: Sequence[Amount], whole: Amount, taken: Container[int]
) -> Iterator[Amount]:
    """The amounts behind the first of `parts`, in its sentence, that are parts of the same whole.

    They count the same thing and, all together, no more than there is. The list ends at the first
    quantity of which this cannot be said. `taken` are the ids of quantities that belong to other
    statements; `parts`, in the order of the text, are known.
    """
    last = parts[0]
    if whole.start > last.start:
        return
    known = {id(part) for part in parts}
    end = article.sentences[article.sentence_at(last.start)].end
    here = starting_in(article.quantities, last.end, end)
    total = last.value
    for other in article.quantities[here.start : here.stop]:
        if id(other) not in known and explains(article, last, other):
            continue
        alike = isinstance(other, Amount) and other.unit == parts[0].unit
        if not isinstance(other, Amount) or not (alike or alone_in_bracket(article, other)):
            return
        total += other.value
        if id(other) not in known:
            if id(other) in taken or total > whole.value or _otherwise(article, last, other):
                return
            yield other
        last = other


def alone_in_bracket(article: Article, quantity: Quantity) -> bool:
    """`khối ngân hàng (4)`: the bracket holds the count and nothing else."""
    items = article.items
    first, after = items.at(quantity.start), items.at(quantity.end - 1) + 1
    return [*items.keys[first - 1 : first], *items.keys[after : after + 1]] == ["(", ")"]


def explains(article: Article, left: Amount, right: Quantity) -> bool:
    """Whether a bracket opens behind `left` in which `right` stands as more than a bare count.

    What stands there is said of `left`: `18 cụm (10 cụm đã lấp đầy)` has no further part.
    """
    if alone_in_bracket(article, right):
        return False
    items = article.items
    between = items.keys[items.at(left.end - 1) + 1 : items.at(right.start)]
    return between.count("(") > between.count(")")


def _otherwise(article: Article, left: Amount, right: Amount) -> bool:
    items = article.items
    between = items.keys[items.at(left.end - 1) + 1 : items.at(right.start)]
    return not _OTHERWISE.isdisjoint(between)


def merely_listed(article: Article, part: Amount, whole: Amount) -> bool:
    """Whether nothing but `gồm` joins a part to what stands before it: `40 lò, gồm 9 lò điện`.

    The contract counts these as a list, not as a share, of the whole or of another member; of 10
    labels with `gồm` between, all have a word like `trong đó` as well.
    """
    keys = article.items.keys
    at, top = article.items.at(part.start), article.items.at(whole.start)
    first = sentence_bounds(article, part.start)[1]
    listed = next((i for i in range(at - 1, first - 1, -1) if keys[i] == "gồm"), None)
    if listed is None or top > at:
        return False
    text = f" {gram(article.items, min(listed, top), at)} "
    return not any(f" {tie} " in text for tie in _TIES)


def is_rank(article: Article, part: Amount) -> bool:
    """Whether an amount is a rank, or one that is merely among others.

    `đứng thứ 8 trong số 17 nước`, `là 1 trong 3 bệnh viện`: neither says how large a part is.
    """
    items = article.items
    at = items.at(part.start)
    before = gram(items, at - 2, at)
    if part.value == 1 and items.keys[at + 1 : at + 2] == ["trong"]:
        return before.endswith(_IS)
    return before.endswith(_RANKS)


def is_mean(article: Article, part: Amount) -> bool:
    """Whether the words right before an amount call it a mean: `bình quân mỗi tổ 11 xe`."""
    at = article.items.at(part.start)
    before = gram(article.items, at - _MEAN_REACH, at)
    return "bình quân" in before or "trung bình" in before
