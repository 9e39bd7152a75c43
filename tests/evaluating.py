"""A small gold set and an extractor that errs in known ways, for the tests of the report."""

from __future__ import annotations

from datetime import date
from typing import Any

from extract.evaluation import measure, run
from extract.evaluation.gold import GoldArticle, GoldSet
from extract.evaluation.labels import from_label

TEXTS = {
    "one": "Huyện Mường Xa có 40% hộ dùng nước máy. Xã Bản Mới đạt 9/12 thôn sáng điện.",
    "two": "Thu ngân sách <b>tăng</b> 15% & 'mừng'. <script>document.title = 'lost'</script>"
    " Còn 7% hộ nghèo.",
    "three": "Vụ này 30% diện tích đã gặt.",
}


def label(doc: str, at: str, indicator: str, **changes: Any) -> dict[str, Any]:
    """A label of a value and an indicator that stand in the text."""
    text = TEXTS[doc]
    start, words = text.index(at), text.index(indicator)
    plain: dict[str, Any] = {
        "doc": doc, "at": at, "nth": 1, "span": [start, start + len(at)], "kind": "proportion",
        "numerator": None, "denominator": None, "percentage": None, "upper": None, "unit": None,
        "bound": "exact", "direction": None, "status": "observed", "place": None,
        "indicator": indicator, "indicator_spans": [[words, words + len(indicator)]], "date": None,
    }  # fmt: skip
    if at.endswith("%"):
        plain |= {"percentage": int(at[:-1]), "unit": "percent"}
    return {**plain, **changes}


LABELS = [
    label("one", "40%", "hộ dùng nước máy", place="huyện Mường Xa"),
    label("one", "9", "thôn sáng điện", numerator=9, denominator=12, place="xã Bản Mới"),
    label("two", "15%", "Thu ngân sách", kind="change", direction="up"),
    label("two", "7%", "hộ nghèo"),
    label("three", "30%", "diện tích đã gặt"),
]


def record(doc: str, value: int, span: tuple[int, int], **changes: Any) -> dict[str, Any]:
    """A record in its JSON form."""
    plain: dict[str, Any] = {
        "doc_id": doc, "kind": "proportion", "place": None, "indicator": None, "numerator": None,
        "denominator": None, "bound": "exact", "direction": None, "status": "observed",
        "percentage": {"value": value, "upper": None, "unit": "percent", "span": list(span)},
        "date": None, "confidence": 0.5,
    }  # fmt: skip
    return {**plain, **changes}


def words(doc: str, text: str) -> dict[str, Any]:
    """An indicator that stands in the text."""
    start = TEXTS[doc].index(text)
    return {"text": text, "spans": [[start, start + len(text)]]}


def records(*, mended: bool = False) -> dict[str, list[dict[str, Any]]]:
    """One right, one with a wrong place, one with a wrong period, one spurious, two missed.

    `mended`: the place is right, and what was right before is not.
    """
    name = "huyện Mường Xa" if mended else "huyện <i>Khác</i>"
    place = {"name": name, "span": [0, 14]}
    trail = [{"field": "place", "how": "nearest <before>", "rule": "near", "span": [0, 14]}]
    right = record("two", 7, (TEXTS["two"].index("7%"),) * 2, confidence=0.9)
    at = TEXTS["two"].index("7%")
    right["percentage"]["span"] = [at, at + 2]
    right["indicator"] = words("two", "hộ nghèo")
    if mended:
        right["status"] = "target"
    day = date(2023, 1, 1).isoformat()
    change = record(
        "two", 15, (TEXTS["two"].index("15%"), TEXTS["two"].index("15%") + 3), kind="change",
        direction="up", indicator=words("two", "Thu ngân sách"), confidence=0.3,
        date={"start": day, "end": day, "basis": "stated", "span": None},
    )  # fmt: skip
    return {
        "one": [
            record("one", 40, (18, 21), place=place, indicator=words("one", "hộ dùng nước máy"),
                   trail=trail, confidence=0.6),
            record("one", 99, (70, 72), confidence=0.1),
        ],
        "two": [change, right],
    }  # fmt: skip


def gold_set(name: str = "open", *, blind: bool = False) -> GoldSet:
    """The articles with their labels, and topics for two of them."""
    topics = {"one": "water & light", "two": "budget"}
    articles = tuple(
        GoldArticle(
            doc, text, tuple(from_label(x) for x in LABELS if x["doc"] == doc), None,
            topics.get(doc),
        )
        for doc, text in TEXTS.items()
    )  # fmt: skip
    return GoldSet(name, articles, blind=blind)


def crashing(found: dict[str, list[dict[str, Any]]]) -> run.Extract:
    """An extractor that gives `found` and crashes on article three."""

    def extract(article: GoldArticle) -> list[dict[str, Any]]:
        if article.doc == "three":
            raise ZeroDivisionError("a <secret> fault")
        return found[article.doc]

    return extract


def report(*, mended: bool = False, name: str = "a run") -> dict[str, Any]:
    """A whole report: the set once open and once blind."""
    extract = crashing(records(mended=mended))
    measured = [
        measure.measure(one, extract) for one in (gold_set(), gold_set("closed", blind=True))
    ]
    base = [measure.measure(one.gold, run.the_baseline()) for one in measured]
    return {
        "form": measure.FORM,
        "name": name,
        "sets": [measure.set_report(a, b) for a, b in zip(measured, base, strict=True)],
        "against": None,
        "parts": [measure.part_report("ner", measured, base)],
        "agreement": None,
    }


__all__ = ["LABELS", "TEXTS", "crashing", "gold_set", "records", "report"]
