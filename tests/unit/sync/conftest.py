"""A store on disk with a few nodes, and a folder outside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from em_desktop.domain.paths import NodePath
from em_desktop.stores.local import LocalStore

DATA = NodePath(("data", "digits_261123_115900_aaaaaa"))
RUN = NodePath(("runs", "train_261123_120000_cccccc"))
RUNS, EMPTY = NodePath(("runs",)), NodePath(("empty",))


def artifact_text(directory: str) -> str:
    name = directory.rsplit("_", 3)[0]
    return (
        f"kind: Artifact\nname: {name}\nlabels: []\ndescription: ''\n"
        f"createdTimestamp: '2026-11-23T11:59:00+08:00'\nalternativeName: {directory}\nremote: []\n"
    )


def run_text(directory: str, reads: str) -> str:
    name = directory.rsplit("_", 3)[0]
    return (
        f"kind: Run\nname: {name}\nlabels: []\ndescription: ''\nstatus: Complete\n"
        f"startTimestamp: '2026-11-23T12:00:00+08:00'\nalternativeName: {directory}\n"
        f"associations:\n  input:\n  - kind: Artifact\n    name: {reads}\n"
        f"  output: []\nremote: []\n"
    )


def make_artifact(place: Path, **files: bytes) -> Path:
    place.mkdir(parents=True)
    (place / "metadata.yaml").write_text(artifact_text(place.name))
    for name, data in files.items():
        (place / name).write_bytes(data)
    return place


def bytes_below(root: Path) -> dict[str, bytes | None]:
    """Every file of a store but its trash; None for a directory."""
    return {
        os.fspath(place.relative_to(root)): place.read_bytes() if place.is_file() else None
        for place in root.rglob("*")
        if ".em-store" not in place.relative_to(root).parts
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "store"
    make_artifact(root.joinpath(*DATA.parts), train=b"1,2\n", test=b"3,4\n")
    run = root.joinpath(*RUN.parts)
    run.mkdir(parents=True)
    (run / "metadata.yaml").write_text(run_text(RUN.name, DATA.name))
    (root / "empty").mkdir()
    (root / "notes.txt").write_bytes(b"remember\n")
    return root


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    directory = tmp_path / "outside"
    directory.mkdir()
    return directory


@pytest.fixture
def store(root: Path) -> LocalStore:
    return LocalStore(root)
