"""The report as one page that opens without a network. Texts of articles are data in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import resources
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import regex
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from extract.evaluation.causes import CAUSES
from extract.evaluation.score import FIELDS
from extract.evaluation.tables import set_note

_BLANK_LINES = regex.compile(r"\n\s*\n")
_SIDES = ("gold", "said")
_TITLES = {
    "gold-value": "gold: value",
    "gold-indicator": "gold: indicator",
    "said-value": "record: value",
    "said-indicator": "record: indicator",
    "said-place": "record: place",
    "said-date": "record: date",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage under the same marks; the brackets at its ends in reading order."""

    text: str
    classes: str
    title: str
    opens: tuple[str, ...]
    closes: tuple[str, ...]


def render(report: Mapping[str, Any]) -> str:
    """The page of a report."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["pieces"] = pieces
    environment.filters["address"] = _address
    environment.filters["note"] = set_note
    opened = [one for one in report["sets"] if not one["blind"]]
    errors = [error for one in opened for error in one["errors"]]
    return environment.from_string(_file("report.html")).render(
        report=report,
        open=opened,
        errors=errors,
        docs=list(dict.fromkeys(error["doc"] for error in errors)),
        causes=CAUSES,
        fields=FIELDS,
        jump=partial(_jump, errors),
        css=Markup(_file("report.css")),
        js=Markup(_file("report.js")),
    )


def _file(name: str) -> str:
    return resources.files("extract.evaluation").joinpath(name).read_text("utf-8")


def _address(wanted: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in wanted.items() if value})


def _jump(errors: Sequence[Mapping[str, Any]], key: str) -> Markup:
    """A link from the key of a label to its error."""
    target = next((error["id"] for error in errors if error["key"] == key), None)
    if target is None:
        return Markup("{}").format(key)
    return Markup('<a href="#{}">{}</a>').format(target, key)


def pieces(passage: str, marks: Iterable[Mapping[str, Any]]) -> list[Piece]:
    """The passage cut where a mark begins or ends, without its blank lines."""
    found = [(str(m["is"]), int(m["start"]), int(m["end"])) for m in marks]
    cuts = sorted({0, len(passage), *(a for _, a, _ in found), *(b for _, _, b in found)})
    result = []
    for start, end in pairwise(cuts):
        over = [name for name in _TITLES if any(n == name and a <= start < b for n, a, b in found)]
        sides = [side for side in _SIDES if any(name.startswith(side) for name in over)]
        values = [(n.partition("-")[0], a, b) for n, a, b in found if n.endswith("value")]
        result.append(
            Piece(
                _BLANK_LINES.sub("\n", passage[start:end]),
                " ".join([*sides, *over]),
                "; ".join(_TITLES[name] for name in over),
                tuple(side for side, a, _ in values if a == start),
                tuple(side for side, _, b in reversed(values) if b == end),
            )
        )
    return result
