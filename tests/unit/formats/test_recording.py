"""Telling recordings apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.problems import ProblemKind
from em_desktop.formats.recording import Fields, kind_of, read_document, recognise
from em_desktop.formats.source import DirectorySource
from em_desktop.formats.yaml_io import Limits

NAME = "demo_261123_120000_abc123"


def test_every_sample_is_recognised(samples: Path) -> None:
    kinds = {}
    for path in sorted(samples.glob("em-*/*/*")):
        metadata = read_document(DirectorySource(path), "metadata.yaml").value
        entries = [entry.name for entry in path.iterdir()]
        kinds[path.relative_to(samples).as_posix()] = recognise(path.name, entries, metadata)
    assert kinds.pop("em-variants/runs/notes") is None
    assert len(kinds) == 30
    for path_text, kind in kinds.items():
        assert kind is (NodeType.RUN if "/runs/" in path_text else NodeType.ARTIFACT), path_text


@pytest.mark.parametrize(
    ("name", "entries", "kind"),
    [
        (NAME, ["index.yaml"], NodeType.RUN),
        (NAME, ["metadata.yaml", "git.yaml", "platform.yaml", "metrics"], NodeType.RUN),
        (NAME, ["metadata.yaml", "model.pt"], NodeType.ARTIFACT),
        (NAME, ["model.pt"], None),
        ("demo", ["index.yaml", "git.yaml", "platform.yaml", "metrics"], None),
        ("demo", ["metadata.yaml"], None),
    ],
)
def test_a_recording_without_metadata_is_known_by_its_name_and_files(
    name: str, entries: list[str], kind: NodeType | None
) -> None:
    assert recognise(name, entries, None) is kind


def test_the_kind_is_what_the_metadata_says() -> None:
    assert kind_of({"kind": "Run"}) is NodeType.RUN
    assert kind_of({"kind": "Artifact"}) is NodeType.ARTIFACT
    assert kind_of({"kind": "Deployment"}) is None
    assert kind_of(["kind"]) is None
    assert recognise("any", [], {"kind": "Run"}) is NodeType.RUN


def test_only_as_much_as_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_bytes(b"a: 1\n" + b"x" * 10_000_000)
    document = read_document(DirectorySource(tmp_path), "big.yaml", Limits(size=1000))
    assert document.value == {"a": 1}
    assert document.problems[0].kind is ProblemKind.TOO_LARGE


def test_a_link_that_leaves_the_node_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a: 1\n")
    node = tmp_path / "node"
    node.mkdir()
    (node / "metadata.yaml").symlink_to(tmp_path / "secret")
    document = read_document(DirectorySource(node), "metadata.yaml")
    assert document.value is None
    assert [problem.kind for problem in document.problems] == [ProblemKind.UNREADABLE]


def test_a_file_full_of_wrong_values_has_enough_problems(tmp_path: Path) -> None:
    (tmp_path / "metadata.yaml").write_text("kind: Run\nlabels:\n" + "- 1\n" * 5000)
    fields = Fields.of(read_document(DirectorySource(tmp_path), "metadata.yaml"), "metadata.yaml")
    assert fields.texts("labels") == ("1",) * 5000
    assert len(fields.problems) == 100
    assert fields.problems[0].line == 2
