"""Label Studio: articles as tasks, annotated tasks as statements.

A statement is a region of a value that has a kind; relations tie it to the regions of its other
parts. `label_studio.xml` beside this file is the labelling interface.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, cast, get_args

from pydantic import ValidationError

from extract.annotation.articles import (
    Article,
    Returned,
    label_lines,
    record_lines,
    source_fields,
)
from extract.annotation.marks import CHOICES, ROLES, TYPED, VALUES, Mark, Marked, Role
from extract.annotation.offsets import place_span
from extract.errors import InputError, LabelError
from extract.read import Source
from extract.schema import Record, exact_json

_FIELDS = {
    **dict.fromkeys(CHOICES, "choices"),
    **dict.fromkeys(TYPED, "textarea"),
}


def interface() -> str:
    """The labelling interface: what is pasted into a project's settings."""
    return resources.files(__package__).joinpath("label_studio.xml").read_text("utf-8")


# --- out ------------------------------------------------------------------------------------------


def task(article: Article, *, model: str) -> dict[str, Any]:
    """An article as a task: hand labels as its annotation, records as a prediction of `model`.

    Raises:
        LabelError: where a statement does not fit its text.
    """
    marked = article.marked()
    shown = article.shown
    data = {
        **source_fields(article.source),
        # Browsers take a line end of two characters for one, and all offsets behind it would move.
        "text": shown.replace("\r", " "),
        **({"original": shown} if "\r" in shown else {}),
        "text_start": article.offset,
        "records": record_lines(article.records),
        "labels": label_lines(article.labels),
    }
    result = _result(marked, shown)
    if article.labels:
        return {"data": data, "annotations": [{"result": result}]}
    if not article.records:
        return {"data": data}
    score = sum(record.confidence for record in article.records) / len(article.records)
    prediction = {"model_version": model, "score": round(score, 4), "result": result}
    return {"data": data, "predictions": [prediction]}


def _result(statements: Iterable[Marked], shown: str) -> list[dict[str, Any]]:
    regions: dict[str, list[dict[str, Any]]] = {}
    relations = []
    for one in statements:
        regions[one.key] = _region(one.key, one.anchor, {**one.anchor.says, **one.says}, shown)
        for mark in one.marks:
            key = f"{mark.role}-{mark.start}-{mark.end}"
            regions[key] = _region(key, mark, mark.says, shown)
            relations.append(
                {"type": "relation", "from_id": one.key, "to_id": key, "direction": "right"}
            )
    return [*(part for parts in regions.values() for part in parts), *relations]


def _region(key: str, mark: Mark, says: Mapping[str, str], shown: str) -> list[dict[str, Any]]:
    where = {"start": mark.start, "end": mark.end}
    common = {"id": key, "to_name": "text"}
    words = {**where, "text": shown[mark.start : mark.end], "labels": [mark.role]}
    parts = [{**common, "from_name": "role", "type": "labels", "value": words}]
    for name, text in says.items():
        kind = _FIELDS[name]
        value = {**where, "choices" if kind == "choices" else "text": [text]}
        parts.append({**common, "from_name": name, "type": kind, "value": value})
    return parts


def write_tasks(tasks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The file that Label Studio imports, piece by piece."""
    yield "["
    for i, one in enumerate(tasks):
        yield ("," if i else "") + "\n" + exact_json(one)
    yield "\n]\n"


# --- back -----------------------------------------------------------------------------------------


def read_tasks(path: Path, *, predictions: bool = False) -> Iterator[Returned]:
    """What annotators made of the tasks of an export (the format "JSON"), in its order.

    The newest annotation of a task counts; a task without one is passed over. `predictions` takes
    the newest prediction where there is no annotation.

    Raises:
        InputError: where the file is no such export.
    """
    for number, one in enumerate(_tasks(path), 1):
        try:
            result = _newest(one, predictions=predictions)
            if result is not None:
                yield _returned(one["data"], result)
        except (KeyError, TypeError, AttributeError, ValidationError, ValueError) as error:
            raise InputError(
                f"{path}: task {one.get('id', number)} is not one that `solieu export` made: "
                f"{error!r}"
            ) from error


def _tasks(path: Path) -> list[dict[str, Any]]:
    try:
        tasks = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    if not isinstance(tasks, list) or not all(isinstance(one, dict) for one in tasks):
        raise InputError(f"{path} is no list of tasks; export the project as “JSON”")
    if tasks and not any("data" in one for one in tasks):
        raise InputError(f"{path} is another form of export; choose “JSON”, not “JSON-MIN”")
    return tasks


def _newest(one: Mapping[str, Any], *, predictions: bool) -> list[dict[str, Any]] | None:
    done = [x for x in one.get("annotations") or [] if not x.get("was_cancelled")]
    if not done and predictions:
        done = list(one.get("predictions") or [])
    if not done:
        return None
    newest = max(done, key=lambda x: str(x.get("updated_at") or x.get("created_at") or ""))
    return list(newest["result"])


@dataclass(slots=True)
class _Region:
    key: str
    role: Role | None = None
    span: tuple[int, int] = (0, 0)
    words: str = ""
    says: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.role or 'region'} “{self.words}” (region {self.key})"


def _returned(data: Mapping[str, Any], result: Iterable[Mapping[str, Any]]) -> Returned:
    article = _article(data)
    returned = Returned(article, [])
    regions: dict[str, _Region] = {}
    relations: list[tuple[str, str]] = []
    for part in result:
        if part["type"] == "relation":
            relations.append((part["from_id"], part["to_id"]))
            continue
        region = regions.setdefault(part["id"], _Region(part["id"]))
        try:
            _take(region, part, article.shown)
        except LabelError as error:
            returned.problems.append(f"{region}: {error}")
            region.role = None
    _gather(regions, relations, returned)
    return returned


def _article(data: Mapping[str, Any]) -> Article:
    shown, start = data.get("original", data["text"]), data.get("text_start", 0)
    day = data.get("published")
    source = Source(
        doc_id=data["doc_id"],
        text=shown[start:],
        title=data.get("title"),
        published=date.fromisoformat(day) if day else None,
        url=data.get("url"),
        origin=data["doc_id"],
    )
    records = tuple(Record.from_json_line(line) for line in data.get("records", ()))
    return Article(source, records=records)


def _take(region: _Region, part: Mapping[str, Any], shown: str) -> None:
    """Add a part of the result to its region."""
    value = part["value"]
    name, kind = part["from_name"], part["type"]
    if kind == "labels":
        region.words = value.get("text", "")
        role = value["labels"][0]
        if role not in ROLES:
            raise LabelError(f"{role!r} is no role; known are {', '.join(get_args(Role))}")
        region.span = place_span(shown, value["start"], value["end"], region.words)
        region.role = cast(Role, role)
        region.words = shown[slice(*region.span)]
    elif name in _FIELDS:
        given = value["choices"] if kind == "choices" else value["text"]
        text = given[-1] if isinstance(given, list) and given else given or ""
        if text.strip():
            region.says[name] = text.strip()


def _gather(
    regions: Mapping[str, _Region], relations: Iterable[tuple[str, str]], returned: Returned
) -> None:
    """Tie regions into statements; a region that belongs to none is a problem."""
    parts: dict[str, list[_Region]] = {
        key: [] for key, r in regions.items() if r.role in VALUES and "kind" in r.says
    }
    tied = set(parts)
    for first, second in relations:
        owner, other = (first, second) if first in parts else (second, first)
        if owner not in parts or other not in regions:
            ends = " and ".join(str(regions[x]) if x in regions else x for x in (first, second))
            returned.problems.append(f"neither of {ends} is a value with a kind")
            continue
        parts[owner].append(regions[other])
        tied.add(other)
    for key, region in regions.items():
        if key not in tied and region.role is not None:
            what = "choose its kind, or relate" if region.role in VALUES else "relate"
            returned.problems.append(f"{region} belongs to no statement: {what} it")
    for key, others in parts.items():
        anchor = regions[key]
        marks = sorted((_mark(r) for r in others if r.role), key=lambda mark: mark.span)
        assert anchor.role is not None
        returned.marked.append(
            Marked(key, Mark(anchor.role, *anchor.span), tuple(marks), anchor.says)
        )
    returned.marked.sort(key=lambda one: one.anchor.span)


def _mark(region: _Region) -> Mark:
    assert region.role is not None
    return Mark(region.role, *region.span, region.says)
