"""Artifacts: files, directories and references."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
import yaml

from em_desktop.errors import EmError, InvalidNameError, InvalidValueError, NotFoundError
from em_desktop.formats import artifact as reader
from em_desktop.formats.source import DirectorySource
from em_desktop.recording import Artifact, em


@pytest.fixture
def artifact() -> Artifact:
    return em.create_artifact("model", labels=["a"], description="d")


def paths(artifact: Artifact) -> list[str]:
    source = DirectorySource(Path(artifact.local).absolute())
    found = [info.key for info in reader.content(source)]
    assert found == [item["path"] for item in artifact.objects if "uri" not in item]
    return found


def a_tree() -> Path:
    for name in ("a/1.txt", "a/b/2.txt", "a/b/c/训练.txt", "a/.hidden"):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    Path("a/empty").touch()
    return Path("a")


def test_its_metadata_is_that_of_the_format(artifact: Artifact, samples: Path) -> None:
    (sample,) = (samples / "em-variants" / "artifacts").glob("empty_artifact_*")
    assert [path.name for path in Path(artifact.local).iterdir()] == ["metadata.yaml"]
    ours = yaml.safe_load((Path(artifact.local) / "metadata.yaml").read_text())
    theirs = yaml.safe_load((sample / "metadata.yaml").read_text())
    assert list(ours) == list(theirs)
    assert ours["kind"] == "Artifact"
    metadata = reader.read_metadata(DirectorySource(Path(artifact.local).absolute()))
    assert metadata.problems == ()
    assert (metadata.value.name, metadata.value.labels) == ("model", ("a",))


@pytest.mark.parametrize(
    ("obj_path", "key"),
    [(None, "1.png"), ("1.png", "1.png"), ("a/", "a/1.png"), ("a/1.png", "a/1.png"), ("x", "x")],
)
def test_a_file_goes_where_it_is_said(artifact: Artifact, obj_path: str | None, key: str) -> None:
    Path("1.png").write_bytes(b"png")
    artifact.add_file("1.png", obj_path)
    assert paths(artifact) == [key]
    assert (Path(artifact.local) / key).read_bytes() == b"png"


@pytest.mark.parametrize(
    ("given", "obj_path", "top"),
    [
        ("a", None, "a"), ("a/", None, "a"), ("./a", None, "a"), ("a", "a", "a"),
        ("a/", "b/", "b/a"), ("a/", "b/a", "b/a"),
    ],
)  # fmt: skip
def test_a_directory_goes_where_it_is_said(
    artifact: Artifact, given: str, obj_path: str | None, top: str
) -> None:
    a_tree()
    artifact.add_dir(given, obj_path)
    names = [".hidden", "1.txt", "b/2.txt", "b/c/训练.txt", "empty"]
    assert paths(artifact) == sorted(f"{top}/{name}" for name in names)
    assert (Path(artifact.local) / top / "b" / "2.txt").read_text() == "a/b/2.txt"


@pytest.mark.parametrize(
    "obj_path", ["../x", "/x", "a/../x", "", "metadata.yaml", "references.yaml", ".em-node.yaml"]
)
def test_a_path_that_leads_out_or_is_the_artifacts_own_is_refused(
    artifact: Artifact, obj_path: str
) -> None:
    Path("f").write_text("x")
    with pytest.raises(InvalidNameError):
        artifact.add_file("f", obj_path)
    with pytest.raises(InvalidNameError):
        artifact.add_reference("s3://x/y", obj_path)
    assert paths(artifact) == []


def test_a_file_named_as_the_artifacts_own_is_taken_inside_a_folder(artifact: Artifact) -> None:
    Path("metadata.yaml").write_text("mine")
    with pytest.raises(InvalidNameError, match="own file"):
        artifact.add_file("metadata.yaml")
    artifact.add_file("metadata.yaml", "data/")
    assert paths(artifact) == ["data/metadata.yaml"]


def test_a_large_file_arrives_whole(artifact: Artifact) -> None:
    content = os.urandom(5 << 20)
    Path("large").write_bytes(content)
    artifact.add_file("large")
    assert (Path(artifact.local) / "large").read_bytes() == content


def test_the_mode_of_a_file_is_kept_and_it_can_be_replaced(artifact: Artifact) -> None:
    Path("script").write_text("1")
    Path("script").chmod(0o555)
    artifact.add_file("script")
    assert (Path(artifact.local) / "script").stat().st_mode & 0o555 == 0o555
    Path("script").chmod(0o755)
    Path("script").write_text("2")
    artifact.add_file("script")
    assert (Path(artifact.local) / "script").read_text() == "2"


def test_links_are_followed_and_loops_end(artifact: Artifact) -> None:
    a_tree()
    Path("a/link").symlink_to("1.txt")
    Path("a/loop").symlink_to(".")
    Path("a/gone").symlink_to("nowhere")
    Path("outside").mkdir()
    Path("outside/o.txt").write_text("o")
    Path("a/out").symlink_to(Path("outside").absolute())
    artifact.add_dir("a")
    found = paths(artifact)
    assert "a/link" in found
    assert "a/out/o.txt" in found
    assert not (Path(artifact.local) / "a" / "link").is_symlink()
    assert not [key for key in found if "loop" in key or "gone" in key]


def test_what_is_no_file_is_left_out(artifact: Artifact, monkeypatch: pytest.MonkeyPatch) -> None:
    a_tree()
    os.mkfifo("a/pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("a/socket")
        artifact.add_dir("a")
    assert not [key for key in paths(artifact) if "pipe" in key or "socket" in key]


def test_the_directory_that_holds_the_artifact_can_be_added(artifact: Artifact) -> None:
    a_tree()
    artifact.add_dir(".", "project/all")
    assert "project/all/a/1.txt" in paths(artifact)
    assert not [key for key in paths(artifact) if artifact.alternative_name in key]


@pytest.mark.parametrize("path", ["absent", "absent/deeper"])
def test_what_is_absent_is_told(artifact: Artifact, path: str) -> None:
    with pytest.raises(NotFoundError, match="absent"):
        artifact.add_file(path)
    with pytest.raises(NotFoundError, match="absent"):
        artifact.add_dir(path)


def test_a_directory_is_no_file_and_a_file_no_directory(artifact: Artifact) -> None:
    a_tree()
    with pytest.raises(EmError):
        artifact.add_file("a")
    with pytest.raises(EmError):
        artifact.add_dir("a/1.txt")
    assert paths(artifact) == []


def test_references_are_kept_beside_the_files(artifact: Artifact) -> None:
    artifact.add_reference("https://example.com/data/train.csv?version=1")
    artifact.add_reference("s3://bucket/x", "raw/")
    artifact.add_reference("https://me:pw@example.com/y", "y")
    text = (Path(artifact.local) / "references.yaml").read_text()
    assert yaml.safe_load(text) == {
        "train.csv": "https://example.com/data/train.csv?version=1",
        "raw/x": "s3://bucket/x",
        "y": "https://***@example.com/y",
    }
    assert [item["path"] for item in artifact.objects] == ["raw/x", "train.csv", "y"]
    with pytest.raises(InvalidValueError):
        artifact.add_reference("")


def test_a_recorded_artifact_is_loaded(recordings: Path) -> None:
    for directory in sorted((recordings / "artifacts").iterdir()):
        artifact = em.load_artifact(directory)
        assert artifact.alternative_name == directory.name
        assert artifact.name == yaml.safe_load((directory / "metadata.yaml").read_text())["name"]
    with pytest.raises(NotFoundError):
        em.load_artifact(recordings)


def test_the_directory_is_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EM_ARTIFACT_PARENT_DIR", str(tmp_path / "elsewhere"))
    assert Path(em.create_artifact("x").local).parent == tmp_path / "elsewhere"
