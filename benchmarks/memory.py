"""Peak memory of a run at several sizes: it must not grow with the number of articles.

    python benchmarks/memory.py 1000 5000 50000            # the extractor itself
    python benchmarks/memory.py 1000 50000 --without-work  # reading, shards and writing alone

Articles are those of ../shared/dev/unlabelled.jsonl.gz, or of corpus/, over and over.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from extract.read import Source
from extract.schema import Record

ROOT = Path(__file__).resolve().parent.parent
_COMMAND = (
    "import resource, sys; from extract import cli; sys.path.insert(0, {here!r})\n"
    "cli.WORK = {work!r}\n"
    "try: cli.app(['extract', *sys.argv[1:]])\n"
    "except SystemExit: pass\n"
    "for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):\n"
    "    print(resource.getrusage(who).ru_maxrss)\n"
)


def nothing(source: Source, *, counts: bool = False) -> list[Record]:
    """No records, at once."""
    return []


def lines() -> list[str]:
    """Articles, a line of JSON each."""
    shared = ROOT.parent / "shared" / "dev" / "unlabelled.jsonl.gz"
    if shared.exists():
        with gzip.open(shared, "rt", encoding="utf-8") as file:
            return list(file)
    paths = sorted((ROOT / "corpus").glob("*.txt"))
    return [json.dumps({"id": path.stem, "text": path.read_text("utf-8")}) + "\n" for path in paths]


def measure(articles: int, *, work: str) -> tuple[int, int, float]:
    """Peak kilobytes of the command, of its largest worker, and seconds, over `articles`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "in.jsonl")
        with path.open("w", encoding="utf-8") as file:
            file.writelines(islice(cycle(lines()), articles))
        code = _COMMAND.format(here=str(Path(__file__).parent), work=work)
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", code, str(path), "-o", str(Path(folder, "out.csv"))],
            check=True, stdout=subprocess.PIPE, text=True, env=os.environ,
        )  # fmt: skip
        own, worker = map(int, done.stdout.split())
    return own, worker, time.monotonic() - begun


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--without-work", action="store_true")
    arguments = parser.parse_args()
    work = "memory:nothing" if arguments.without_work else "extract.flow:extract_source"
    for size in arguments.sizes:
        own, worker, seconds = measure(size, work=work)
        print(f"{size:>8} articles: command {own / 1024:.0f} MB, worker {worker / 1024:.0f} MB, "
              f"{seconds:.0f} s", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
