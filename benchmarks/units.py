"""What the table of units costs, and how many places of articles find their unit.

    python benchmarks/units.py

Runs over the articles of `corpus/`, and over those of ../shared that may be read where it is there.
Load time is that of a fresh process, imports apart.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from extract import flow
from extract.annotate import annotate
from extract.link import ground

ROOT = Path(__file__).resolve().parent.parent
LEVELS = ("province", "district", "commune")
_LOAD = """
import time, tracemalloc
import extract.gazetteer as g
if {traced}: tracemalloc.start()
start = time.process_time()
g.units(); g.by_code(); g.resolve_place("xã Đại Dực, huyện Tiên Yên"); g.surface_forms()
spent = (time.process_time() - start) * 1e3
print(tracemalloc.get_traced_memory()[0] / 1e6 if {traced} else spent)
"""


def texts() -> Iterator[str]:
    """The articles: of the shared set the odd ones and the five."""
    shared = ROOT.parent / "shared"
    if (shared / "dev").is_dir():
        for line in (shared / "dev" / "articles.jsonl").open(encoding="utf-8"):
            article = json.loads(line)
            if int(article["id"][1:]) % 2:
                yield article["text"]
        for path in sorted((shared / "corpus").glob("*.txt")):
            yield path.read_text("utf-8")
        return
    for path in sorted((ROOT / "corpus").glob("*.txt")):
        yield path.read_text("utf-8")


def load(*, traced: bool) -> float:
    """Milliseconds of processor time to load table and index, or megabytes where `traced`."""
    code = _LOAD.format(traced=traced)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    return float(done.stdout)


def main() -> None:
    """Print the figures."""
    spent = min(load(traced=False) for _ in range(5))
    print(f"table and index: {spent:.0f} ms, {load(traced=True):.1f} MB")
    by: Counter[str] = Counter()
    found: Counter[tuple[str, bool]] = Counter()
    articles, seconds = 0, 0.0
    for text in texts():
        page = flow.open_page(text)
        base = ground(annotate(page.text), published=page.layout.published)
        articles += 1
        start = time.process_time()
        for i, mention in enumerate(base.article.places):
            named = mention.form in ("named", "bare") and not mention.veto
            if named and mention.level in LEVELS:
                settled = base.settler.settle(i)
                by[settled.by] += 1
                found[mention.level, settled.unit is not None] += 1
        seconds += time.process_time() - start
    print(f"{articles} articles, {seconds / articles * 1e3:.2f} ms an article to settle")
    for level in LEVELS:
        all_of = found[level, True] + found[level, False]
        print(f"{level}: {found[level, True]} of {all_of} mentions find their unit")
    print("settled by: " + ", ".join(f"{how} {count}" for how, count in by.most_common()))


if __name__ == "__main__":
    main()
