"""How two looks at a folder tell what happened in between."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.stores.local.signatures import Signature, difference, folder_signature

FOLDER = NodePath(("runs",))
RUN = FOLDER.child("run_261123_120000_abcdef")
LONG_AGO = 1_700_000_000


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder of two Runs that nobody has touched for long."""
    for name in (RUN.name, "another"):
        directory = tmp_path / name
        directory.mkdir()
        (directory / "metadata.yaml").write_text("kind: Run\nname: run\nstatus: Running\n")
        age(directory)
    return tmp_path


def age(directory: Path) -> None:
    for each in (*directory.iterdir(), directory):
        os.utime(each, (LONG_AGO, LONG_AGO))


def write_in_place(directory: Path) -> None:
    with (directory / "metadata.yaml").open("r+") as file:
        file.write("kind: Art")


def look(place: Path, before: Signature | None = None) -> Signature:
    return folder_signature(os.fspath(place), before=before)


def test_nothing_is_told_where_nothing_happened(place: Path) -> None:
    first = look(place)
    second = look(place, first)
    assert difference(FOLDER, first, second) == Changes()
    assert difference(FOLDER, second, look(place, second)) == Changes()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(write_in_place, id="a file is written over"),
        pytest.param(lambda run: (run / "metadata.yaml").unlink(), id="a file goes"),
        pytest.param(lambda run: (run / ".em-node.yaml").write_text("id: x\n"), id="a file comes"),
    ],
)
def test_a_later_look_sees_what_the_first_one_would(
    place: Path, change: Callable[[Path], object]
) -> None:
    before = look(place)
    again = look(place, before)
    change(place / RUN.name)
    for known in (before, again):
        assert difference(FOLDER, known, look(place, known)) == Changes(nodes=frozenset({RUN}))


def test_a_file_that_comes_within_a_tick_of_the_clock_after_a_look_is_seen(place: Path) -> None:
    now = time.time_ns()
    os.utime(place / RUN.name, ns=(now, now))
    before = look(place)
    (place / RUN.name / ".em-node.yaml").write_text("id: x\n")
    os.utime(place / RUN.name, ns=(now, now))  # as a coarse clock would have it
    assert difference(FOLDER, before, look(place, before)) == Changes(nodes=frozenset({RUN}))


def test_a_look_at_the_names_tells_what_came_and_went_and_leaves_the_rest_for_later(
    place: Path,
) -> None:
    before = look(place)
    write_in_place(place / RUN.name)
    (place / "another").rename(place / "new")
    names = folder_signature(os.fspath(place), before=before, only_names=True)
    new, gone = FOLDER.child("new"), FOLDER.child("another")
    assert difference(FOLDER, before, names) == Changes(
        nodes=frozenset({new}), parents=frozenset({FOLDER}), removed=frozenset({gone})
    )
    changed = Changes(nodes=frozenset({RUN}))
    assert difference(FOLDER, names, look(place, names)) == changed
