"""The work folder of a run: finished shards and their manifest, from which a run goes on.

Beside the output `records.csv` it is `records.csv.solieu-work/`. It holds `manifest.jsonl` (first
the settings of the run, then a line for each finished shard with its fingerprint) and beside it the
records, the texts and the refusals of each of those. A shard is finished when its line is on disk;
what is half written without one is written again. The folder goes when the output is whole.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Literal

from extract.batch import Shard, ShardResult
from extract.errors import OutputError
from extract.read import Refusal
from extract.schema import exact_json

try:
    import fcntl
except ImportError:  # Windows: two runs into one output are not noticed there
    fcntl = None  # type: ignore[assignment]

SUFFIX = ".solieu-work"
"""What the name of a work folder ends in."""


@dataclass(frozen=True, slots=True)
class _Entry:
    digest: str
    articles: int
    count: int
    sizes: tuple[int, ...]


Kind = Literal["records", "refused", "texts"]
KINDS: tuple[Kind, ...] = ("records", "refused", "texts")
"""What is kept of a shard, in the order that `write.writing` takes it."""


class WorkFolder:
    """Finished shards on disk. Get one from `work_folder`."""

    def __init__(self, path: Path, manifest: IO[bytes], entries: dict[int, _Entry]) -> None:
        self.path = path
        self._manifest = manifest
        self._entries = entries

    def finished(self, shard: Shard) -> ShardResult | None:
        """What an earlier run has of `shard`, if its articles were the same.

        Records and texts stay on disk: `contents` has them.
        """
        entry = self._entries.get(shard.index)
        if entry is None or entry.digest != shard.digest:
            return None
        if tuple(self._size(shard.index, kind) for kind in KINDS) != entry.sizes:
            return None
        refused = self._read(shard.index, "refused").splitlines()
        refusals = tuple(Refusal(**json.loads(line)) for line in refused)
        return ShardResult(
            shard.index, entry.digest, entry.articles, entry.count, "", "", refusals, kept=True
        )

    def finish(self, result: ShardResult) -> None:
        """Keep `result`.

        Raises:
            OutputError: where it cannot be written, on a full disk for example.
        """
        refused = "".join(
            exact_json({"origin": x.origin, "reason": x.reason}) + "\n" for x in result.refused
        )
        contents = [x.encode("utf-8") for x in (result.records, refused, result.texts)]
        sizes = tuple(map(len, contents))
        entry = _Entry(result.digest, result.articles, result.count, sizes)
        try:
            for kind, content in zip(KINDS, contents, strict=True):
                self._write(result.index, kind, content)
            _put(self._manifest, _line({"shard": result.index, **asdict(entry)}))
        except OSError as error:
            raise _stopped(self.path, error) from error
        self._entries[result.index] = entry

    def contents(self, kind: Kind, shards: int) -> Iterator[str]:
        """What the first `shards` shards have of `kind`, in order."""
        for index in range(shards):
            yield self._read(index, kind)

    def _file(self, index: int, kind: str) -> Path:
        return self.path / f"{index:07}.{kind}"

    def _size(self, index: int, kind: str) -> int:
        path = self._file(index, kind)
        return path.stat().st_size if path.exists() else 0

    def _read(self, index: int, kind: str) -> str:
        path = self._file(index, kind)
        return path.read_bytes().decode("utf-8") if path.exists() else ""

    def _write(self, index: int, kind: str, content: bytes) -> None:
        path = self._file(index, kind)
        if not content:
            path.unlink(missing_ok=True)
            return
        with path.open("wb", buffering=0) as stream:
            _put(stream, content)


@contextmanager
def work_folder(output: Path, settings: Mapping[str, Any]) -> Iterator[WorkFolder]:
    """The work folder of `output`: as an earlier run left it, where that had the same `settings`.

    It goes at the end, and stays after an error.

    Raises:
        OutputError: where it cannot be made, or another run is at work in it.
    """
    path = output.with_name(output.name + SUFFIX)
    try:
        path.mkdir(parents=True, exist_ok=True)
        manifest = (path / _MANIFEST).open("ab+", buffering=0)
    except OSError as error:
        raise OutputError(
            f"{output} cannot be written: {error.strerror or error}; choose another -o"
        ) from error
    with manifest:
        _lock(manifest, path)
        try:
            entries = _begun(path, manifest, _line(settings))
        except OSError as error:
            raise _stopped(path, error) from error
        yield WorkFolder(path, manifest, entries)
        shutil.rmtree(path)


_MANIFEST = "manifest.jsonl"


def _begun(path: Path, manifest: IO[bytes], settings: bytes) -> dict[int, _Entry]:
    """The entries of a manifest of the same settings; else the folder is emptied for a new one."""
    manifest.seek(0)
    lines = [line for line in manifest if line.endswith(b"\n")]  # the last may be half a line
    if lines and lines[0] == settings:
        manifest.truncate(sum(map(len, lines)))
        return dict(map(_entry, lines[1:]))
    manifest.truncate(0)
    for file in path.iterdir():
        if file.name != _MANIFEST:
            shutil.rmtree(file) if file.is_dir() else file.unlink()
    _put(manifest, settings)
    return {}


def _entry(line: bytes) -> tuple[int, _Entry]:
    fields = json.loads(line)
    return fields["shard"], _Entry(
        fields["digest"], fields["articles"], fields["count"], tuple(fields["sizes"])
    )


def _line(fields: Mapping[str, Any]) -> bytes:
    return (exact_json(fields) + "\n").encode("utf-8")


def _lock(manifest: IO[bytes], path: Path) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise OutputError(
            f"another run is at work in {path}; wait for it, or choose another -o"
        ) from error


def _put(stream: IO[bytes], content: bytes) -> None:
    """Write all of `content` and have it on disk."""
    rest = memoryview(content)
    while rest:
        rest = rest[stream.write(rest) :]
    os.fsync(stream.fileno())


def _stopped(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{path} cannot be written: {error.strerror or error}; "
        "mend that and run the same command again: it goes on from here"
    )
