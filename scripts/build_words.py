"""Making `extract/words.tsv`: words with their usual part of speech and two word classes.

    python scripts/build_words.py [--to FILE]

Words and tags are underthesea's, over the unlabelled articles and the odd half of ../shared/dev
(about four minutes). Words that stand in like places share a class: positive mutual information
with the two words before and behind, reduced to 100 dimensions, k-means into 64 and 256 classes.
No text is kept. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import labelled
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD

from extract.sentences import split_sentences
from extract.text import clean, fold
from extract.vietnamese import tagged_words

TARGET = Path(__file__).resolve().parent.parent / "extract" / "words.tsv"
LEAST = 4
"""How often a word must occur to get an entry."""
CONTEXTS = 3000
"""How many of the most frequent words count as context."""
OFFSETS = (-2, -1, 1, 2)
FIGURE, NAME = "0", "<np>"
"""What stands for all figures, and for all proper names."""
HEAD = """\
# Vietnamese words with their usual part of speech and two word classes (64 and 256 of them), most frequent first.
# Made by scripts/build_words.py from underthesea's tags of news text; see there.
"""  # noqa: E501

Rows = list[list[str]]


def sentences() -> Iterator[list[tuple[str, str]]]:
    """Tagged sentences of the articles."""
    texts = [a["text"] for a in labelled.lines(labelled.SHARED / "dev" / "unlabelled.jsonl.gz")]
    texts += [one.text for one in labelled.dev("odd")]
    for text in texts:
        plain = clean(text).clean
        for one in split_sentences(plain):
            yield tagged_words(plain[one.start : one.end])


def count_words() -> tuple[Rows, Counter[str], dict[str, Counter[str]]]:
    """Sentences as rows of keys, how often each word occurs, and its parts of speech."""
    rows: Rows = []
    counts: Counter[str] = Counter()
    tags: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences():
        row = []
        for word, tag in sentence:
            key = fold(word)
            if re.search(r"\d", key):
                row.append(FIGURE)
            elif word[0].isupper() and tag == "Np":
                row.append(NAME)
            else:
                row.append(key)
                counts[key] += 1
                tags[key][tag] += 1
        rows.append(row)
    return rows, counts, tags


def vectors(rows: Rows, words: Sequence[str], contexts: Sequence[str]) -> np.ndarray:
    """A unit vector for each word, from the words around it."""
    at = {word: i for i, word in enumerate(words)}
    context = {word: i for i, word in enumerate(contexts)}
    seen: Counter[tuple[int, int]] = Counter()
    for row in rows:
        for i, word in enumerate(row):
            if word not in at:
                continue
            for block, offset in enumerate(OFFSETS):
                j = i + offset
                if 0 <= j < len(row) and row[j] in context:
                    seen[at[word], block * len(context) + context[row[j]]] += 1
    keys = list(seen)
    table = csr_matrix(
        (np.array(list(seen.values()), float), tuple(zip(*keys, strict=True))),
        shape=(len(words), len(OFFSETS) * len(context)),
    )
    reduced = TruncatedSVD(100, random_state=0).fit_transform(information(table))
    return reduced / (np.linalg.norm(reduced, axis=1, keepdims=True) + 1e-9)


def information(table: csr_matrix) -> csr_matrix:
    """Positive pointwise mutual information, frequent contexts held back."""
    by_word = np.asarray(table.sum(1)).ravel()
    by_context = np.asarray(table.sum(0)).ravel()
    total = by_word.sum()
    cells = table.tocoo()
    expected = by_word[cells.row] * (by_context[cells.col] ** 0.75 * total**0.25)
    gain = np.maximum(np.log(cells.data * total / expected), 0)
    return csr_matrix((gain, (cells.row, cells.col)), shape=table.shape)


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=TARGET)
    options = parser.parse_args()
    rows, counts, tags = count_words()
    words = [word for word, n in counts.items() if n >= LEAST] + [FIGURE, NAME]
    contexts = [word for word, _ in counts.most_common(CONTEXTS)] + [FIGURE, NAME]
    points = vectors(rows, words, contexts)
    classes = [
        MiniBatchKMeans(size, random_state=0, n_init=3, batch_size=4096).fit(points).labels_
        for size in (64, 256)
    ]
    at = {word: i for i, word in enumerate(words)}
    named = sorted(itertools.filterfalse((FIGURE, NAME).__contains__, words))
    lines = [
        "\t".join(
            [word, tags[word].most_common(1)[0][0], *(str(found[at[word]]) for found in classes)]
        )
        for word in sorted(named, key=lambda word: -counts[word])
        if "\t" not in word and not word.startswith("#")
    ]
    options.to.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
