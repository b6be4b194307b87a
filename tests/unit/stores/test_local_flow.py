from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from em_desktop.domain.paths import NodePath
from em_desktop.formats.source import DirectorySource
from em_desktop.stores.local import LocalStore

ARTIFACT = "data_261123_115900_aaaaaa"
OTHER = "data_261123_115900_bbbbbb"
RUN = "train_261123_120000_cccccc"


def write_run(root: Path, reads: str) -> None:
    """A Run that reads an Artifact, recorded a minute ago."""
    place = root / RUN / "metadata.yaml"
    place.parent.mkdir(exist_ok=True)
    place.write_text(
        f"kind: Run\nname: train\nstatus: Complete\nalternativeName: {RUN}\n"
        f"associations:\n  input:\n  - kind: Artifact\n    name: {reads}\n  output: []\n"
    )
    minute_ago = time.time() - 60
    os.utime(place, (minute_ago, minute_ago))


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    for name in (ARTIFACT, OTHER):
        (tmp_path / name).mkdir()
        (tmp_path / name / "metadata.yaml").write_text(f"kind: Artifact\nalternativeName: {name}\n")
    write_run(tmp_path, ARTIFACT)
    return LocalStore(tmp_path)


def readers(store: LocalStore, name: str) -> list[str]:
    return [str(edge.node) for edge in store.lineage(NodePath((name,))).outputs]


def test_a_run_that_reads_something_else_now_is_found_there(
    store: LocalStore, tmp_path: Path
) -> None:
    assert (readers(store, ARTIFACT), readers(store, OTHER)) == ([RUN], [])
    write_run(tmp_path, OTHER)  # as long as before, and with the time that it had
    assert (readers(store, ARTIFACT), readers(store, OTHER)) == ([], [RUN])


def test_files_that_have_not_changed_are_not_read_again(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("em_desktop.stores.local.flow._SETTLED", -1.0)
    readers(store, OTHER)
    read: list[str] = []
    plain = DirectorySource.read

    def noting(source: DirectorySource, key: str, *places: int) -> bytes:
        read.append(Path(source.location).name)
        return plain(source, key, *places)

    monkeypatch.setattr(DirectorySource, "read", noting)
    assert readers(store, OTHER) == []
    assert set(read) <= {OTHER}  # its own facts


def test_an_id_that_exists_twice_means_the_original(store: LocalStore, tmp_path: Path) -> None:
    node_id = store.identify(NodePath((OTHER,)))
    (tmp_path / RUN / ".em-node.yaml").write_text(
        f"associations:\n  input:\n  - kind: Artifact\n    id: {node_id}\n  output: []\n"
    )
    shutil.copytree(tmp_path / OTHER, tmp_path / "aaa_first_in_order")
    fresh = LocalStore(tmp_path)
    edges = fresh.lineage(NodePath((RUN,))).inputs
    assert [str(edge.node) for edge in edges] == [ARTIFACT, OTHER]
    assert readers(fresh, OTHER) == [RUN]
    assert fresh.lineage(NodePath(("aaa_first_in_order",))).outputs == ()
    fresh.close()
