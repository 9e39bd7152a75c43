"""The pieces of an indicator."""

from __future__ import annotations

from extract.link.indicators import without_repeats


def test_words_said_twice_are_kept_where_they_are_likelier() -> None:
    keys = "người mua từ Huế , người mua từ đâu".split()
    chances = {0: 0.6, 1: 0.6, 2: 0.6, 5: 0.9, 6: 0.9, 7: 0.9}
    assert without_repeats(keys, [(0, 3), (5, 8)], chances) == [(5, 8)]


def test_the_longer_piece_stays() -> None:
    keys = "vụ việc xong , vụ việc".split()
    assert without_repeats(keys, [(0, 3), (4, 6)], dict.fromkeys(range(6), 0.9)) == [(0, 3)]


def test_a_single_syllable_may_stand_twice() -> None:
    keys = "dân , dân số".split()
    assert without_repeats(keys, [(0, 1), (2, 4)], {}) == [(0, 1), (2, 4)]
