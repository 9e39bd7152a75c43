"""An article of many statements: no step looks through the whole article for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from extract.annotate import annotate
from extract.build import Context, build_record
from extract.confidence import with_confidence
from extract.flow import open_page
from extract.gazetteer import by_code
from extract.link import link
from extract.link.areas import find_areas
from extract.link.places import place_choices
from extract.link.seeds import find_seeds
from extract.text import clean

TEXT = (
    "Xã Tân Lập có 356/364 hộ dùng nước sạch, đạt 97,8% kế hoạch năm 2023. "
    "Tháng 5, toàn huyện tăng 5%. "
    "Các tháng 6 và 7, tỷ lệ hộ nghèo của xã Tân Lập và xã Tân Hòa lần lượt là 8,1% và 7,2%. "
)


class Watched(Sequence[Any]):
    """Findings that count how many of them are looked at."""

    def __init__(self, findings: Sequence[Any]) -> None:
        self.findings = findings
        self.looks = 0

    def __len__(self) -> int:
        return len(self.findings)

    def __getitem__(self, at: Any) -> Any:
        found = self.findings[at]
        self.looks += len(found) if isinstance(at, slice) else 1
        return found

    def __iter__(self) -> Iterator[Any]:
        for finding in self.findings:
            self.looks += 1
            yield finding


def looks(times: int) -> int:
    """How many findings are looked at for the records of `TEXT` so many times over."""
    page = open_page(TEXT * times)
    found = annotate(page.text)
    watched = [Watched(one) for one in (found.places, found.periods, found.quantities)]
    places, periods, quantities = watched
    article = replace(found, places=places, periods=periods, quantities=quantities)
    linked = link(article, without=frozenset({"encoder", "ner"}))
    context = Context(article, page.roles(None), "")
    records = with_confidence(article, linked, [build_record(context, one) for one in linked])
    assert len(records) >= 4 * times
    return sum(one.looks for one in watched)


def test_twice_the_statements_take_twice_the_looks() -> None:
    assert looks(120) < 2.4 * looks(60)


def test_of_a_thousand_areas_a_statement_weighs_the_near_ones() -> None:
    communes = [
        units[0] for units in by_code().values()
        if units[0].level == "commune" and not units[0].name[0].isdigit()
    ][:4000:4]  # fmt: skip
    article = annotate(
        clean("".join(f"Xã {one.name} đạt {i % 97 + 1}% hộ. " for i, one in enumerate(communes)))
    )
    areas, seeds = find_areas(article), find_seeds(article)
    assert len(areas.all) > 500
    choices = [place_choices(article, areas, seed) for seed in seeds[100:900:100]]
    assert max(map(len, choices)) < 150
    for seed, own in zip(seeds[100:900:100], choices, strict=True):
        sentence = article.sentence_reach(article.sentence_at(seed.start))
        named = {
            at for at, area in enumerate(areas.all)
            if any(sentence[0] <= article.places[i].start < sentence[1] for i in area.direct)
        }  # fmt: skip
        assert named <= set(own)
