"""What the words right at a value say beyond doubt: they outvote the models."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from extract.link._attributes_bounds import word_at
from extract.link._attributes_scene import Place, Scene
from extract.tables import read_table

_VERBS = frozenset(
    "đạt tăng giảm có còn lên xuống vượt chiếm hoàn thành bằng được thực hiện".split()
)
_STEPS = _VERBS | frozenset("là chỉ mới ở mức tới đến khoảng gần hơn trên".split())
"""Words that may stand between a word that says `reached` and the value (`đã tăng lên hơn 5%`)."""
_FARTHEST = 5
_NOW = (("hiện",), ("hiện", "nay"), ("đến", "nay"), ("đến", "nay", ","), ("thực", "tế"))
_HAS = (*_NOW, *((*words, "đã") for words in _NOW))
_OTHER_WORDS = frozenset("thực phát thể xuất biểu tái hiển".split())
"""Syllables that make `hiện` the end of another word."""
_NOT_YET = frozenset("nếu khi sau trước phải cần sẽ dự kỳ để".split())
"""Syllables that make `đã` a condition, a demand or a forecast: `khi đã đạt 50%`."""
_BREAKS = (",", ";", "nhưng", "song", "mà", "(")


@lru_cache(maxsize=2)
def _sure(side: str) -> dict[str, str]:
    """The words of one side that decide by themselves, with their verdicts."""
    rows = read_table("extract.link", "value_bounds.tsv")
    return {row[0]: row[2] for row in rows if row[1] == side and row[3:] == ["sure"]}


def plain_bound(scene: Scene, place: Place) -> str | None:
    """The bound that a word right at the value states; None where there is none such."""
    keys = scene.article.items.keys
    behind = " ".join(keys[place.end : min(place.last, place.end + 2)])
    if behind in _sure("after"):
        return _sure("after")[behind]
    word, _ = word_at(keys[place.first : place.at], place.at - place.first)
    return _sure("before").get(word)


def is_reached(scene: Scene, place: Place) -> bool:
    """Whether the verb at the value says that it is so: `hiện đã có 71%`, `thực tế chỉ đạt 74%`."""
    keys = scene.article.items.keys[place.first : place.at]
    verbs = 0
    for at in range(len(keys), max(0, len(keys) - _FARTHEST) - 1, -1):
        if verbs and _says_reached(keys[:at]):
            return True
        if at == 0 or keys[at - 1] not in _STEPS:
            return False
        verbs += keys[at - 1] in _VERBS
    return False


def _says_reached(before: Sequence[str]) -> bool:
    """Whether words end in `đã`, `hiện`, `đến nay`, `thực tế`, with nothing that makes it a wish.

    `đã` alone holds where the whole sentence before has no such word, the others where their own
    clause has none.
    """
    words = tuple(before[-4:])
    if words[-2:-1] and words[-1] == "hiện" and words[-2] in _OTHER_WORDS:
        return False
    if any(words[-len(now) :] == now for now in _HAS):
        breaks = [i for i, key in enumerate(before[:-2]) if key in _BREAKS]
        return _NOT_YET.isdisjoint(before[breaks[-1] if breaks else 0 :])
    return words[-1:] == ("đã",) and _NOT_YET.isdisjoint(before)
