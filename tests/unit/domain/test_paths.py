"""Names and paths."""

from __future__ import annotations

from datetime import datetime

import pytest

from em_desktop.domain.paths import (
    ROOT,
    AlternativeName,
    NodePath,
    check_new_name,
    check_object_key,
    check_segment,
    printable,
    unique_name,
)
from em_desktop.errors import InvalidNameError


def path(text: str) -> NodePath:
    return NodePath.parse(text)


def test_a_path_is_read_and_written() -> None:
    assert path("/runs/mnist/").parts == ("runs", "mnist")
    assert str(path("runs/mnist")) == "runs/mnist"
    assert path("") == path("/") == ROOT


@pytest.mark.parametrize("text", ["a//b", "a/../b", "./a", "..", "a/\0", "a/./b"])
def test_a_path_that_leads_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(InvalidNameError):
        path(text)


def test_the_root_is_its_own_parent_and_has_no_name() -> None:
    assert ROOT.parent == ROOT
    assert ROOT.name == ""
    assert ROOT.is_root
    assert path("a/b").parent == path("a")
    assert path("a/b").name == "b"
    assert ROOT.child("a").child("b") == path("a/b")


def test_below_is_inside_and_not_the_node_itself() -> None:
    assert path("a/b").is_below(path("a"))
    assert path("a").is_below(ROOT)
    assert not path("a").is_below(path("a"))
    assert not path("ab").is_below(path("a"))


def test_a_path_follows_what_it_lies_in() -> None:
    assert path("a/b/c").rebased(path("a"), path("x/y")) == path("x/y/b/c")
    assert path("a").rebased(path("a"), path("b")) == path("b")
    with pytest.raises(ValueError, match="not at or below"):
        path("ab").rebased(path("a"), path("b"))


def test_ancestors_are_those_above() -> None:
    assert set(path("a/b/c").ancestors()) == {ROOT, path("a"), path("a/b")}
    assert ROOT.ancestors() == ()


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\0"])
def test_what_cannot_be_one_part_of_a_path_is_refused(name: str) -> None:
    with pytest.raises(InvalidNameError):
        check_segment(name)


@pytest.mark.parametrize(
    "name", [".hidden", " a", "a ", "a\nb", "a\x7f", "a\udcff", "训" * 86, "x" * 256, "..", "a/b"]
)
def test_nothing_new_gets_a_name_that_makes_trouble(name: str) -> None:
    with pytest.raises(InvalidNameError):
        check_new_name(name)


@pytest.mark.parametrize("name", ["a", "训" * 85, "x" * 255, "100% #1 (a+b)=c'&", "🎯"])
def test_ordinary_names_are_taken(name: str) -> None:
    assert check_new_name(name) == name


@pytest.mark.parametrize("key", ["/etc/passwd", "../x", "a/../../x", "a//b", "", "a/", "a\0b"])
def test_an_object_key_stays_inside_its_node(key: str) -> None:
    with pytest.raises(InvalidNameError):
        check_object_key(key)


def test_an_alternative_name_has_three_parts() -> None:
    name = AlternativeName.parse("digits_cnn_lr_a_261123_120018_b6yu88")
    assert name == AlternativeName(
        "digits_cnn_lr_a",
        datetime(2026, 11, 23, 12, 0, 18),  # noqa: DTZ001 - no zone is recorded
        "261123_120018_b6yu88",
    )
    assert name.renamed("best") == "best_261123_120018_b6yu88"


def test_odd_alternative_names() -> None:
    only = AlternativeName.parse("261123_120018_b6yu88")
    assert only is not None
    assert only.name == ""
    impossible = AlternativeName.parse("a_999999_120018_b6yu88")
    assert impossible is not None
    assert impossible.time is None
    chinese = AlternativeName.parse("训练\n_261123_120018_b6yu88")
    assert chinese is not None
    assert chinese.name == "训练\n"


@pytest.mark.parametrize(
    "text", ["notes", "a_261123_120018_B6YU88", "a_261123_120018_b6yu8", "a_261123_120018_b6yu88x"]
)
def test_other_names_are_no_alternative_names(text: str) -> None:
    assert AlternativeName.parse(text) is None


def test_a_taken_name_gets_a_number() -> None:
    assert unique_name("a", []) == "a"
    assert unique_name("a", ["a"]) == "a (2)"
    assert unique_name("a", ["a", "a (2)", "b"]) == "a (3)"


def test_what_cannot_be_shown_is_escaped() -> None:
    assert printable("训练 a\n\x1b\udcff\u202e") == "训练 a\\n\\x1b\\udcff\\u202e"
