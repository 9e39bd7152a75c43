"""NER as a second voice on bare names: a person or a firm that bears a district's name.

The gazetteer finds every name of a unit. Where a name stands bare, nothing else in the article
types it or says what it lies in, and no rule knew it for something else, underthesea is asked about
that one sentence. That is one sentence in some ten articles, so its cost does not show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.annotate import Article
from extract.find.places import PlaceMention
from extract.gazetteer import unit_of

_LEVELS = frozenset({"district", "commune"})


def second_voice(article: Article) -> Article:
    """The article with the bare names vetoed that NER holds for a person or an organisation."""
    doubtful = _doubtful(article.places)
    if not doubtful:
        return article
    places = list(article.places)
    for i in doubtful:
        label = _label(article, places[i])
        if label in ("PER", "ORG"):
            veto = "person" if label == "PER" else "organisation"
            places[i] = replace(places[i], veto=veto)
    return replace(article, places=places)


def _doubtful(mentions: Sequence[PlaceMention]) -> list[int]:
    certain = {m.name for m in mentions if m.form == "named" or m.parents}
    certain |= {mentions[p].name for m in mentions for p in m.parents}
    certain |= {name for m in mentions if m.form == "named" for name in _lies_in(m)}
    return [
        i
        for i, m in enumerate(mentions)
        if m.form == "bare" and m.level in _LEVELS and not m.veto and m.name not in certain
    ]


def _lies_in(mention: PlaceMention) -> list[str]:
    """The names of what a typed mention lies in: `xã Tả Thàng` speaks for a bare Mường Khương."""
    unit = unit_of(mention.units[0]) if mention.units else None
    return [] if unit is None else [above.name for above in unit.chain()]


def _label(article: Article, mention: PlaceMention) -> str:
    """What NER holds the mention for, or '' where it says nothing."""
    from extract.vietnamese import entities  # noqa: PLC0415 - loaded only where it decides

    sentence = article.sentences[article.sentence_at(mention.start)]
    start, end = mention.start - sentence.start, mention.end - sentence.start
    text = article.text.clean[sentence.start : sentence.end]
    for entity in entities(text):
        if entity.start < end and start < entity.end:
            return entity.label
    return ""
