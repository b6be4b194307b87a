"""Typed words find names, the likeliest first, and show what fits."""

from __future__ import annotations

import pytest

from em_desktop.gui.matching import match


@pytest.mark.parametrize(
    ("query", "name", "spans"),
    [
        ("mnist aug", "mnist_aug", ((0, 5), (6, 9))),
        ("mnist aug", "augment_emnist", ((0, 3), (9, 14))),
        ("AUG", "mnist_aug", ((6, 9),)),
        ("aug", "naug_aug", ((5, 8),)),
        ("mn nist", "mnist", ((0, 5),)),
        ("", "mnist", ()),
    ],
)
def test_every_word_is_found_in_any_order(
    query: str, name: str, spans: tuple[tuple[int, int], ...]
) -> None:
    found = match(query, name)
    assert found is not None
    assert found.spans == spans


def test_a_missing_word_is_no_match() -> None:
    assert match("mnist gpt", "mnist_aug") is None


def test_a_beginning_comes_before_a_word_and_a_word_before_a_part() -> None:
    found = [match("aug", name) for name in ("augment", "mnist_aug", "naugty")]
    ranks = [each.rank for each in found if each is not None]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 3


def test_letters_that_fold_to_two_keep_their_places() -> None:
    found = match("lauf", "Straße_lauf")
    assert found is not None
    assert found.spans == ((7, 11),)
