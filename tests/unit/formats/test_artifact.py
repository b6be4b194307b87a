"""The files of an Artifact."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.domain.recordings import TransferAction
from em_desktop.formats.artifact import Reference, content, read_metadata, read_references
from em_desktop.formats.source import DirectorySource

OBJECTS = {
    "breast_cancer_csv": 1,
    "breast_cancer_gbdt_model": 1,
    "digits_cnn_a": 1,
    "digits_cnn_b": 1,
    "digits_cnn_c": 1,
    "digits_dataset": 3,
    "digits_eval_report": 5,
    "digits_features": 6,
    "digits_mlp_model": 4,
    "empty_artifact": 0,
    "odd_file_names": 8,
}


def recorded(samples: Path, name: str) -> DirectorySource:
    (path,) = samples.glob(f"em-*/artifacts/{name}_2*")
    return DirectorySource(path)


@pytest.mark.parametrize("name", OBJECTS)
def test_every_real_artifact_is_read_without_a_problem(samples: Path, name: str) -> None:
    source = recorded(samples, name)
    metadata = read_metadata(source)
    assert metadata.problems == ()
    assert metadata.value.name == name
    assert metadata.value.alternative_name == source.root.name
    assert metadata.value.created is not None
    assert len(list(content(source))) == OBJECTS[name]
    assert read_references(source).problems == ()


def test_the_facts_of_a_real_artifact(samples: Path) -> None:
    metadata = read_metadata(recorded(samples, "digits_features")).value
    assert metadata.labels == ("features",)
    assert metadata.description == "PCA 特征（float32）"
    assert metadata.created == datetime(2026, 11, 23, 3, 59, 29, 293068, UTC)
    assert [transfer.action for transfer in metadata.transfers] == [
        TransferAction.UPLOAD,
        TransferAction.DOWNLOAD,
    ]
    assert {transfer.id for transfer in metadata.transfers} == {
        "f1139430-d8b8-4600-8c71-3c8dc02f5ec5"
    }


def test_references_have_keys_and_addresses(samples: Path) -> None:
    assert read_references(recorded(samples, "digits_dataset")).value == (
        Reference(
            "origin/optical+recognition+of+handwritten+digits",
            "https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits",
        ),
        Reference("origin/optdigits.tra", "s3://datasets/digits/v1/optdigits.tra"),
    )
    assert read_references(recorded(samples, "odd_file_names")).value == (
        Reference("引用/a.csv", "https://example.com/数据/a.csv?x=1&y=2#frag"),
    )


def test_most_artifacts_have_no_references(samples: Path) -> None:
    assert read_references(recorded(samples, "digits_cnn_a")).value == ()


def test_a_reference_that_is_no_address_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "references.yaml").write_text("a: s3://x\nb: [1]\nc: s3://y\n")
    reading = read_references(DirectorySource(tmp_path))
    assert reading.value == (Reference("a", "s3://x"), Reference("c", "s3://y"))
    assert [(problem.kind, problem.line) for problem in reading.problems] == [
        (ProblemKind.WRONG_TYPE, 2)
    ]


def test_overwritten_metadata_is_a_problem_and_the_file_is_content(samples: Path) -> None:
    source = recorded(samples, "metadata_overwritten")
    metadata = read_metadata(source)
    assert metadata.value.name == "metadata_overwritten"
    assert metadata.problems == (
        Problem(
            "metadata.yaml",
            ProblemKind.OVERWRITTEN,
            "a file of the user's took the place of the Artifact's own",
        ),
    )
    assert [info.key for info in content(source)] == ["metadata.yaml"]


@pytest.mark.parametrize(
    "data", [b"kind: Deployment\nname: x\n", b"\x89PNG\r\n\x1a\n\0\0x", b"text\n", b"a: 1\nb: 2"]
)
def test_any_other_file_in_the_place_of_the_metadata_is_content(
    tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "metadata.yaml").write_bytes(data)
    source = DirectorySource(tmp_path)
    assert ProblemKind.OVERWRITTEN in [problem.kind for problem in read_metadata(source).problems]
    assert [info.key for info in content(source)] == ["metadata.yaml"]


@pytest.mark.parametrize("data", [b"", b"kind: Artifact\nname: 'x", b"ki", bytes(100)])
def test_half_written_metadata_is_no_content(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "metadata.yaml").write_bytes(data)
    assert list(content(DirectorySource(tmp_path))) == []


def test_what_says_something_about_the_artifact_is_no_content(tmp_path: Path) -> None:
    for key in (
        ".em-node.yaml",
        ".em-node.damaged-1.yaml",
        ".em-tmp-abc",
        "metadata.yaml",
        "references.yaml",
        "data/metadata.yaml",
        "data/.em-node.yaml",
        "data/.em-tmp-abc",
    ):
        (tmp_path / key).parent.mkdir(exist_ok=True)
        (tmp_path / key).write_text("kind: Artifact\n")
    keys = [info.key for info in content(DirectorySource(tmp_path))]
    assert keys == ["data/.em-node.yaml", "data/metadata.yaml"]
