"""Names and paths, whatever they are."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.paths import (
    AlternativeName,
    NodePath,
    check_object_key,
    check_segment,
    printable,
    unique_name,
)
from em_desktop.errors import InvalidNameError
from em_desktop.formats.times import format_time, parse_time

any_text = st.text()
segments = st.text(st.characters(exclude_characters="/\0"), min_size=1).filter(
    lambda name: name not in {".", ".."}
)
paths = st.builds(NodePath, st.lists(segments, max_size=5).map(tuple))
suffixes = st.from_regex(r"[0-9]{6}_[0-9]{6}_[a-z0-9]{6}", fullmatch=True)
offsets = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(paths)
def test_a_path_survives_writing_and_reading(path: NodePath) -> None:
    assert NodePath.parse(str(path)) == path


@given(any_text)
def test_a_parsed_path_never_leads_outside(text: str) -> None:
    try:
        path = NodePath.parse(text)
    except InvalidNameError:
        return
    assert all(check_segment(part) == part for part in path.parts)


@given(st.text(st.sampled_from("a./\\\0")))
def test_an_object_key_never_leads_outside(key: str) -> None:
    try:
        check_object_key(key)
    except InvalidNameError:
        return
    assert not key.startswith("/")
    assert not {"", ".", ".."} & set(key.split("/"))


@given(paths, paths, paths)
def test_what_lies_in_a_moved_folder_moves_along(
    folder: NodePath, rest: NodePath, target: NodePath
) -> None:
    inside = NodePath(folder.parts + rest.parts)
    moved = inside.rebased(folder, target)
    assert moved.parts == target.parts + rest.parts
    assert moved.rebased(target, folder) == inside


@given(segments, suffixes)
def test_renaming_keeps_the_suffix(name: str, suffix: str) -> None:
    parsed = AlternativeName.parse(f"old_{suffix}")
    assert parsed is not None
    assert parsed.suffix == suffix
    again = AlternativeName.parse(parsed.renamed(name))
    assert again is not None
    assert again.suffix == suffix


@given(segments, st.lists(segments))
def test_a_unique_name_is_not_taken(name: str, taken: list[str]) -> None:
    unique = unique_name(name, taken)
    assert unique not in taken
    assert unique.startswith(name)


@given(st.text(st.characters()))
def test_printable_text_is_printable(text: str) -> None:
    shown = printable(text)
    assert all(character.isprintable() for character in shown)


@given(st.datetimes(timezones=offsets))
def test_a_time_survives_writing_and_reading(time: datetime) -> None:
    read = parse_time(format_time(time))
    assert read == time or not 1900 <= time.year <= 9998


@given(any_text)
def test_any_text_is_a_time_or_none(text: str) -> None:
    time = parse_time(text)
    assert time is None or time.utcoffset() is not None
