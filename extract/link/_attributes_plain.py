"""What the words right at a value say beyond doubt: they outvote the models."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from extract.link._attributes_bounds import bound_words, word_at
from extract.link._attributes_scene import Place, Scene
from extract.tables import read_table

_VERBS = frozenset(
    "đạt tăng giảm có còn lên xuống vượt chiếm hoàn thành bằng được thực hiện".split()
)
_STEPS = _VERBS | frozenset("là chỉ mới ở mức tới đến khoảng gần hơn trên".split())
"""Words that may stand between a word that says `reached` and the value (`đã tăng lên hơn 5%`)."""
_FARTHEST = 5
_REACHED = (
    ("đã",),
    ("hiện",),
    ("hiện", "nay"),
    ("đến", "nay"),
    ("đến", "nay", ","),
    ("thực", "tế"),
)


@lru_cache(maxsize=1)
def _sure() -> frozenset[str]:
    rows = read_table("extract.link", "value_bounds.tsv")
    return frozenset(row[0] for row in rows if row[3:] == ["sure"])


def plain_bound(scene: Scene, place: Place) -> str | None:
    """The bound that a word right at the value states; None where there is none such."""
    keys = scene.article.items.keys
    behind = " ".join(keys[place.end : place.end + 2])
    if behind in _sure():
        return bound_words("after")[behind]
    word, verdict = word_at(keys, place.at)
    return verdict if word in _sure() else None


def is_reached(scene: Scene, place: Place) -> bool:
    """Whether the verb at the value says that it is so: `hiện đã có 71%`, `thực tế chỉ đạt 74%`."""
    keys = scene.article.items.keys
    verbs = 0
    for at in range(place.at, max(place.first, place.at - _FARTHEST) - 1, -1):
        if verbs and _ends_with_reached(keys[place.first : at]):
            return True
        if at == place.first or keys[at - 1] not in _STEPS:
            return False
        verbs += keys[at - 1] in _VERBS
    return False


def _ends_with_reached(keys: Sequence[str]) -> bool:
    return any(tuple(keys[-len(words) :]) == words for words in _REACHED)
