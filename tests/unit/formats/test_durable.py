"""Work that waits for the disk, alone and together."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from em_desktop.errors import EmError, NoSpaceError
from em_desktop.formats.durable import Durably, alone, at_once, together
from em_desktop.formats.files import writing


def written(place: Path, text: str) -> Durably[str]:
    yield from writing(place, text.encode())
    return text


def test_files_written_together_are_as_if_each_were_written_alone(tmp_path: Path) -> None:
    places = [tmp_path / f"{number}" for number in range(9)]
    places[3].write_text("old")
    assert together([written(place, place.name) for place in places]) == [
        place.name for place in places
    ]
    assert alone(written(tmp_path / "last", "last")) == "last"
    assert {place.name: place.read_text() for place in tmp_path.iterdir()} == {
        name: name for name in (*(place.name for place in places), "last")
    }


def test_no_name_changes_before_what_it_stands_for_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    real = os.fsync

    def look(descriptor: int) -> None:
        seen.append([each.name for each in tmp_path.iterdir() if not each.name.startswith(".em")])
        real(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    together([written(tmp_path / name, name) for name in "ab"])
    assert [sorted(names) for names in seen] == [[], [], ["a", "b"]]  # the directory once for both


def test_what_the_disk_refuses_costs_only_its_own_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def refuse(descriptor: int) -> None:
        if os.fstat(descriptor).st_size == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", refuse)
    first, second = together([written(tmp_path / "a", "bad"), written(tmp_path / "b", "good")])
    assert isinstance(first, NoSpaceError)
    assert second == "good"
    assert [place.name for place in tmp_path.iterdir()] == ["b"]


def test_a_mistake_in_one_work_leaves_nothing_of_the_others(tmp_path: Path) -> None:
    def mistaken() -> Durably[str]:
        yield tmp_path
        raise ValueError("a mistake")

    with pytest.raises(ValueError, match="a mistake"):
        together([mistaken(), slow(tmp_path / "b")])
    assert list(tmp_path.iterdir()) == []


def slow(place: Path) -> Durably[str]:
    yield place.parent
    yield from writing(place, b"b")
    return "b"


def test_nothing_together_is_nothing() -> None:
    nothing: list[str | EmError] = []
    assert together(list[Durably[str]]()) == nothing
    assert together([at_once("done")]) == ["done"]
