"""A text that never ends a sentence is cut, so that work over a sentence stays bounded."""

from __future__ import annotations

import pytest

from extract.sentences import LONGEST, split_sentences


@pytest.mark.parametrize(
    ("piece", "ends"),
    [("hộ nghèo; 5 xã, ", ";"), ("hộ nghèo, cận nghèo ", ","), ("hộ nghèo ", "oộ"), ("5%", "%5")],
)
def test_a_sentence_has_a_greatest_length(piece: str, ends: str) -> None:
    text = piece * (10 * LONGEST // len(piece))
    found = split_sentences(text)
    assert len(found) >= 10
    assert all(0 < sentence.end - sentence.start <= LONGEST for sentence in found)
    assert all(text[sentence.end - 1] in ends for sentence in found[:-1])
    kept = "".join(text[sentence.start : sentence.end] for sentence in found)
    assert kept.replace(" ", "") == text.replace(" ", "")


def test_a_sentence_of_the_greatest_length_stays_whole() -> None:
    text = "a" * (LONGEST - 1) + "."
    (sentence,) = split_sentences(text)
    assert (sentence.start, sentence.end) == (0, LONGEST)
