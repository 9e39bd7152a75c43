"""The state of a review: articles, what was decided on each of their records, and what is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Literal, get_args

from extract.errors import InputError, LabelError
from extract.evaluation.gold import checksum
from extract.evaluation.labels import from_label
from extract.review.articles import Article
from extract.review.journal import Entry, Journal
from extract.review.labels import Label, Span, checked, from_form, suggestion
from extract.schema import Record

Verdict = Literal["accepted", "corrected", "rejected", "added"]
WITHDRAWN = "withdrawn"
"""What the journal says of a decision that was taken back."""

_CONTRADICTS = frozenset({"contradiction", "part_exceeds_whole"})


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reader said of a record; `label` is what holds, `None` after a rejection."""

    verdict: Verdict
    label: Label | None


@dataclass(frozen=True, slots=True)
class Item:
    """A record under review, or a label that a reader added and no record stands behind.

    `label` is what accepting would keep; `problem` says why it cannot be accepted as it is.
    """

    key: str
    record: Record | None
    label: Label
    problem: str | None
    decision: Decision | None

    @property
    def doubt(self) -> float:
        """How much it wants a look: 1 less its confidence, and 1 more where something is amiss.

        Nothing, where a reader wrote it.
        """
        if self.record is None:
            return 0.0
        amiss = self.record.audit.verdict in _CONTRADICTS or bool(self.record.warnings)
        return 1 - self.record.confidence + amiss


@dataclass(slots=True)
class _State:
    checksum: str
    suggested: dict[str, tuple[Record, Label, str | None]]
    decisions: dict[str, Decision] = field(default_factory=dict)
    read: bool = False


class Review:
    """The review of a batch. Every change is in the journal before the call that made it returns.

    `stale` are the articles whose text is no longer the one that was reviewed: what the journal
    says of them is left alone and not used.

    Raises:
        InputError: where the journal holds a label that no gold file could hold.
    """

    def __init__(self, articles: Sequence[Article], journal: Journal) -> None:
        self.articles = list(articles)
        self.journal = journal
        self.stale: set[str] = set()
        self._lock = Lock()
        self._by_doc = {article.doc_id: i for i, article in enumerate(self.articles)}
        self._states = [_State(checksum(a.text), _suggested(a)) for a in self.articles]
        for entry in journal.entries:
            self._replay(entry)

    def items(self, index: int) -> list[Item]:
        """All records of an article and the labels that were added to it, as the text has them."""
        state = self._states[index]
        found = [
            Item(key, record, label, problem, state.decisions.get(key))
            for key, (record, label, problem) in state.suggested.items()
        ]
        found += [
            Item(key, None, decision.label, None, decision)
            for key, decision in state.decisions.items()
            if key not in state.suggested and decision.label is not None
        ]
        return sorted(found, key=lambda item: item.label["span"])

    def done(self, index: int) -> bool:
        """Whether every record was decided on and a reader said that none is missing."""
        return self._states[index].read and not self._open(index)

    def labels(self, index: int) -> list[Label]:
        """What holds of an article: labels that were accepted, corrected or added."""
        decisions = (item.decision for item in self.items(index))
        return [d.label for d in decisions if d is not None and d.label is not None]

    def decide(
        self,
        index: int,
        key: str | None,
        verdict: str,
        *,
        form: Mapping[str, str] | None = None,
        anchor: Span | None = None,
        indicator_spans: Sequence[Span] = (),
    ) -> str:
        """Keep a decision on the record `key`, or on a new one at `anchor`; gives its key.

        Raises:
            LabelError: where what would be kept is no sound label, or there is no such record.
            OutputError: where it could not be kept.
        """
        with self._lock:
            state = self._states[index]
            if verdict == "added":
                key = _new_key(state, anchor) if anchor else None
            item = next((item for item in self.items(index) if item.key == key), None)
            if key is None or (item is None and verdict != "added"):
                raise LabelError("no such record: select its value in the text first")
            label: Label | None = None
            if verdict == "accepted" and item is not None:
                label = _acceptable(item)
            elif verdict in ("corrected", "added"):
                at = anchor or (item.label["span"] if item else (0, 0))
                label = from_form(
                    form or {},
                    self.articles[index],
                    anchor=(at[0], at[1]),
                    indicator_spans=indicator_spans,
                )
            elif verdict not in ("rejected", WITHDRAWN):
                raise LabelError(f"{verdict!r} is no decision")
            if label is not None:
                _check_new(state, key, label)
            self._keep(index, {"key": key, "verdict": verdict, "label": label})
            return key

    def set_read(self, index: int, read: bool) -> None:
        """Say that nothing in an article is missing, or take that back.

        Raises:
            LabelError: where records of it are still open.
            OutputError: where it could not be kept.
        """
        with self._lock:
            left = self._open(index)
            if read and left:
                raise LabelError(f"{left} records of this article are still open")
            self._keep(index, {"read": read})

    def _open(self, index: int) -> int:
        return sum(item.decision is None for item in self.items(index))

    def _keep(self, index: int, fields: Entry) -> None:
        article, state = self.articles[index], self._states[index]
        self.journal.append({"doc": article.doc_id, "text": state.checksum, **fields})
        _apply(state, fields)

    def _replay(self, entry: Entry) -> None:
        index = self._by_doc.get(entry.get("doc", ""))
        if index is None:
            return
        if entry.get("text") != self._states[index].checksum:
            self.stale.add(entry["doc"])
            return
        try:
            if entry.get("label") is not None:
                checked(entry["label"], self.articles[index])
            _apply(self._states[index], entry)
        except (KeyError, LabelError) as error:
            raise InputError(
                f"{self.journal.path}: a decision on {entry['doc']} is damaged: {error}; "
                f"mend or take out the line of {entry.get('at')}"
            ) from error


def _acceptable(item: Item) -> Label:
    if item.problem:
        raise LabelError(f"{item.problem}; correct it")
    return item.label if item.decision is None else item.decision.label or item.label


def _new_key(state: _State, anchor: Span) -> str:
    taken = state.decisions.keys()
    return next(k for k in _numbered(f"new {anchor[0]}-{anchor[1]}") if k not in taken)


def _check_new(state: _State, key: str, label: Label) -> None:
    """The same label twice would be refused by whoever reads the gold file."""
    others = (d.label for k, d in state.decisions.items() if k != key and d.label is not None)
    if any(from_label(other) == from_label(label) for other in others):
        raise LabelError("this very label is kept already")


def _apply(state: _State, fields: Entry) -> None:
    if "read" in fields:
        state.read = bool(fields["read"])
        return
    key, verdict = fields["key"], fields["verdict"]
    if verdict == WITHDRAWN:
        state.decisions.pop(key, None)
    elif verdict in get_args(Verdict):
        state.decisions[key] = Decision(verdict, fields["label"])


def _suggested(article: Article) -> dict[str, tuple[Record, Label, str | None]]:
    found: dict[str, tuple[Record, Label, str | None]] = {}
    for record in article.records:
        label, problem = suggestion(record, article)
        start, end = label["span"]
        key = next(k for k in _numbered(f"{start}-{end}") if k not in found)
        found[key] = (record, label, problem)
    return found


def _numbered(name: str) -> Iterator[str]:
    """`name`, then `name#2`, `name#3`: two records may stand at one place."""
    yield name
    number = 2
    while True:
        yield f"{name}#{number}"
        number += 1
