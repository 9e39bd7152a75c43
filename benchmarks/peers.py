"""Throughput beside its peers, in one run: `make benchmark`.

Ratios from one run are solid, absolute times are not: they depend on the machine and on what else
it does. Runs over the articles of `corpus/`, and over ../shared/dev where it is there.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path

from extract import flow
from extract.sentences import split_sentences
from extract.text import clean

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = 150


def texts() -> list[str]:
    """The articles to run over."""
    shared = ROOT.parent / "shared" / "dev" / "unlabelled.jsonl.gz"
    if shared.exists():
        with gzip.open(shared, "rt", encoding="utf-8") as lines:
            return [json.loads(line)["text"] for line, _ in zip(lines, range(ARTICLES))]  # noqa: B905
    return [path.read_text("utf-8") for path in sorted((ROOT / "corpus").glob("*.txt"))]


def words(text: str) -> None:
    """underthesea's word segmentation of the whole text."""
    import underthesea  # noqa: PLC0415

    underthesea.word_tokenize(text)


def entities(text: str) -> None:
    """underthesea's NER on every sentence."""
    import underthesea  # noqa: PLC0415

    plain = clean(text).clean
    for sentence in split_sentences(plain):
        underthesea.ner(plain[sentence.start : sentence.end])


def seconds(work: Callable[[str], object], articles: list[str]) -> float:
    """Wall time a thousand characters takes, after a first run that loads what is needed."""
    work(articles[0])
    begin = time.perf_counter()
    for text in articles:
        work(text)
    return (time.perf_counter() - begin) / sum(map(len, articles)) * 1000


def main() -> None:
    """Print milliseconds per thousand characters and the ratios."""
    articles = texts()
    ours = seconds(flow.extract, articles)
    print(f"{len(articles)} articles, {sum(map(len, articles))} characters")
    print(f"solieu                    {ours * 1000:8.2f} ms per 1,000 characters")
    for name, work in (("underthesea.word_tokenize", words), ("underthesea.ner", entities)):
        theirs = seconds(work, articles[: ARTICLES // 3])
        print(f"{name:25} {theirs * 1000:8.2f} ms: {theirs / ours:.2f} times solieu's")


if __name__ == "__main__":
    main()
