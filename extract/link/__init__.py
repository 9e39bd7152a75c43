"""Linking what was found into statements: values first, then what, where and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from extract.annotate import Article
from extract.link.areas import Area, find_areas
from extract.link.attributes import Attributes, Scene, attributes_of
from extract.link.dates import DateChoice, Dated, choose_date, timeline
from extract.link.indicators import Indicator, Indicators
from extract.link.names import second_voice
from extract.link.places import Placed, choose_place
from extract.link.seeds import Seed, find_seeds


@dataclass(frozen=True, slots=True)
class Linked:
    """A statement with everything linked to it; `area` is None where it is about no area."""

    seed: Seed
    attributes: Attributes
    indicator: Indicator
    area: Area | None
    placed: Placed
    dated: Dated

    @property
    def chances(self) -> dict[str, float]:
        """How sure each step was, by the names of `extract.link.confidence.STEPS`."""
        return {
            **self.attributes.sure,
            "seed": self.seed.sure,
            "values": self.seed.value_sure,
            "indicator": self.indicator.sure,
            "place": self.placed.sure,
            "date": self.dated.sure,
        }


def link(
    article: Article, *, published: date | None = None, without: frozenset[str] = frozenset()
) -> list[Linked]:
    """The statements of an article, in the order of its text.

    `without` switches parts off to see what they earn: `ner` the second voice on bare names,
    `context` whatever is carried from outside the sentence.
    """
    if "ner" not in without:
        article = second_voice(article)
    line = timeline(article, published=published)
    day = published or (date(line.mode, 7, 1) if line.mode else None)
    areas = find_areas(article, on=day)
    indicators = Indicators(article)
    scene = Scene(article)
    previous: tuple[int, int] | None = None
    found = []
    for seed in find_seeds(article):
        placed = choose_place(article, areas, seed, previous)
        previous = placed.area, article.sentence_at(seed.start)
        sort = attributes_of(scene, seed)
        found.append(
            Linked(
                seed,
                sort,
                indicators.of(seed, kind=sort.kind),
                areas.all[placed.area] if placed.area >= 0 else None,
                placed,
                choose_date(article, line, seed),
            )
        )
    if "context" in without:
        return [_in_its_sentence(article, one) for one in found]
    return found


def _in_its_sentence(article: Article, linked: Linked) -> Linked:
    """The statement less the area and the period that another sentence gave it."""
    home = article.sentence_at(linked.seed.start)
    mentions = [*linked.area.direct, *linked.area.recalled] if linked.area else []
    if not any(article.sentence_at(article.places[i].start) == home for i in mentions):
        linked = replace(linked, area=None)
    at = linked.dated.choice.mention
    if at >= 0 and article.sentence_at(article.periods[at].start) != home:
        linked = replace(linked, dated=Dated(DateChoice(-1, None, "none"), linked.dated.sure))
    return linked
