"""Linking what was found into statements: values first, then what, where and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from extract.annotate import Article
from extract.gazetteer.outlets import outlet_province, printed_address
from extract.link.areas import Area, Areas
from extract.link.attributes import Attributes, Scene, attributes_of
from extract.link.dates import DateChoice, Dated, Timeline, choose_date, timeline
from extract.link.encoder import read_votes
from extract.link.focus import Focus, find_focus
from extract.link.indicators import Indicator, Indicators
from extract.link.names import second_voice
from extract.link.places import SURE, Placed, choose_places
from extract.link.respective import respective
from extract.link.seeds import Seed, find_seeds
from extract.link.settle import Located, Settler
from extract.link.unit_day import dated_areas


@dataclass(frozen=True, slots=True)
class Linked:
    """A statement with everything linked to it; `area` is None where it is about no area."""

    seed: Seed
    attributes: Attributes
    indicator: Indicator
    area: Area | None
    placed: Placed
    dated: Dated
    located: Located | None = None

    @property
    def chances(self) -> dict[str, float]:
        """How sure each step was, by the names of `extract.facts.STEPS`."""
        return {
            **self.attributes.sure,
            "seed": self.seed.sure,
            "values": self.seed.value_sure,
            "indicator": self.indicator.sure,
            "place": self.placed.sure,
            "date": self.dated.sure,
        }


@dataclass(frozen=True, slots=True)
class Ground:
    """What all statements of an article stand on; `article` after the second voice on its names."""

    article: Article
    line: Timeline
    areas: Areas
    settler: Settler
    focus: Focus | None

    def locate(self, area: Area, anchor: int = 0) -> Located:
        """An area with the unit it is where `anchor` stands."""
        settled = self.settler.of_area(area, anchor)
        name = self.settler.name(area, settled)
        focal = self.focus is not None and self.focus.is_one(name, settled.unit)
        return Located(area, name, settled, focal)


def ground(
    article: Article, *, published: date | None = None, url: str | None = None, ner: bool = True
) -> Ground:
    """The areas and the days of an article; `url` is its address, `ner` asks the second voice."""
    if ner:
        article = second_voice(article)
    line = timeline(article, published=published)
    areas, when = dated_areas(article, line)
    address = url or printed_address(article.text.clean)
    settler = Settler(article, on=when, outlet=outlet_province(address, on=when))
    return Ground(article, line, areas, settler, find_focus(article, areas, settler))


def link(
    article: Article,
    *,
    published: date | None = None,
    url: str | None = None,
    without: frozenset[str] = frozenset(),
    phrases: tuple[str, ...] = (),
) -> list[Linked]:
    """The statements of an article, in the order of its text.

    `url` is the article's address: a local paper writes of its own province. `without` switches
    parts off to see what they earn: `ner` the second voice on bare names, `context` whatever is
    carried from outside the sentence. `phrases` are a user's indicators.
    """
    seeds = find_seeds(article)
    if not seeds:
        return []  # most articles of a batch state nothing: what follows is the costly part
    base = ground(article, published=published, url=url, ner="ner" not in without)
    article, areas = base.article, base.areas
    indicators = Indicators(article, phrases=phrases)
    scene = Scene(article)
    votes = {} if "encoder" in without else read_votes(article, seeds, areas, base.line)
    shares = respective(article, areas, seeds)
    where = choose_places(article, areas, seeds, votes, shares.areas)
    found = []
    for number, (seed, placed) in enumerate(zip(seeds, where, strict=True)):
        vote = votes.get(number)
        dated = (
            Dated(shares.choices[number], SURE) if number in shares.choices
            else choose_date(article, base.line, seed, vote)
        )  # fmt: skip
        sort = attributes_of(scene, seed, vote)
        area = areas.all[placed.area] if placed.area >= 0 else None
        found.append(
            Linked(
                seed,
                sort,
                indicators.of(seed, vote, kind=sort.kind),
                area,
                placed,
                dated,
                base.locate(area, seed.start) if area else None,
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
        linked = replace(linked, area=None, located=None)
    at = linked.dated.choice.mention
    if at >= 0 and article.sentence_at(article.periods[at].start) != home:
        linked = replace(linked, dated=Dated(DateChoice(-1, None, "none"), linked.dated.sure))
    return linked
