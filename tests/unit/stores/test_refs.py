from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import NotSupportedError
from em_desktop.formats.asset import Refs
from em_desktop.stores.base import Store
from em_desktop.stores.local import LocalStore
from em_desktop.stores.memory import MemoryStore

MODEL = NodePath(("gpt2",))
FILES = {
    ".em-asset/asset.yaml": b"kind: Model\n",
    ".em-asset/refs/heads/main": b"1" * 64,
    ".em-asset/refs/heads/fix": b"2" * 64,
    ".em-asset/refs/tags/v1": b"1" * 64,
    ".em-asset/commits/" + "1" * 64: b"",
    ".em-asset/commits/" + "2" * 64: b"",
}


def local(directory: Path, files: dict[str, bytes]) -> Store:
    for key, data in files.items():
        file = directory / "gpt2" / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return LocalStore(directory)


def memory(_directory: Path, files: dict[str, bytes]) -> Store:
    store = MemoryStore()
    store.add(Node(MODEL, NodeType.MODEL, "gpt2"), files)
    return store


@pytest.mark.parametrize("make", [local, memory])
def test_the_names_of_the_versions_are_told(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Store]
) -> None:
    store = make(tmp_path, FILES)

    assert store.refs(MODEL).value == Refs(("main", "fix"), ("v1",), 2)


@pytest.mark.parametrize("make", [local, memory])
def test_without_a_commit_there_is_only_main(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Store]
) -> None:
    store = make(tmp_path, {".em-asset/asset.yaml": FILES[".em-asset/asset.yaml"]})

    assert store.refs(MODEL).value == Refs(("main",), (), 0)


@pytest.mark.parametrize("make", [local, memory])
def test_what_has_no_versions_says_so(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Store]
) -> None:
    store = make(tmp_path, FILES)

    with pytest.raises(NotSupportedError):
        store.refs(ROOT)
