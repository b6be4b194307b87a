"""Ten thousand damaged files, the same in every run."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.fuzz.exercise import exercise
from tests.fuzz.mutation import damaged

FILES = 10_000
PARTS = 10
SEED = 20261123
LONGEST_SECONDS = 10.0  # for one file in all readers, on a busy machine; usual are 3 ms


def whole_files(samples: Path) -> list[bytes]:
    """Files of every kind and shape that the readers know; the short ones, so that it is quick."""
    paths = [
        *sorted(samples.glob("em-*/*/*/*.yaml")),
        *sorted(samples.glob("autotune/*/profile.json")),
        *sorted(samples.glob("autotune/*/*/metadata.json"))[:20],
    ]
    node = b"id: 7a1c0f4e\nlabels: [a]\nassociations:\n  input:\n  - {kind: Artifact, name: x}\n"
    asset = b"kind: Model\nlabels:\n- a\ndescription: d\ncreated: '2026-11-23T12:00:00+08:00'\n"
    shortcut = b"kind: Shortcut\ntarget:\n  id: u\n  path: runs/a\nlabels: []\n"
    return [node, asset, shortcut, *(path.read_bytes()[:4000] for path in paths)]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_a_damaged_file_never_breaks_a_reader(samples: Path, part: int) -> None:
    longest = 0.0
    for data in damaged(whole_files(samples), FILES // PARTS, SEED + part):
        start = time.perf_counter()
        try:
            exercise(data)
        except Exception as error:
            error.add_note(f"the file was {data!r}")
            raise
        longest = max(longest, time.perf_counter() - start)
    assert longest < LONGEST_SECONDS


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        b"a: " + b"x" * (17 << 20),
        b"[" * (17 << 20),
        b"a: 1\n" + b"- x\n" * (6 << 20),
        b'"' + b"\\u0041" * (3 << 20),
        b"\xff" * (17 << 20),
        bytes(17 << 20),
        b"&a " * (6 << 20),
    ],
    ids=["one line", "brackets", "items", "escapes", "no text", "zeros", "anchors"],
)
def test_a_huge_file_is_read_up_to_its_limit(data: bytes) -> None:
    start = time.perf_counter()
    exercise(data)
    assert time.perf_counter() - start < 30
