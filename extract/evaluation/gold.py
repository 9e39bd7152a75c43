"""The gold sets: hand labels beside the texts they were read from, checked before they are used.

A label that does not fit its text would be scored as the extractor's error, so nothing here is
forgiven: the first label that is malformed, whose span does not hold its value, or whose text has
changed ends the run with its file and line.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args

import regex

from extract import schema
from extract.errors import LabelError
from extract.evaluation.labels import Statement, from_label
from extract.numerals import FIGURE, SCALES

Form = Literal["beside", "stand-off"]
"""How labels keep the indicator: as text beside a text of ours, or as spans alone."""

_SHARED_KEYS = (
    "doc", "span", "kind", "numerator", "denominator", "percentage", "upper", "unit", "bound",
    "direction", "status", "place", "date",
)  # fmt: skip
_OPTIONAL_KEYS = {"at", "nth", "note", "sha256", "indicator", "indicator_spans"}
_CHOICES: dict[str, tuple[str | None, ...]] = {
    "kind": tuple(kind for kind in get_args(schema.Kind) if kind != "count"),
    "unit": (*get_args(schema.PercentUnit), None),
    "bound": get_args(schema.Bound),
    "direction": (*get_args(schema.Direction), None),
    "status": get_args(schema.Status),
}
_NUMBERS = ("percentage", "upper", "numerator", "denominator")
_FIGURE = regex.compile(FIGURE)
_POWERS = frozenset({0, *SCALES.values(), *(a + b for a in SCALES.values() for b in (3, 6, 9))})


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """A text with its labels in the order of the text; `topic` is `None` where none was noted."""

    doc: str
    text: str
    labels: tuple[Statement, ...]
    published: date | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Articles that are scored together.

    Of a `blind` set nobody reads the errors. From a `learned` one the models and rules were made:
    its score says how well they remember, not how well they do on what nobody has seen.
    """

    name: str
    articles: tuple[GoldArticle, ...]
    blind: bool = False
    learned: bool = False

    @property
    def records(self) -> int:
        """The number of labels."""
        return sum(len(article.labels) for article in self.articles)


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    published: date | None = None
    topic: str | None = None


def checksum(text: str) -> str:
    """What a label keeps of a text that may not be copied, or must not change: 16 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


# --- the sets -------------------------------------------------------------------------------------


def load_sets(gold: Path, dev: Path | None = None) -> list[GoldSet]:
    """Every set that is there: ours in `gold`, and those whose texts lie beside and under `dev`.

    `gold-dev` and `gold-test` are the parts of the corpus beside the folder `gold`; `real` is the
    real articles beside `dev`; `dev-odd` and `dev-even` are its two halves. A file of labels is
    the one set that there is (see `own_set`).

    Raises:
        LabelError: names the first label, text or manifest line that is wrong.
    """
    if gold.is_file():
        return [own_set(gold)]
    sets = corpus_sets(gold)
    if dev is not None and (dev.parent / "corpus").is_dir() and (gold / "real.jsonl").is_file():
        sets.append(real_set(gold / "real.jsonl", dev.parent / "corpus"))
    if dev is not None and dev.is_dir():
        sets += dev_sets(dev)
    return sets


def corpus_sets(gold: Path) -> list[GoldSet]:
    """`gold-dev` and `gold-test`: the corpus by its manifest, and the labels in `gold`.

    Raises:
        LabelError: where texts, manifest and labels do not fit together.
    """
    corpus = gold.parent / "corpus"
    manifest = _manifest(corpus / "manifest.json")
    texts = {}
    for entry in manifest:
        text = read_text(corpus / f"{entry['slug']}.txt")
        if checksum(text) != entry["sha256"]:
            raise LabelError(f"{corpus}/{entry['slug']}.txt is not the text that was labelled")
        # The page's own day of publication is for the extractor to find: none is handed over.
        texts[entry["slug"]] = _Text(text, topic=entry["topic"])
    articles = _articles(gold / "corpus.jsonl", texts, form="beside")
    for entry in manifest:
        found = len(articles[entry["slug"]].labels)
        if found != entry["records"]:
            raise LabelError(f"{entry['slug']}: {found} labels, {entry['records']} in the manifest")
    parts = {
        part: tuple(articles[e["slug"]] for e in manifest if e["part"] == part)
        for part in ("dev", "test")
    }
    return [
        GoldSet("gold-dev", parts["dev"], learned=True),
        GoldSet("gold-test", parts["test"], blind=True),
    ]


TEXTS = ".texts.jsonl"
"""What the file of the texts of labels adds to its name; a line is {"id", "text", "published"?}."""


def own_set(labels: Path) -> GoldSet:
    """The labels of a file of one's own, whose texts lie beside it; a text may have no label.

    Raises:
        LabelError: where the texts are missing or malformed, or a label does not fit.
    """
    texts: dict[str, _Text] = {}
    for where, line in _lines(labels.with_name(labels.name + TEXTS)):
        try:
            day = line.get("published")
            texts[line["id"]] = _Text(line["text"], date.fromisoformat(day) if day else None)
        except (KeyError, TypeError, ValueError) as error:
            raise LabelError(f"{where}: malformed article: {error!r}") from error
    forms: set[Form] = {"beside" if "nth" in x else "stand-off" for _, x in _lines(labels)}
    if len(forms) > 1:
        raise LabelError(f"{labels}: some labels stand off, others do not")
    articles = _articles(labels, texts, form=forms.pop() if forms else "beside")
    return GoldSet(labels.stem, tuple(articles.values()))


def real_set(labels: Path, texts: Path) -> GoldSet:
    """The real articles in the folder `texts` with their stand-off labels.

    Raises:
        LabelError: where a label does not fit, or a text has changed or is missing.
    """
    docs = dict.fromkeys(_doc(label, where) for where, label in _lines(labels))
    found = {doc: _Text(read_text(texts / f"{doc}.txt")) for doc in docs}
    return GoldSet("real", tuple(_articles(labels, found, form="stand-off").values()))


def dev_sets(dev: Path) -> list[GoldSet]:
    """`dev-odd` and `dev-even`: the halves of the shared set by the number of the article.

    Raises:
        LabelError: where a label does not fit its article.
    """
    texts = {}
    for where, line in _lines(dev / "articles.jsonl"):
        try:
            day = line["published"]
            texts[line["id"]] = _Text(line["text"], date.fromisoformat(day) if day else None)
        except (KeyError, TypeError, ValueError) as error:
            raise LabelError(f"{where}: malformed article: {error!r}") from error
    articles = _articles(dev / "gold.jsonl", texts, form="beside").values()
    halves: dict[bool, list[GoldArticle]] = {True: [], False: []}
    for article in articles:
        halves[int(article.doc.lstrip("abcdefghijklmnopqrstuvwxyz")) % 2 == 1].append(article)
    return [
        GoldSet("dev-odd", tuple(halves[True]), learned=True),
        GoldSet("dev-even", tuple(halves[False]), blind=True),
    ]


def stand_off(
    labels: Path, texts: Mapping[str, str], *, skip_unknown: bool = False
) -> dict[str, GoldArticle]:
    """Articles of a stand-off file by their id; texts that it does not name are left out.

    `skip_unknown`: labels of articles that are not in `texts` are left out too.

    Raises:
        LabelError: where a label does not fit, or its text has changed or is missing.
    """
    docs = dict.fromkeys(_doc(label, where) for where, label in _lines(labels))
    known = {doc: _Text(texts[doc]) for doc in docs if doc in texts}
    return _articles(labels, known, form="stand-off", skip_unknown=skip_unknown)


def read_text(path: Path) -> str:
    """A text exactly as it stands in the file, line ends kept.

    Raises:
        LabelError: where it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LabelError(f"{path}: no text to score against: {error}") from error


# --- files ----------------------------------------------------------------------------------------

_ENTRY: dict[str, type | tuple[type, ...]] = {
    "slug": str, "place": str, "published": (str, type(None)), "units": str, "topic": str,
    "layout": str, "phenomena": list, "records": int, "sha256": str, "part": str,
}  # fmt: skip


def _manifest(path: Path) -> list[dict[str, Any]]:
    try:
        entries = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise LabelError(f"{path}: {error}") from error
    for number, entry in enumerate(entries, 1):
        wrong = [k for k, kind in _ENTRY.items() if not isinstance(entry.get(k), kind)]
        if wrong or entry["part"] not in ("dev", "test"):
            raise LabelError(f"{path}: entry {number}: {', '.join(wrong) or 'part'} is wrong")
    return list(entries)


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each JSON object of a file with `file:line`; numbers are exact."""
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as file:
            lines = file.read().split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LabelError(f"{path}: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            value = json.loads(line, parse_float=Decimal)
        except json.JSONDecodeError as error:
            raise LabelError(f"{where}: {error}") from error
        if not isinstance(value, dict):
            raise LabelError(f"{where}: not an object")
        yield where, value


def _doc(label: Mapping[str, Any], where: str) -> str:
    doc = label.get("doc")
    if not isinstance(doc, str):
        raise LabelError(f"{where}: no doc")
    return doc


def _articles(
    path: Path, texts: Mapping[str, _Text], *, form: Form, skip_unknown: bool = False
) -> dict[str, GoldArticle]:
    labels: dict[str, list[Statement]] = {doc: [] for doc in texts}
    for where, label in _lines(path):
        doc = _doc(label, where)
        if doc not in texts:
            if skip_unknown:
                continue
            raise LabelError(f"{where}: no text for {doc}")
        try:
            statement = check_label(label, texts[doc].text, form=form)
        except LabelError as error:
            raise LabelError(f"{where}: {doc}: {error}") from error
        if statement in labels[doc]:
            raise LabelError(f"{where}: {doc}: the same label stands twice")
        labels[doc].append(statement)
    return {
        doc: GoldArticle(
            doc, t.text, tuple(sorted(labels[doc], key=_position)), t.published, t.topic
        )
        for doc, t in texts.items()
    }


def _position(statement: Statement) -> tuple[int, int]:
    return statement.spans[0]


# --- one label ------------------------------------------------------------------------------------


def check_label(label: Mapping[str, Any], text: str, *, form: Form) -> Statement:
    """The statement of a label that fits `text`; a stand-off label gets its indicator from there.

    Raises:
        LabelError: says what is wrong with the label.
    """
    _check_keys(label, form)
    _check_fields(label)
    if form == "stand-off" and label["sha256"] != checksum(text):
        raise LabelError("the text has changed since it was labelled")
    anchor = _inside(label["span"], text, "span")
    _check_anchor(label, text, anchor)
    indicator = label.get("indicator")
    if "indicator_spans" in label:
        spans = label["indicator_spans"]
        pieces = [_inside(span, text, "indicator span") for span in spans]
        if any(one[1] > other[0] for one, other in pairwise(spans)):
            raise LabelError(f"indicator spans overlap or are out of order: {spans}")
        stated = " ".join(pieces)
        if indicator is not None and _squeeze(indicator) != _squeeze(stated):
            raise LabelError(f"indicator {indicator!r} is not what its spans hold: {stated!r}")
        indicator = stated
    if not isinstance(indicator, str) or not indicator.strip():
        raise LabelError("no indicator")
    return from_label({**label, "indicator": indicator})


def _check_keys(label: Mapping[str, Any], form: Form) -> None:
    needed = {*_SHARED_KEYS, *(("at", "nth") if form == "beside" else ("sha256",))}
    needed.add("indicator" if form == "beside" else "indicator_spans")
    missing = sorted(needed - label.keys())
    unknown = sorted(label.keys() - needed - _OPTIONAL_KEYS)
    if missing or unknown:
        raise LabelError(f"malformed label: missing {missing}, unknown {unknown}")


def _check_fields(label: Mapping[str, Any]) -> None:
    for name, choices in _CHOICES.items():
        if label[name] not in choices:
            raise LabelError(f"malformed label: {name} is {label[name]!r}")
    for name in _NUMBERS:
        value = label[name]
        if isinstance(value, bool) or not isinstance(value, int | Decimal | None):
            raise LabelError(f"malformed label: {name} is {value!r}")
    if (label["kind"] == "change") != (label["direction"] is not None):
        raise LabelError("malformed label: a direction is for a change, and a change has one")
    if (label["percentage"] is None) != (label["unit"] is None):
        raise LabelError("malformed label: a unit is for a percentage, and a percentage has one")
    # Of two amounts (`10-15 đôi`) the first is the numerator and `upper` the end.
    if label["upper"] is not None and label["percentage"] is None and label["numerator"] is None:
        raise LabelError("malformed label: an upper end without a lower one")
    if all(label[name] is None for name in ("percentage", "numerator", "denominator")):
        raise LabelError("malformed label: no value")
    if not isinstance(label["place"], str | None) or label["place"] == "":
        raise LabelError(f"malformed label: place is {label['place']!r}")
    _check_days(label["date"])


def _check_days(days: object) -> None:
    if days is None:
        return
    try:
        first, last = map(date.fromisoformat, days)  # type: ignore[call-overload]
    except (TypeError, ValueError) as error:
        raise LabelError(f"malformed label: date is {days!r}") from error
    if first > last:
        raise LabelError(f"malformed label: date ends before it begins: {days!r}")


def _inside(span: Any, text: str, name: str) -> str:
    if not (
        isinstance(span, list)
        and len(span) == 2
        and all(isinstance(end, int) and not isinstance(end, bool) for end in span)
    ):
        raise LabelError(f"malformed label: {name} is {span!r}")
    start, end = span
    if not 0 <= start < end <= len(text):
        raise LabelError(f"{name} [{start}, {end}) is outside the text of {len(text)} characters")
    return text[start:end]


def _check_anchor(label: Mapping[str, Any], text: str, anchor: str) -> None:
    if "at" in label and label["at"] != anchor:
        raise LabelError(f"the span holds {anchor!r}, not {label['at']!r}")
    if "nth" in label and _nth(text, anchor, label["span"][0]) != label["nth"]:
        raise LabelError(f"{anchor!r} at {label['span'][0]} is not its occurrence {label['nth']}")
    figures = _FIGURE.findall(anchor)
    values = [Decimal(str(label[name])) for name in _NUMBERS if label[name] is not None]
    for figure in figures:
        if not any(_holds(figure, value) for value in values):
            raise LabelError(f"the span holds {figure}, which is none of the label's values")
    if not figures and not any(char.isalpha() or char.isnumeric() for char in anchor):
        raise LabelError(f"the span holds {anchor!r}, which is no value")


def _nth(text: str, anchor: str, start: int) -> int:
    return sum(1 for _ in regex.finditer(regex.escape(anchor), text[: start + len(anchor)]))


def _holds(figure: str, value: Decimal) -> bool:
    """Whether some reading of the figure, scale words aside, is `value`."""
    return any(value == reading.scaleb(power) for reading in _readings(figure) for power in _POWERS)


def _readings(figure: str) -> Iterable[Decimal]:
    """What a figure can mean: any one of its marks before the decimals, or none."""
    yield Decimal(regex.sub(r"[.,]", "", figure))
    mark = max(figure.rfind("."), figure.rfind(","))
    if mark >= 0:
        whole = regex.sub(r"[.,]", "", figure[:mark])
        yield Decimal(f"{whole}.{figure[mark + 1 :]}")


def _squeeze(text: str) -> Sequence[str]:
    return unicodedata.normalize("NFC", text).lower().split()
