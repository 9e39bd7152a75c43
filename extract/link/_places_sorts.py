"""What sort of area a statement is about, or none, judged by its words and those of the article.

The areas are then weighed with this verdict: whether a statement is about a firm, the country or
one of the places named shows in the words rather than in the names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from extract.annotate import Article, starting_in
from extract.link.areas import Area, Areas
from extract.link.features import bag, clause_end, clause_start, gram, sentence_bounds, window
from extract.link.seeds import Seed
from extract.words import segment

SORTS = ("none", "VN", "world", "foreign", "local")


def sort_of(area: Area | None) -> str:
    """One of `SORTS`."""
    if area is None:
        return "none"
    if area.level == "world":
        return "world"
    if area.level == "country":
        return "VN" if area.name == "Việt Nam" else "foreign"
    return "local" if area.unit is not None or not area.abroad else "foreign"


def article_features(article: Article, areas: Areas) -> list[str]:
    """The words of the article and of its title, and how much it names of each sort."""
    known = [(a, b, w) for a, b, w in segment(article.items.keys) if w.fine != "?"]
    words = Counter(gram(article.items, a, b) for a, b, _ in known)
    found = [f"A:{word}" for word, n in words.items() if n >= 2 and len(word) > 3]
    classes = Counter(w.fine for _, _, w in known)
    found += [f"Ac:{c}" for c, n in classes.items() if n >= 4]
    _, last = article.sentence_items(0) if article.sentences else (0, 0)
    found += [f"T:{key}" for key in set(article.items.keys[:last])]
    found += [f"T2:{a} {b}" for a, b in
              zip(article.items.keys[:last], article.items.keys[1:last], strict=False)]  # fmt: skip
    total = sum(areas.share.values()) or 1
    by_sort: Counter[str] = Counter()
    for at, n in areas.share.items():
        by_sort[sort_of(areas.all[at])] += n
    found += [f"As:{sort}={int(5 * by_sort[sort] / total)}" for sort in SORTS[1:]]
    found += [f"An={min(total, 12)}"]
    return found


def sort_features(article: Article, areas: Areas, seed: Seed, at: int, end: int) -> Iterator[str]:
    """What stands around a statement; items `[at, end)` are its values."""
    items = article.items
    index, first, last = sentence_bounds(article, seed.start)
    yield from window(items, at, end)
    yield from bag("S", items, first, last)
    left, right = clause_start(items, at, first), clause_end(items, end, last)
    yield from bag("C", items, left, right)
    yield f"start={gram(items, first, first + 2)}"
    yield f"start1={gram(items, first, first + 1)}"
    for _, _, word in segment(items.keys[first:last]):
        yield f"Sc:{word.fine}"
    if index:
        a, b = article.sentence_items(index - 1)
        for key in set(items.keys[a:b]):
            yield f"P:{key}"
    yield f"lead={min(index, 3)}"
    yield f"form={'p' if seed.percentage else 'r' if seed.ratio else 'w'}"
    yield from _named(article, areas, first, last, "N")
    if index:
        yield from _named(article, areas, *article.sentence_items(index - 1), "Np")


def _named(article: Article, areas: Areas, first: int, last: int, tag: str) -> Iterator[str]:
    """The sorts of area that items `[first, last)` name."""
    items = article.items
    found: Counter[str] = Counter()
    for i in starting_in(article.places, items.starts[first], items.ends[last - 1]):
        mention, area = article.places[i], areas.of_mention[i]
        sort = sort_of(areas.all[area]) if area >= 0 else mention.form
        found[f"{sort}{mention.veto and '!'}"] += 1
    for sort, n in found.items():
        yield f"{tag}:{sort}"
        yield f"{tag}:{sort}{min(n, 3)}"
    yield f"{tag}={'+'.join(sorted(found))}"
