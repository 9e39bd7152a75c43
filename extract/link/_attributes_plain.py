"""What the words right at a value say beyond doubt: they outvote the models."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import lru_cache
from itertools import pairwise

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


_UP_OR_DOWN = frozenset(("lên", "xuống", "còn"))
_BESIDE_LEVELS = frozenset(
    "mức chỉ hơn gần khoảng trên dưới còn tới đến đạt là số tỷ lệ trung bình bình quân".split()
)
"""What may stand between `từ` or `xuống` and the level it leads to."""
_GROWTH = frozenset(("gdp", "grdp", "trưởng", "báo", "tốc"))
"""Syllables of `tăng trưởng`, `dự báo`, `tốc độ tăng`: their levels are themselves changes."""
_NEAR, _WIDE, _LONG = 4, 18, 40
_MEASURES = frozenset(("độ", "mức"))
"""Last syllables of `tốc độ`, `nhịp độ`, `mức`; `tỷ lệ tăng tự nhiên` is no growth."""
_ELSE = frozenset("chiếm bằng giảm nợ thất lạm lãi thuế bội tổng tỷ tỉ kế góp phần ; .".split())
"""What begins to speak of something else than growth."""
_JOINS = frozenset(("(", "và", ",", "với"))
_COMPARES = frozenset(("cao", "thấp", "nhanh", "chậm", "lớn"))
_PLANS = (
    ("kế", "hoạch"), ("chỉ", "tiêu"), ("dự", "toán"), ("mục", "tiêu"), ("nghị", "quyết"),
    ("so", "với"), ("công", "suất"),
)  # fmt: skip


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


def plain_kinds(scene: Scene, place: Place) -> frozenset[str]:
    """The kinds that the words right at the value leave open; empty where they say nothing.

    `giảm từ 29% xuống còn 13%` are two levels, whatever verb governs them; `vượt 15% kế hoạch` is
    what came on top of the plan; `tốc độ tăng giá trị sản xuất đạt 15%` is growth.
    """
    keys = scene.article.items.keys
    before, after = keys[place.first : place.at], keys[place.end : place.last]
    if before and before[-1] == "vượt" and tuple(after[:2]) in _PLANS:
        return frozenset(("change",))
    if tuple(after[:2]) not in _PLANS and _grows(before, after):
        return frozenset(("change",))
    if _GROWTH.isdisjoint(before) and (_leaves(before, after) or _arrives(before)):
        return frozenset(("proportion", "rate"))
    return frozenset()


def _grows(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a value is how fast something grows: `tốc độ tăng giá trị sản xuất đạt 15%`.

    A later value of the sentence is so only where nothing but a list or a bracket parts it.
    """
    at = next((i for i in range(len(before) - 1, 0, -1) if _heads_growth(before, i)), -1)
    tail = before[at + 1 :]
    if at < 0 or len(tail) > _LONG or not _ELSE.isdisjoint(tail):
        return False
    if len(tail) > 1 and tail[-1] == "hơn" and tail[-2] in _COMPARES:
        return False
    return "<pct>" not in tail or tail[-1] in _JOINS or tuple(after[:2]) == ("/", "năm")


def _heads_growth(keys: Sequence[str], at: int) -> bool:
    """Whether `tăng` at `at` ends `tốc độ tăng`, `mức tăng`, and nothing is said to add to it."""
    return (
        keys[at] == "tăng"
        and keys[at - 1] in _MEASURES
        and "góp" not in keys[max(0, at - _FARTHEST) : at]
    )


def _leads(before: Sequence[str], words: Container[str]) -> int:
    """Where one of `words` stands that leads to what follows `before`; -1 for nowhere."""
    for at in range(len(before) - 1, max(-1, len(before) - 1 - _NEAR), -1):
        if before[at] in words:
            return at
        if before[at] not in _BESIDE_LEVELS:
            return -1
    return -1


def _leaves(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a value is where something comes from: `từ 29% xuống còn 13%`."""
    upto = after[: after.index("<pct>")] if "<pct>" in after else ()
    said = 0 < len(upto) <= _WIDE and ";" not in upto and "." not in upto
    return _leads(before, ("từ",)) >= 0 and said and not _UP_OR_DOWN.isdisjoint(upto)


def _arrives(before: Sequence[str]) -> bool:
    """Whether a value is where something comes to: `từ 29% xuống còn 13%`."""
    at = next((i for i in range(len(before) - 1, -1, -1) if before[i] == "<pct>"), -1)
    between = before[at + 1 :]
    if at < 0 or len(between) > _WIDE or ";" in between or "." in between:
        return False
    near = between[-_NEAR:]
    turn = next((i for i, key in enumerate(near) if key in _UP_OR_DOWN), None)
    return (
        turn is not None
        and all(key in _BESIDE_LEVELS or key in _UP_OR_DOWN for key in near[turn:])
        and _leads(before[:at], ("từ",)) >= 0
    )


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


_LEADS = (
    ("chỉ", "tiêu"), ("mục", "tiêu"), ("kế", "hoạch"), ("nhiệm", "vụ"), ("phương", "hướng"),
)  # fmt: skip
_AIMS = (("phấn", "đấu"), ("mục", "tiêu"), ("đề", "ra"), ("đặt", "ra"), ("dự", "kiến"))
_RESULTS = frozenset("đã kết hiện nay qua đều được vượt với".split())
"""Syllables of `đã`, `kết quả`, `hiện`, `đến nay`, `vừa qua`, `so với`: a result is told."""
_LONGEST_LEAD = 16


def is_aimed(scene: Scene, place: Place) -> bool:
    """Whether a list of goals holds the value: `phấn đấu … Các chỉ tiêu cụ thể là: thu tăng 8%`."""
    keys = scene.article.items.keys
    colon = next((i for i in range(place.at - 1, place.first, -1) if keys[i] == ":"), -1)
    if colon < 0 or not _RESULTS.isdisjoint(keys[colon : place.at]):
        return False
    begin = max(place.first, colon - _LONGEST_LEAD)
    lead = keys[begin:colon]
    if not _has(lead, _LEADS) or not _RESULTS.isdisjoint(lead) or "<pct>" in lead:
        return False
    first = scene.article.sentence_items(place.index - 1)[0] if place.index else place.first
    return "sẽ" in keys[first:colon] or _has(keys[first:colon], _AIMS)


def _has(keys: Sequence[str], pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether one of the words of two syllables stands among the keys."""
    return any(pair in pairs for pair in pairwise(keys))


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
