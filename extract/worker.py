"""The process that articles are worked on in: where it dies, it takes one article along, no more.

`guard` starts it and talks to it in pickles over its standard input and output: the settings first,
then one article at a time, each answered before the next one comes.
"""

from __future__ import annotations

import io
import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import IO, Any, Literal

from extract.errors import SolieuError
from extract.read import RawPage, Refusal, Source
from extract.schema import ArticleInfo, Record, exact_json
from extract.write import sink, source_fields

try:
    import resource
except ImportError:  # Windows sets no such limits
    resource = None  # type: ignore[assignment]

SECONDS = 60.0
"""Time that an article may take, and again for each further million characters of it."""

MEMORY = 2_000_000_000
"""Bytes that the process of an article may hold, its models among them."""

IDLE_SECONDS = 300.0
"""A worker that gets nothing for so long goes: on a cluster nobody else would end it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is done with each article, and how far it may go.

    `work` names the function that takes a `Source` and gives its records, as `module:function`;
    `options` are its keyword arguments. `form` is how records come back.
    """

    work: str = "extract.flow:extract_source"
    options: Mapping[str, Any] = field(default_factory=dict)
    form: Literal["jsonl", "csv"] = "jsonl"
    with_article: bool = False
    with_text: bool = False
    seconds: float = SECONDS
    memory: int = MEMORY


@dataclass(frozen=True, slots=True)
class Answer:
    """The records of one article as they are written, without a head; its text where asked for."""

    count: int
    records: str
    text: str = ""


Item = Source | RawPage
Outcome = Answer | Refusal
_Work = Callable[..., list[Record]]


def main() -> None:
    """Answer articles until no more come."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption means
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else prints must not stand among the answers
    settings: Settings = pickle.load(sys.stdin.buffer)
    work = _function(settings.work)
    _limit_memory(settings.memory)
    _send(answers, None)
    inbox: queue.SimpleQueue[Item] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, inbox), daemon=True).start()
    while True:
        try:
            item = inbox.get(timeout=IDLE_SECONDS)
        except queue.Empty:
            return
        _limit_time(settings.seconds)
        _send(answers, attempt(work, item, settings))


def _function(name: str) -> _Work:
    module, _, function = name.partition(":")
    found: _Work = getattr(import_module(module), function)
    return found


def _send(answers: IO[bytes], answer: Outcome | None) -> None:
    pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()


def _listen(stream: IO[bytes], inbox: queue.SimpleQueue[Item]) -> None:
    while True:
        try:
            inbox.put(pickle.load(stream))
        except EOFError:
            os._exit(0)  # the parent is gone, and whatever is at work here is for nobody
        except MemoryError:
            os._exit(1)  # the article itself is too large: the parent says so


def attempt(work: _Work, item: Item, settings: Settings) -> Outcome:
    """What `work` makes of an article; whatever goes wrong refuses that article."""
    try:
        source = item.open() if isinstance(item, RawPage) else item
        return _encoded(source, work(source, **settings.options), settings)
    except SolieuError as error:
        return Refusal(item.origin, str(error))
    except MemoryError:
        return Refusal(item.origin, memory_reason(settings))
    except Exception as error:  # whatever it is, the other articles go on
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return Refusal(item.origin, f"the extractor failed here ({what}); please report it")


def memory_reason(settings: Settings) -> str:
    """Why an article that wanted too much memory is refused."""
    return (
        f"it needed more than {settings.memory / 1e6:g} MB of memory; allow more with --memory, "
        "or split it"
    )


def _encoded(source: Source, records: list[Record], settings: Settings) -> Answer:
    lines = io.StringIO()
    out = sink(lines, settings.form, head=False)
    for record in records:
        out.write(_with_article(record, source) if settings.with_article else record)
    text = exact_json(source_fields(source)) + "\n" if settings.with_text else ""
    return Answer(len(records), lines.getvalue(), text)


def _with_article(record: Record, source: Source) -> Record:
    """The record with what is known of its article, for the forms that repeat it."""
    if record.article is not None:
        return record
    article = ArticleInfo(title=source.title, published=source.published, url=source.url)
    return record.model_copy(update={"article": article})


# --- limits that the system keeps -----------------------------------------------------------------


def _limit_memory(size: int) -> None:
    if resource is not None:
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (_within(size, most), most))


def _limit_time(seconds: float) -> None:
    """Have the system end this process in an endless loop where no parent is left to do it."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        allowed = int(used.ru_utime + used.ru_stime + _PATIENCE * seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (_within(allowed, most), most))


def _within(wanted: int, most: int) -> int:
    """The limit wanted, or the one that the system already sets where that is lower."""
    assert resource is not None
    return wanted if most == resource.RLIM_INFINITY else min(wanted, most)


_PATIENCE = 50
"""An article of the largest size may take so many times the time of a short one."""
