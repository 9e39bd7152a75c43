"""The kinds that the words right at a percentage leave open: they outvote the models."""

from __future__ import annotations

from collections.abc import Sequence

from extract.link._attributes_scene import Place, Scene
from extract.link.features import has_pair

_TURNS = frozenset(("lên", "xuống", "còn"))
"""Words that lead from one level to another."""
_BESIDE_LEVELS = frozenset(
    "mức chỉ hơn gần khoảng trên dưới còn tới đến đạt là số tỷ lệ trung bình bình quân".split()
)
"""What may stand between `từ` or `xuống` and the level it leads to."""
_GROWTH = (("tăng", "trưởng"), ("dự", "báo"), ("tốc", "độ"))
"""The levels of these are themselves changes."""
_NEAR, _WIDE, _LONG = 4, 18, 40
"""So many items may part a level from its word, two levels, and growth from its value."""
_PLANS = (
    ("kế", "hoạch"), ("chỉ", "tiêu"), ("dự", "toán"), ("mục", "tiêu"), ("nghị", "quyết"),
    ("so", "với"), ("công", "suất"),
)  # fmt: skip
_SPEEDS = (("tốc", "độ"), ("nhịp", "độ"))
_ELSE = frozenset(
    "chiếm bằng giảm nợ thất lạm lãi thuế bội tổng tỷ tỉ kế góp phần có hiện vẫn khiến làm"
    " ; .".split()
)
"""What begins to speak of something else than growth."""
_LISTS = (("cụ", "thể"), ("trong", "đó"), ("như", ":"))
_JOINS = frozenset(("(", "và", ",", "với"))
_COMPARES = frozenset(("cao", "thấp", "nhanh", "chậm", "lớn"))
_FARTHEST = 5


def plain_kinds(scene: Scene, place: Place) -> frozenset[str]:
    """The kinds that stay open for a percentage; empty where the words say nothing.

    `giảm từ 29% xuống còn 13%` are two levels, whatever verb governs them; `vượt 15% kế hoạch` is
    what came on top of the plan; `tốc độ tăng giá trị sản xuất đạt 15%` is growth.
    """
    keys = scene.article.items.keys
    before, after = keys[place.first : place.at], keys[place.end : place.last]
    if tuple(after[:2]) in _PLANS:
        on_top = bool(before) and before[-1] == "vượt"
        return frozenset(("change",)) if on_top else frozenset()
    if _grows(before, after):
        return frozenset(("change",))
    of_growth = has_pair(before, _GROWTH) or not {"gdp", "grdp"}.isdisjoint(before)
    if not of_growth and (_leaves(before, after) or _arrives(before)):
        return frozenset(("proportion", "rate"))
    return frozenset()


def _grows(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a value is how fast something grows: `tốc độ tăng giá trị sản xuất đạt 15%`.

    A value behind a comma is so only in a list, and a later one only where nothing but a list or a
    bracket parts it from the first.
    """
    at = next((i for i in range(len(before) - 1, 0, -1) if _heads_growth(before, i)), -1)
    tail = before[at + 1 :]
    if at < 0 or len(tail) > _LONG or not _ELSE.isdisjoint(tail):
        return False
    if len(tail) > 1 and tail[-1] == "hơn" and tail[-2] in _COMPARES:
        return False
    if "<pct>" not in tail:
        return "," not in tail or has_pair(tail, _LISTS)
    return tail[-1] in _JOINS or tuple(after[:2]) == ("/", "năm")


def _heads_growth(keys: Sequence[str], at: int) -> bool:
    """Whether `tăng` at `at` ends `tốc độ tăng`, `mức tăng`, and nothing is said to add to it."""
    return (
        keys[at] == "tăng"
        and (keys[at - 1] == "mức" or tuple(keys[max(0, at - 2) : at]) in _SPEEDS)
        and not {"này", "đó"} & set(keys[at + 1 : at + 3])
        and "góp" not in keys[max(0, at - _FARTHEST) : at]
    )


def _from(before: Sequence[str]) -> bool:
    """Whether `từ` leads to what follows `before`: `từ mức hơn`."""
    last = next((key for key in reversed(before[-_NEAR:]) if key not in _BESIDE_LEVELS), "")
    return last == "từ"


def _turns(between: Sequence[str]) -> bool:
    """Whether what parts two levels ends in a word that leads to the second: `năm 2015 xuống còn`.

    `từ 10% trở lên` and `từ 5%, còn` lead nowhere.
    """
    if not 0 < len(between) <= _WIDE or ";" in between or "." in between:
        return False
    near = between[-_NEAR:]
    turn = next((i for i, key in enumerate(near) if key in _TURNS), None)
    if turn is None or not all(key in _BESIDE_LEVELS or key in _TURNS for key in near[turn:]):
        return False
    left = between[: len(between) - len(near) + turn]
    return not left or (left[-1] != "trở" and (near[turn] != "còn" or left[-1] != ","))


def _leaves(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a value is where something comes from: `từ 29% xuống còn 13%`."""
    upto = after[: after.index("<pct>")] if "<pct>" in after else ()
    return _from(before) and _turns(upto)


def _arrives(before: Sequence[str]) -> bool:
    """Whether a value is where something comes to: `từ 29% xuống còn 13%`."""
    at = next((i for i in range(len(before) - 1, -1, -1) if before[i] == "<pct>"), -1)
    return at >= 0 and _turns(before[at + 1 :]) and _from(before[:at])
