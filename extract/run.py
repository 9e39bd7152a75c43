"""One run of the command: articles in, records out, what was refused named; all of it counted."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO

from extract import batch
from extract.batch import Known, ShardResult, unknown
from extract.frames.sdmx import SdmxCsv
from extract.meter import Meter
from extract.progress import Progress
from extract.read import LIMIT, read_raw, size_on_disk
from extract.remote import upload
from extract.resume import work_folder
from extract.schema import Record
from extract.terminal import SHOWN, print_table
from extract.worker import Settings
from extract.write import (
    Format,
    Sink,
    check_place,
    is_device,
    line_form,
    sink,
    writing,
)

UPLOADS = ".solieu-upload"
"""What the name of a folder ends in that holds an output before it is sent to its URL."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run reads, what it does, and where: on `cluster`, or in `jobs` processes here."""

    inputs: Sequence[str]
    settings: Settings
    limit: int = LIMIT
    jobs: int = 1
    cluster: str | None = None


class Run:
    """Does a plan once, by one of its `to_` methods, and counts. `note` is told of each record."""

    def __init__(self, plan: Plan, *, note: Callable[[Record], None] | None = None) -> None:
        self._plan = plan
        self._note = note
        self.articles = self.records = self.refused = self.left_out = 0
        self.untouched = False
        """Whether nothing could be read and an output that stood there was left as it was."""

    def to_file(self, path: Path, form: Format, *, parts: bool = False) -> None:
        """Write records to `path`, and beside it refusals and the texts that were asked for.

        Broken off and started again, it goes on where it was.

        Raises:
            OutputError: where that cannot be written.
            WorkerError: where no worker process can be started.
        """
        settings = self._settings(form)
        if is_device(path):
            with writing(path, form) as (out, _, _):
                for result in self._results(settings):
                    self._pass(result.records, out, form)
            return
        path = path.resolve() if path.is_symlink() else path
        check_place(path, form, parts=parts)
        with work_folder(path, self._manifest(settings)) as work:
            shards = 0
            for result in self._results(settings, work.finished):
                if not result.kept:
                    work.finish(result)
                shards += 1
            if self.refused and not self.articles and path.exists():
                self.untouched = True  # a slip in the input's name must not cost a good output
                return
            with writing(path, form, scratch=work.path, parts=parts) as (out, refused, texts):
                for lines in work.contents("records", shards):
                    self._pass(lines, out, form)
                for lines in work.contents("refused", shards):
                    refused.add(lines)
                for lines in work.contents("texts", shards):
                    texts.add(lines)
                self.left_out = out.left_out if isinstance(out, SdmxCsv) else 0

    def to_url(self, url: str, form: Format, *, parts: bool = False) -> None:
        """As `to_file`, at a URL: made whole in a folder of the current one, and sent from there.

        Raises:
            OutputError: as `to_file`, and where it cannot be sent.
        """
        name = url.rstrip("/").rpartition("/")[2]
        folder = Path(name + UPLOADS)
        self.to_file(folder / name, form, parts=parts)
        upload(folder, url)
        shutil.rmtree(folder)

    def to_stdout(self, form: Format) -> None:
        """Write records to standard output as they come."""
        out = _utf8_stdout()
        writer = sink(out, form)
        for result in self._results(self._settings(form)):
            self._pass(result.records, writer, form)
            out.flush()

    def to_terminal(self) -> None:
        """Show the first records as a table."""
        shown: list[Record] = []
        for result in self._results(self._settings("jsonl")):
            if self._note or len(shown) < SHOWN:
                found = self._noted(result.records)
                shown += found[: SHOWN - len(shown)]
        print_table(shown, total=self.records)

    def _settings(self, form: Format) -> Settings:
        # Who takes note of records needs all of them, not the rows of a table.
        lines = "jsonl" if self._note else line_form(form)
        return replace(self._plan.settings, form=lines, with_article=form != "jsonl")

    def _pass(self, lines: str, out: Sink, form: Format) -> None:
        """Add the records of a shard to the output, and take note of them where that is wanted."""
        records = self._noted(lines) if self._note else []
        if records and form == "csv":
            for record in records:
                out.write(record)
        else:
            out.add(lines)

    def _noted(self, lines: str) -> list[Record]:
        found = [Record.from_json_line(line) for line in lines.split("\n") if line]
        if self._note:
            for record in found:
                self._note(record)
        return found

    def _manifest(self, settings: Settings) -> dict[str, object]:
        """What must be the same for an earlier run's shards to be of use."""
        try:
            release = version("solieu")
        except PackageNotFoundError:
            release = ""
        return {"solieu": release, **asdict(settings)}

    def _results(self, settings: Settings, known: Known = unknown) -> Iterator[ShardResult]:
        plan = self._plan
        meter = Meter()
        total = size_on_disk(plan.inputs) if sys.stderr.isatty() else None
        items = read_raw(plan.inputs, limit=plan.limit, meter=meter)
        with Progress(meter, total) as progress:
            shards = progress.follow(batch.cut(items))
            if plan.cluster is not None:
                from extract import cluster  # noqa: PLC0415 - an extra

                results = cluster.run(shards, settings, address=plan.cluster, known=known)
            else:
                results = batch.run(
                    shards, settings, jobs=plan.jobs, known=known, done=progress.article_done
                )
            for result in results:
                self._count(result, progress)
                yield result

    def _count(self, result: ShardResult, progress: Progress) -> None:
        self.articles += result.articles
        self.records += result.count
        self.refused += len(result.refused)
        for refusal in result.refused:
            progress.say(f"{refusal.origin}: {refusal.reason}")
        progress.shard_done(self.articles + self.refused)


def _utf8_stdout() -> IO[str]:
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", newline="")
    return sys.stdout
