"""What sort of statement a seed is: kind, direction, status and bound."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract.annotate import Article
from extract.linear import load_model
from extract.link._attributes_bounds import bound_verdict
from extract.link._attributes_goals import is_aimed
from extract.link._attributes_kinds import plain_kinds
from extract.link._attributes_plain import is_reached, plain_bound
from extract.link._attributes_scene import Cue, Place, Scene, bracket_open, run_start
from extract.link.encoder.mix import weighed
from extract.link.encoder.votes import Vote
from extract.link.features import bag, bucket, clause_end, clause_start, gram, window
from extract.link.seeds import Seed


@dataclass(frozen=True, slots=True)
class Attributes:
    """The four attributes with the probability of each."""

    kind: str
    direction: str | None
    status: str
    bound: str
    sure: dict[str, float]


def seed_items(article: Article, seed: Seed) -> tuple[int, int]:
    """The items `[first, last)` that the anchoring value covers."""
    items = article.items
    first = items.at(seed.start)
    return first, max(first + 1, items.at(seed.end - 1) + 1)


def _value_features(seed: Seed) -> Iterator[str]:
    percentage = seed.percentage
    if percentage is None:
        yield "form=ratio" if seed.ratio else "form=part"
        if seed.ratio:
            yield f"words={seed.ratio.words}"
        return
    yield f"form=pct{bool(seed.ratio or seed.part)}{bool(seed.ratio or seed.whole)}"
    yield f"prefix={percentage.prefix}"
    yield f"unit={percentage.unit}"
    yield f"range={percentage.upper is not None}"
    value = percentage.value
    size = "100" if value == 100 else ">100" if value > 100 else "<1" if value < 1 else (
        "<10" if value < 10 else "<50" if value < 50 else "<100")  # fmt: skip
    yield f"size={size}"
    yield f"round={value == value.to_integral_value() and value % 5 == 0}"


def _form(seed: Seed) -> str:
    return "p" if seed.percentage else "r" if seed.ratio else "w"


def kind_features(scene: Scene, seed: Seed) -> Iterator[str]:
    """For kind and direction: the words around, the clause, the sentence."""
    items, place = scene.article.items, scene.place(seed)
    at, end, first, last = place.at, place.end, place.first, place.last
    yield from _value_features(seed)
    yield from window(items, at, end)
    start = clause_start(items, at, first)
    yield from bag("C", items, start, at)
    yield from bag("A", items, end, min(clause_end(items, end, last), end + 8))
    yield from bag("N", items, max(first, at - 12), at)
    yield f"F={gram(items, start, start + 1)}"
    yield f"F2={gram(items, start, start + 2)}"
    for key in set(items.keys[max(first, at - 25) : at]):
        yield f"S:{key}"
    yield from _class_features(scene, place)
    yield from _run_features(scene, place)
    yield from _from_to(scene, place)
    yield from _cue_features(scene.kind_cues.between(first, last), place, _form(seed))
    yield from _topic(scene)


def _class_features(scene: Scene, place: Place) -> Iterator[str]:
    """Classes of the words beside the value: words that training never saw have them too."""
    left, right = scene.words_beside(place, 4)
    for k, word in enumerate(left, 1):
        yield f"lc{k}={word.coarse}"
        yield f"lf{k}={word.fine}"
    yield f"lff={left[1].fine} {left[0].fine}"
    yield f"lpos={left[2].pos} {left[1].pos} {left[0].pos}"
    for k, word in enumerate(right[:3], 1):
        yield f"rc{k}={word.coarse}"
        yield f"rf{k}={word.fine}"
    yield f"lr={left[0].fine}|{right[0].fine}"


def _run_features(scene: Scene, place: Place) -> Iterator[str]:
    """What stands before the list of values, or before the bracket, that holds this one."""
    items = scene.article.items
    start = run_start(items.keys, place.at, place.first)
    yield f"run={start < place.at}"
    for k in range(1, 4):
        yield f"RL{k}={gram(items, start - k, start - k + 1)}"
    yield f"RLL={gram(items, start - 2, start)}"
    opened = bracket_open(items.keys, place.at, place.first)
    if opened >= 0:
        yield f"bracket={bucket(place.at - opened)}"
        outer = clause_start(items, opened, place.first)
        yield from bag("O", items, max(outer, opened - 10), opened)


def _from_to(scene: Scene, place: Place) -> Iterator[str]:
    """`từ 45% lên 60%`: two levels, whatever verb governs them."""
    keys = scene.article.items.keys
    before = keys[max(place.first, place.at - 4) : place.at]
    after = keys[place.end : min(place.last, place.end + 12)]
    if "từ" in before and "<pct>" in after:
        upto = after[: after.index("<pct>")]
        yield f"from={[w for w in upto if w in _TO]}"
    wide = keys[max(place.first, place.at - 18) : place.at]
    if "từ" in wide and "<pct>" in wide and any(w in _TO for w in before):
        yield f"to={[w for w in before if w in _TO]}"


_TO = frozenset("lên xuống còn đến tới về thành".split())


def _cue_features(cues: Sequence[Cue], place: Place, form: str) -> Iterator[str]:
    """The cues of the sentence by their order and distance: the nearest governs."""
    left = [cue for cue in cues if cue.last <= place.at]
    right = [cue for cue in cues if cue.first >= place.end]
    near = [*reversed(left[-3:])]
    for k, cue in enumerate(near):
        yield f"cue{k}={cue.group}|{form}"
        yield f"cue{k}={cue.phrase}"
        yield f"cue{k}={cue.group}|{bucket(place.at - cue.last)}"
    yield f"cues={' '.join(cue.group for cue in near)}"
    yield f"cues2={' '.join(cue.group for cue in near[:2])}|{right[0].group if right else ''}"
    if right:
        yield f"rcue={right[0].group}|{bucket(right[0].first - place.end)}"
        yield f"rcue={right[0].phrase}"
    for group in {cue.group for cue in left}:
        distance = place.at - max(cue.last for cue in left if cue.group == group)
        yield f"has={group}"
        yield f"has={group}|{bucket(distance)}"


def _topic(scene: Scene) -> Iterator[str]:
    """The headline's words, and the group of cues the article is full of."""
    first, last = scene.article.sentence_items(0) if scene.article.sentences else (0, 0)
    for key in set(scene.article.items.keys[first : min(last, first + 30)]):
        yield f"T:{key}"
    for group in ("rate", "offer"):
        yield f"full={group}|{bucket(scene.kinds[group])}"


def status_features(scene: Scene, seed: Seed) -> Iterator[str]:
    """For status: goals and conditions may be said far before the value."""
    items, place = scene.article.items, scene.place(seed)
    at, end, first, last = place.at, place.end, place.first, place.last
    yield from _value_features(seed)
    yield from bag("B", items, first, at)
    yield from bag("A", items, end, min(last, end + 25))
    yield from bag("N", items, max(first, at - 8), at)
    start = clause_start(items, at, first)
    yield from bag("C", items, start, at)
    if place.index:
        before = scene.article.sentence_items(place.index - 1)
        for key in set(items.keys[before[0] : before[1]]):
            yield f"P:{key}"
        yield f"PF={gram(items, before[0], before[0] + 2)}"
    yield f"F={gram(items, first, first + 1)}"
    yield f"F2={gram(items, first, first + 2)}"
    yield f"title={scene.article.sentences[place.index].paragraph == 0}"
    yield from _class_features(scene, place)
    yield from _cue_features(scene.status_cues.between(first, last), place, _form(seed))
    yield from _scope(scene, place)
    yield from _reach(scene, place)
    yield from _year_features(scene, seed, place)
    for key in _title_keys(scene):
        yield f"T:{key}"


def _title_keys(scene: Scene) -> set[str]:
    if not scene.article.sentences:
        return set()
    first, last = scene.article.sentence_items(0)
    return set(scene.article.items.keys[first : min(last, first + 30)])


def _scope(scene: Scene, place: Place) -> Iterator[str]:
    """The last goal or result word before the value, in its sentence or up to three before it."""
    sentences = scene.article.sentences
    for back in range(0, min(4, place.index + 1)):
        index = place.index - back
        first, last = scene.article.sentence_items(index)
        cues = scene.status_cues.between(first, place.at if back == 0 else last)
        same = sentences[index].paragraph == sentences[place.index].paragraph
        strong = [cue for cue in cues if cue.group not in _WEAK]
        if back:
            for group in {cue.group for cue in cues}:
                yield f"back{back}={group}|{same}"
        if strong:
            yield f"scope={strong[-1].group}|{back}|{same}"
            yield f"scope={strong[-1].phrase}"
            yield f"opens={strong[0].group}|{back}"
            return
    yield "scope="


_WEAK = frozenset(("not", "estimate", "doing"))


def _reach(scene: Scene, place: Place) -> Iterator[str]:
    """The last word of aiming in the paragraph or the lead-in, and what result word ends it.

    `Năm tới, tỉnh phấn đấu: thu ngân sách tăng 12%. Xuất khẩu tăng 8%.` aims to its end.
    """
    sentences = scene.article.sentences
    floor = max(0, place.index - 8)
    start = scene.article.sentence_items(floor)[0]
    cues = scene.status_cues.between(start, place.at)
    aims = [cue for cue in cues if cue.group in _AIMS]
    if not aims:
        yield "aim="
        return
    aim = aims[-1]
    index = scene.article.sentence_at(scene.article.items.starts[aim.first])
    lines = sentences[place.index].paragraph - sentences[index].paragraph
    ended = [cue.phrase for cue in cues if cue.first > aim.first and cue.phrase in _RESULTS]
    where = f"{bucket(place.index - index)}|{min(lines, 3)}"
    yield f"aim={aim.group}|{where}"
    yield f"aim={where}|{bool(ended)}"
    yield f"aim={aim.phrase}|{min(place.index - index, 2)}|{bool(ended)}"
    yield f"ended={ended[-1] if ended else ''}|{min(place.index - index, 2)}"


_AIMS = frozenset(("goal", "forecast", "propose", "will", "cond", "must", "wish"))
_RESULTS = frozenset(
    ("đã", "đã đạt", "đạt được", "thực hiện được", "kết quả", "so với cùng kỳ", "cùng kỳ",
     "vừa qua", "năm qua", "thời gian qua", "thống kê", "số liệu", "đến nay", "hiện nay")
)  # fmt: skip


def _year_features(scene: Scene, seed: Seed, place: Place) -> Iterator[str]:
    """Whether the periods around lie before or behind the article's main year."""
    items = scene.article.items
    begin, stop = items.starts[place.first], items.ends[place.last - 1]
    for side, near in (("l", _years_left(scene, begin, seed.start)),
                       ("r", _years_right(scene, seed.end, stop))):  # fmt: skip
        yield f"year{side}={_when(near, scene.mode)}"
    wide = _years_left(scene, begin - 400, seed.start)
    yield f"yearw={_when(wide, scene.mode)}"


def _years_left(scene: Scene, begin: int, end: int) -> int | None:
    first, last = (bisect_left(scene.period_starts, offset) for offset in (begin, end))
    return next((year for year in reversed(scene.years[first:last]) if year is not None), None)


def _years_right(scene: Scene, begin: int, end: int) -> int | None:
    first, last = (bisect_left(scene.period_starts, offset) for offset in (begin, end))
    return next((year for year in scene.years[first:last] if year is not None), None)


def _when(year: int | None, mode: int | None) -> str:
    if year is None or mode is None:
        return "none"
    gap = year - mode
    return "same" if gap == 0 else "next" if gap == 1 else "future" if gap > 1 else "past"


def bound_features(scene: Scene, seed: Seed) -> Iterator[str]:
    """For bound: the words right beside the value, and those of its whole clause."""
    items, place = scene.article.items, scene.place(seed)
    at, end, first, last = place.at, place.end, place.first, place.last
    yield from _value_features(seed)
    yield from window(items, at, end, left=6, right=4)
    yield from bag("N", items, max(first, at - 5), at)
    yield from bag("A", items, end, min(last, end + 3))
    start = clause_start(items, at, first)
    yield from bag("C", items, start, at)
    yield from bound_verdict(scene, seed, place)


_PLAIN = 0.98
"""How sure a bound or status at least is that words beyond doubt state."""

Features = Callable[[Scene, Seed], Iterator[str]]

FEATURES: dict[str, Features] = {
    "kind": kind_features,
    "direction": kind_features,
    "status": status_features,
    "bound": bound_features,
}
"""What each attribute's first model sees of a statement."""


def attributes_of(scene: Scene, seed: Seed, vote: Vote | None = None) -> Attributes:
    """The attributes of a statement."""

    place = scene.place(seed)
    plain = {"kind": plain_kinds(scene, place)} if seed.percentage else {}

    def best(name: str, features: Iterable[str]) -> tuple[str, float]:
        chances = load_model(name).probabilities(features)
        left = plain.get(name)
        labels = [label for label in chances if not left or label in left]
        if vote is not None:
            said = [vote.attributes[name].get(label, 0.0) for label in labels]
            both = weighed(name, [chances[label] for label in labels], said)
            chances = dict(zip(labels, both, strict=True))
        label = max(labels, key=lambda one: chances[one])
        return label, chances[label]

    features = list(kind_features(scene, seed))
    kind, kind_sure = best("kind", features)
    direction, direction_sure = best("direction", features) if kind == "change" else (None, 1.0)
    status, status_sure = best("status", status_features(scene, seed))
    bound, bound_sure = best("bound", bound_features(scene, seed))
    if is_reached(scene, place):
        status, status_sure = "observed", max(_PLAIN, status_sure if status == "observed" else 0.0)
    elif is_aimed(scene, place):
        status, status_sure = "target", max(_PLAIN, status_sure if status == "target" else 0.0)
    stated = plain_bound(scene, place)
    if stated is not None:
        bound, bound_sure = stated, max(_PLAIN, bound_sure if bound == stated else 0.0)
    sure = {
        "kind": kind_sure, "direction": direction_sure, "status": status_sure, "bound": bound_sure
    }  # fmt: skip
    return Attributes(kind, direction, status, bound, sure)


__all__ = ["FEATURES", "Attributes", "Scene", "attributes_of", "seed_items"]
