"""Annotators' sheets to gold files.

A sheet has one label a line, in 14 columns parted by `|`:

    doc|anchor|kind|numerator|denominator|percentage|upper|unit|bound|direction|status|place|indicator|date

The anchor is the number of a figure in the article, counted from 1, or a literal with its
occurrence (`"một nửa"#2`). Kinds are `p`, `c`, `r`. Empty columns are the common case: percent,
exact, observed, no place, no date. Pieces of an indicator are joined by ` + ` in the order of the
text. A date is a calendar unit (`2023`, `2023-06`, `2023Q1`, `2023H1`) or two of them with `..`
between. What follows `   #` is a note.
"""

from __future__ import annotations

import argparse
import json
import sys
from calendar import monthrange
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import regex

from extract.annotation.articles import stand_off
from extract.errors import LabelError
from extract.evaluation.gold import check_label, read_text
from extract.numerals import FIGURE
from extract.schema import exact_json
from extract.text import fold

KINDS = {"p": "proportion", "c": "change", "r": "rate"}
COLUMNS = 14
_FIGURE = regex.compile(FIGURE)
_SIGN = regex.compile(r"\s?[%‰]")
_LITERAL = regex.compile(r'"(.+)"(?:#(\d+))?')
_UNIT = regex.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?|Q([1-4])|H([12]))?")


def read_sheet(path: Path, texts: dict[str, str]) -> list[dict[str, Any]]:
    """The labels of a sheet, checked against their texts.

    Raises:
        LabelError: names the line that is wrong.
    """
    labels = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            labels.append(_label(line, texts))
        except (LabelError, ValueError, KeyError, InvalidOperation) as error:
            raise LabelError(f"{path}:{number}: {error}: {line[:80]}") from error
    return labels


def _label(line: str, texts: dict[str, str]) -> dict[str, Any]:
    body, _, note = line.partition("   #")
    cells = [cell.strip() for cell in body.split("|")]
    if len(cells) != COLUMNS:
        raise LabelError(f"{len(cells)} columns, not {COLUMNS}")
    doc, anchor, kind, *numbers, unit, bound, direction, status, place, indicator, days = cells
    text = texts[doc]
    numerator, denominator, percentage, upper = (Decimal(n) if n else None for n in numbers)
    start, end = _anchor(anchor, text)
    spans = _pieces(indicator, text, start)
    label = {
        "doc": doc,
        "at": text[start:end],
        "nth": len(regex.findall(regex.escape(text[start:end]), text[:end])),
        "span": [start, end],
        "kind": KINDS[kind],
        "numerator": numerator,
        "denominator": denominator,
        "percentage": percentage,
        "upper": upper,
        "unit": (unit or "percent") if percentage is not None else None,
        "bound": bound or "exact",
        "direction": direction or None,
        "status": status or "observed",
        "place": place or None,
        "indicator": " ".join(text[a:b] for a, b in spans),
        "indicator_spans": spans,
        "date": _days(days),
    }
    if note.strip():
        label["note"] = note.strip()
    check_label(json.loads(exact_json(label), parse_float=Decimal), text, form="beside")
    return label


def _anchor(anchor: str, text: str) -> tuple[int, int]:
    literal = _LITERAL.fullmatch(anchor)
    if literal is None:
        figure = list(_FIGURE.finditer(text))[int(anchor) - 1]
        sign = _SIGN.match(text, figure.end())
        return figure.start(), sign.end() if sign else figure.end()
    at = -1
    for _ in range(int(literal[2] or 1)):
        at = text.find(literal[1], at + 1)
        if at < 0:
            raise LabelError(f"{literal[1]!r} does not stand there")
    return at, at + len(literal[1])


def _pieces(indicator: str, text: str, near: int) -> list[list[int]]:
    """Where the pieces stand: each at its free place nearest to the anchor, in the text's order."""
    key = fold(text)
    spans: list[list[int]] = []
    pieces = filter(None, (fold(p.strip()) for p in indicator.split(" + ")))
    for piece in sorted(pieces, key=len, reverse=True):
        found = [m.span() for m in regex.finditer(rf"(?<!\w){regex.escape(piece)}(?!\w)", key)]
        found = found or [m.span() for m in regex.finditer(regex.escape(piece), key)]
        free = [(a, b) for a, b in found if not any(a < d and c < b for c, d in spans)]
        if not free:
            raise LabelError(f"no {piece!r} in the text, or its place is taken")
        spans.append(list(min(free, key=lambda span: abs(span[0] - near))))
    return sorted(spans)


def _days(period: str) -> list[str] | None:
    if not period:
        return None
    units = [_unit(part) for part in period.split("..")]
    return [units[0][0].isoformat(), units[-1][1].isoformat()]


def _unit(text: str) -> tuple[date, date]:
    match = _UNIT.fullmatch(text)
    if match is None:
        raise LabelError(f"no calendar unit: {text!r}")
    year, month, day, quarter, half = (int(g) if g else None for g in match.groups())
    assert year is not None
    if day and month:
        return date(year, month, day), date(year, month, day)
    if quarter:
        first, last = 3 * quarter - 2, 3 * quarter
    elif half:
        first, last = 6 * half - 5, 6 * half
    else:
        first, last = (month, month) if month else (1, 12)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def main() -> int:
    """Turn sheets into one gold file, sorted by article and place in it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sheets", nargs="+", type=Path)
    parser.add_argument("-o", "--output", required=True, type=Path)
    parser.add_argument("--texts", action="append", required=True, type=Path, help="folder of .txt")
    parser.add_argument("--stand-off", action="store_true", help="keep no words of the texts")
    options = parser.parse_args()
    texts = {f.stem: read_text(f) for folder in options.texts for f in folder.glob("*.txt")}
    try:
        labels = [label for sheet in options.sheets for label in read_sheet(sheet, texts)]
    except LabelError as error:
        print(error, file=sys.stderr)
        return 1
    labels.sort(key=lambda label: (label["doc"], label["span"]))
    if options.stand_off:
        labels = [stand_off(label, texts[label["doc"]]) for label in labels]
    options.output.write_text("".join(exact_json(x) + "\n" for x in labels), "utf-8")
    print(f"{len(labels)} labels of {len({x['doc'] for x in labels})} articles")
    return 0


if __name__ == "__main__":
    sys.exit(main())
