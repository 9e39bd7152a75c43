"""Whether a list of goals holds a value: `phấn đấu … Các chỉ tiêu cụ thể là: thu tăng 8%`."""

from __future__ import annotations

from extract.link._attributes_scene import Place, Scene
from extract.link.features import has_pair

_LEADS = (
    ("chỉ", "tiêu"), ("mục", "tiêu"), ("kế", "hoạch"), ("nhiệm", "vụ"), ("phương", "hướng"),
)  # fmt: skip
"""What a list of goals is called in the words that lead to it."""
_AIMS = (("phấn", "đấu"), ("đề", "ra"), ("đặt", "ra"), ("dự", "kiến"))
_RESULTS = frozenset("đã kết hiện nay qua đều được vượt với chưa hoàn quốc".split())
"""Syllables of `đã`, `kết quả`, `hiện`, `đến nay`, `vừa qua`, `so với`, `hoàn thành`: a result is
told; of `mục tiêu quốc gia`: the name of a programme."""
_LONGEST_LEAD = 16


def is_aimed(scene: Scene, place: Place) -> bool:
    """Whether the value stands behind `mục tiêu …:` and words of aiming come before or in that."""
    keys = scene.article.items.keys
    colon = next((i for i in range(place.at - 1, place.first, -1) if keys[i] == ":"), -1)
    if colon < 0 or not _RESULTS.isdisjoint(keys[colon : place.at]):
        return False
    lead = keys[max(place.first, colon - _LONGEST_LEAD) : colon]
    if not has_pair(lead, _LEADS) or not _RESULTS.isdisjoint(lead) or "<pct>" in lead:
        return False
    if has_pair(lead, _AIMS):
        return True
    first = scene.article.sentence_items(place.index - 1)[0] if place.index else place.first
    earlier = keys[first : place.first]
    return "sẽ" in earlier or has_pair(earlier, (*_AIMS, ("mục", "tiêu")))
