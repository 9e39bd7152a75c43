"""The report as Markdown, for a terminal or a thread, and its errors as rows for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from extract.evaluation.causes import CAUSES
from extract.evaluation.score import FIELDS
from extract.write import safe_cell

ERROR_COLUMNS = (
    "id", "set", "doc", "key", "causes", "wrong", *(f"gold_{f}" for f in FIELDS),
    *(f"record_{f}" for f in FIELDS), "confidence", "passage", "trail",
)  # fmt: skip
"""The columns of `errors.csv`."""


def percent(value: float) -> str:
    """A share in per cent with one decimal."""
    return f"{100 * value:.1f}"


def signed(value: float) -> str:
    """A difference of shares in points with its sign."""
    return f"{100 * value:+.1f}"


def set_note(one: Mapping[str, Any]) -> str:
    """What a reader must know of a set beside its name."""
    return (" (blind)" if one["blind"] else "") + (" (learned from)" if one["learned"] else "")


# --- Markdown -------------------------------------------------------------------------------------


def markdown(report: Mapping[str, Any]) -> str:
    """The report without its errors, as Markdown."""
    blocks = [f"# Evaluation of {_cell(report['name'])}", *_records(report), *_fields(report)]
    if report["against"]:
        blocks += _against(report["against"])
    if report["parts"]:
        blocks += _parts(report["parts"])
    if report["agreement"]:
        blocks += _agreement(report["agreement"])
    blocks += _open_sets([one for one in report["sets"] if not one["blind"]])
    return "\n\n".join(blocks) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(str(c)) for c in line) + " |" for line in lines)


def _cell(text: str) -> str:
    # Names and error messages are data here too.
    plain = " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")
    return plain.replace("<", "&lt;").replace("`", "'")


def _records(report: Mapping[str, Any]) -> Iterator[str]:
    yield "## Records"
    head = ["set", "articles", "F1", "95%", "precision", "recall", "right", "records", "gold",
            "found F1", "baseline F1"]  # fmt: skip
    rows = []
    for one in report["sets"]:
        r = one["record"]
        rows.append([
            one["name"] + set_note(one), one["articles"],
            f"**{percent(r['f1'])}**", f"{percent(r['low'])}–{percent(r['high'])}",
            percent(r["precision"]), percent(r["recall"]), r["right"], r["predicted"], r["gold"],
            percent(one["found"]["f1"]), percent(one["baseline"]["record"]["f1"]),
        ])  # fmt: skip
    yield _table(head, rows)
    for one in report["sets"]:
        if one["crashes"]:
            crashed = ", ".join(f"{doc} ({error})" for doc, error in one["crashes"].items())
            yield f"{one['name']}: {len(one['crashes'])} articles crashed: {_cell(crashed)}"


def _fields(report: Mapping[str, Any]) -> Iterator[str]:
    yield "## Fields (F1; precision / recall; right of records and gold)"
    sets = report["sets"]
    rows: list[list[object]] = []
    for name in FIELDS:
        row: list[object] = [name]
        for one in sets:
            c = one["fields"][name]
            row.append(
                f"{percent(c['f1'])}; {percent(c['precision'])} / {percent(c['recall'])}; "
                f"{c['right']} of {c['predicted']} and {c['gold']}"
            )
        rows.append(row)
    rows.append(["indicator, mean", *(percent(one["indicator_mean"]) for one in sets)])
    yield _table(["field", *(one["name"] for one in sets)], rows)


def _against(against: Mapping[str, Any]) -> Iterator[str]:
    yield f"## Against {_cell(against['name'])}"
    head = ["set", "before", "after", "difference", "95%", "chance", "reading", "mended", "broken"]
    yield _table(
        head,
        [
            [
                one["name"], percent(one["before"]), percent(one["after"]),
                signed(one["difference"]), f"{signed(one['low'])} to {signed(one['high'])}",
                f"{one['chance']:.3f}", _reading(one), len(one["mended"]), len(one["broken"]),
            ]
            for one in against["sets"]
        ],
    )  # fmt: skip


def _reading(gap: Mapping[str, Any]) -> str:
    return "more than noise" if gap["more_than_noise"] else "may be noise"


def _parts(parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "## What each part earns"
    rows = [
        [
            part["part"], one["name"], percent(one["without"]), signed(one["difference"]),
            f"{signed(one['low'])} to {signed(one['high'])}", _reading(one),
        ]
        for part in parts
        for one in part["sets"]
    ]  # fmt: skip
    yield _table(["without", "set", "F1 without", "earned", "95%", "reading"], rows)


def _agreement(agreement: Mapping[str, Any]) -> Iterator[str]:
    yield "## Two readers"
    rows = [["found", percent(agreement["found"]["f1"])]]
    rows += [[name, percent(c["f1"])] for name, c in agreement["fields"].items()]
    rows.append(["record", percent(agreement["record"]["f1"])])
    yield f"{agreement['articles']} articles labelled twice; see gold/DISAGREEMENTS.md."
    yield _table(["field", "F1"], rows)


def _open_sets(sets: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not sets:
        return
    yield "## Causes"
    yield _table(
        ["cause", *(one["name"] for one in sets)],
        [[words, *(one["causes"][cause] for one in sets)] for cause, words in CAUSES.items()],
    )
    yield "## Worst articles"
    yield _table(
        ["set", "article", "F1", "right", "gold", "missed", "spurious", "wrong"],
        [
            [one["name"], w["doc"], percent(w["f1"]), w["right"], w["gold"], w["missed"],
             w["spurious"], w["wrong"]]
            for one in sets
            for w in one["worst"]
        ],
    )  # fmt: skip


# --- errors.csv -----------------------------------------------------------------------------------


def errors_csv(report: Mapping[str, Any]) -> str:
    """The errors of the open sets under `ERROR_COLUMNS`; no cell is a formula."""
    out = io.StringIO()
    out.write("\ufeff")  # so that spreadsheets read it as UTF-8
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(ERROR_COLUMNS)
    for one in report["sets"]:
        for error in one.get("errors", ()):
            writer.writerow(safe_cell(cell) for cell in _error_row(error))
    return out.getvalue()


def _error_row(error: Mapping[str, Any]) -> list[str]:
    gold, record = error["gold"] or {}, error["predicted"] or {}
    trail = "; ".join(f"{s['field']}: {s['how']} {s['rule']}".strip() for s in error["trail"])
    return [
        error["id"], error["set"], error["doc"], error["key"] or "",
        "; ".join(CAUSES[cause] for cause in error["causes"]), "; ".join(error["wrong"]),
        *(gold.get(name, "") for name in FIELDS), *(record.get(name, "") for name in FIELDS),
        "" if error["confidence"] is None else f"{error['confidence']:.2f}",
        error["passage"], trail,
    ]  # fmt: skip
