"""Recordings on their way to a server and back."""

from __future__ import annotations

import filecmp
import json
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from em_desktop.domain.nodes import NodeType
from em_desktop.errors import AlreadyExistsError, ConflictError, NotFoundError, UnavailableError
from em_desktop.formats.run import read_metadata
from em_desktop.formats.source import DirectorySource
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.download import Downloader
from em_desktop.stores.remote.meter import Step
from em_desktop.stores.remote.upload import Conflict, Uploaded, Uploader, find_artifact
from tests.unit.stores.remote.plain_server import USER, Fault, World

MLP = "digits_train_mlp_261123_115932_eicjg9"
FOLDER = f"/{USER}/digits"
DATA = "data_261123_115929_abcdef"


@pytest.fixture
def run(recordings: Path) -> Path:
    return recordings / "runs" / MLP


def upload(client: Client, path: Path, **options: Any) -> Uploaded:
    return Uploader(client, "digits", make_folder=True, **options).upload(path)


def remote_of(directory: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = yaml.safe_load((directory / "metadata.yaml").read_text())[
        "remote"
    ]
    return found


def test_a_run_goes_up_with_its_artifacts_and_the_flow_between_them(
    client: Client, world: World, run: Path
) -> None:
    done = upload(client, run)
    assert (done.did, done.path, done.missing) == ("created", f"{FOLDER}/digits_train_mlp", [])
    node = world.nodes[done.path]
    assert node.fields["type"] == "Run"
    assert json.loads(node.fields["extra"]) == {"alternativeName": MLP}
    assert node.fields["labels"] == ["torch", "MLP", "基线"]
    for key, data in node.objects.items():
        assert data == (run / key).read_bytes()
    assert set(node.objects) == {each.key for each in DirectorySource(run).list()}
    features, model = (
        world.nodes[f"{FOLDER}/{n}"] for n in ("digits_features", "digits_mlp_model")
    )
    assert world.edges == {
        (features.fields["id"], done.node_id),
        (done.node_id, model.fields["id"]),
    }
    assert [each.path for each in done.artifacts] == [
        f"{FOLDER}/digits_features",
        f"{FOLDER}/digits_mlp_model",
    ]


def test_the_upload_is_noted_in_the_recording(client: Client, run: Path) -> None:
    before = remote_of(run)
    done = upload(client, run)
    *old, new = remote_of(run)
    assert old == before
    assert list(new) == ["action", "timestamp", "host", "path", "id"]
    assert (new["action"], new["path"], new["id"]) == ("upload", done.path, done.node_id)
    assert read_metadata(DirectorySource(run)).value.transfers[-1].host == client.login.aistore
    artifact = done.artifacts[0].directory
    assert list(remote_of(artifact)[-1]) == ["action", "timestamp", "host", "id", "path"]


def test_a_second_upload_sends_only_what_changed(client: Client, world: World, run: Path) -> None:
    first = upload(client, run)
    (run / "stdout.log").write_text("more\n")
    metadata = (run / "metadata.yaml").read_text()
    (run / "metadata.yaml").write_text(metadata.replace("- MLP", "- NLP"))
    second = upload(client, run)
    assert (second.did, second.node_id, second.files) == ("updated", first.node_id, 2)
    node = world.nodes[second.path]
    assert node.objects["stdout.log"] == b"more\n"
    assert node.fields["labels"] == ["torch", "NLP", "基线"]


def test_an_upload_that_broke_goes_on(client: Client, world: World, run: Path) -> None:
    world.faults.append(Fault("POST", r"objects$", status=503, times=99))
    with pytest.raises(UnavailableError):
        upload(client, run)
    world.faults.clear()
    assert "metadata.yaml" not in world.nodes[f"{FOLDER}/digits_train_mlp"].objects
    done = upload(client, run)
    assert done.did == "updated"
    node = world.nodes[done.path]
    assert set(node.objects) == {each.key for each in DirectorySource(run).list()}
    assert len(remote_of(run)) == 2  # the sample's own, and this one


@pytest.fixture
def twin(client: Client, recordings: Path) -> Path:
    """Another Run of the same name, which isn't on the server yet."""
    upload(client, recordings / "runs" / MLP)
    other = recordings / "runs" / "digits_train_mlp_261124_080000_aaaaaa"
    return Path(shutil.copytree(recordings / "runs" / MLP, other))


@pytest.mark.parametrize(
    ("strategy", "did", "name"),
    [
        (Conflict.SKIP, "skipped", "digits_train_mlp"),
        (Conflict.NEW, "created", "digits_train_mlp_261124_080000_aaaaaa"),
        (Conflict.REPLACE, "replaced", "digits_train_mlp"),
    ],
)
def test_a_taken_name_is_handled_as_the_strategy_says(
    client: Client, world: World, twin: Path, strategy: Conflict, did: str, name: str
) -> None:
    old = world.nodes[f"{FOLDER}/digits_train_mlp"].fields["id"]
    done = upload(client, twin, conflict=strategy)
    assert (done.did, done.path) == (did, f"{FOLDER}/{name}")
    assert (done.node_id == old) == (strategy is Conflict.SKIP)
    assert (old in {node.fields["id"] for node in world.nodes.values()}) == (
        strategy is not Conflict.REPLACE
    )
    again = upload(client, twin, conflict=strategy)
    assert again.node_id == done.node_id
    assert again.did == ("skipped" if strategy is Conflict.SKIP else "updated")


def test_a_taken_name_can_be_an_error(client: Client, world: World, twin: Path) -> None:
    before = dict(world.nodes)
    with pytest.raises(AlreadyExistsError):
        upload(client, twin, conflict=Conflict.ERROR)
    assert world.nodes == before


def test_a_folder_that_is_not_there_is_an_error_unless_it_may_be_made(
    client: Client, world: World, run: Path
) -> None:
    with pytest.raises(NotFoundError):
        Uploader(client, "a/b").upload(run)
    Uploader(client, f"/{USER}/a/b", make_folder=True).upload(run)
    assert world.nodes[f"/{USER}/a/b"].fields["type"] == "Folder"
    assert "createdTimestamp" in json.loads(world.nodes[f"/{USER}/a"].fields["extra"])
    assert f"/{USER}/a/b/digits_train_mlp" in world.nodes


def test_an_artifact_that_is_not_here_is_told(client: Client, run: Path, recordings: Path) -> None:
    shutil.rmtree(recordings / "artifacts")
    done = upload(client, run)
    assert [name.partition("_26")[0] for name in done.missing] == [
        "digits_features",
        "digits_mlp_model",
    ]
    assert done.artifacts == []


def test_versions_of_assets_become_edges_by_their_ids_where_the_server_has_them(
    client: Client, world: World, recordings: Path
) -> None:
    (run,) = (recordings / "runs").glob("digits_logreg_assets_*")
    entries = yaml.safe_load((run / "metadata.yaml").read_text())["associations"]
    assets = [
        (side, entry)
        for side in ("input", "output")
        for entry in entries[side]
        if entry["kind"] != "Artifact"
    ]
    assert len(upload(client, run).missing) == len(assets)
    for _, entry in assets[1:]:
        path = entry["path"].partition(":")[0]
        world.add(path, "Dataset", id=entry["id"].partition(":")[0])
    done = upload(client, run)
    assert len(done.missing) < len(assets)
    for side, entry in assets:
        ends = (entry["id"], done.node_id)
        is_there = (ends if side == "input" else ends[::-1]) in world.edges
        assert is_there == (entry["path"] not in done.missing)


@pytest.mark.parametrize(
    "hint",
    ["", ".em/artifacts/data_261123_115929_abcdef", ".em\\artifacts\\data_261123_115929_abcdef"],
)
def test_artifacts_are_found_wherever_the_run_was_made(tmp_path: Path, hint: str) -> None:
    run = tmp_path / "project" / ".em" / "runs" / "x"
    artifact = tmp_path / "project" / ".em" / "artifacts" / "data_261123_115929_abcdef"
    artifact.mkdir(parents=True)
    (artifact / "metadata.yaml").touch()
    assert find_artifact(run, artifact.name, hint) == artifact
    assert find_artifact(run, "other_261123_115929_abcdef", hint) is None


def test_a_search_goes_up_and_comes_down(
    client: Client, world: World, samples: Path, tmp_path: Path, away: Path
) -> None:
    search = Path(shutil.copytree(samples / "autotune" / "timeout", tmp_path / "timeout"))
    done = upload(client, search)
    node = world.nodes[f"{FOLDER}/timeout"]
    assert (done.did, node.fields["type"], node.fields["storageType"]) == ("created", "AutoTune", 2)
    assert list(node.objects)[-1] == "profile.json"
    assert upload(client, search).files == 1
    list(Downloader(client, away).download("digits/timeout"))
    same = filecmp.dircmp(search, away / "timeout")
    assert (same.left_only, same.right_only, same.diff_files) == ([], [], [])


def test_it_is_told_how_far_it_is(client: Client, run: Path) -> None:
    steps: list[Step] = []
    upload(client, run, told=steps.append)
    assert steps[0].done == 0
    for before, after in pairwise(steps):
        assert after.done >= before.done or before.done == before.total
    assert steps[-1].done == steps[-1].total


def test_what_goes_up_comes_down_again(client: Client, run: Path, away: Path) -> None:
    upload(client, run)
    done = list(Downloader(client, away).download("digits"))
    assert len(done) == 3
    assert away / "digits" / MLP in [each.place for each in done]
    same = filecmp.dircmp(run, away / "digits" / MLP)
    assert (same.left_only, same.right_only, same.diff_files) == ([], [], ["metadata.yaml"])
    *_, record = remote_of(away / "digits" / MLP)
    assert (record["action"], record["path"]) == ("download", f"{FOLDER}/digits_train_mlp")
    metadata = read_metadata(DirectorySource(away / "digits" / MLP))
    assert metadata.value.name == "digits_train_mlp"


def test_a_second_download_fetches_only_what_is_missing(
    client: Client, run: Path, away: Path
) -> None:
    upload(client, run)
    (first,) = Downloader(client, away).download("digits/digits_train_mlp")
    (first.place / "stdout.log").write_text("changed here")
    (second,) = Downloader(client, away).download(f"{FOLDER}/digits_train_mlp")
    assert second.files == 2  # the log, and metadata.yaml, in which the download is noted
    assert (second.place / "stdout.log").read_bytes() == (run / "stdout.log").read_bytes()


def test_one_file_is_downloaded_alone(client: Client, run: Path, away: Path) -> None:
    upload(client, run)
    (done,) = Downloader(client, away).download("digits/digits_train_mlp/metrics/val.yaml")
    assert done.place == away / "val.yaml"
    assert done.place.read_bytes() == (run / "metrics" / "val.yaml").read_bytes()


def test_a_version_of_an_asset_is_downloaded(client: Client, world: World, away: Path) -> None:
    node = world.add(f"/{USER}/net", NodeType.MODEL.value)
    node.objects = {"weights.pt": b"123", "docs/a.md": b"#"}
    (done,) = Downloader(client, away).download("net:v1.0")
    assert done.path == f"/{USER}/net:v1.0"
    assert (away / "net" / "docs" / "a.md").read_bytes() == b"#"
    (file,) = Downloader(client, away).download("net:main/weights.pt")
    assert file.place.read_bytes() == b"123"


def test_what_arrives_otherwise_than_listed_does_not_take_its_place(
    client: Client, world: World, away: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add(f"/{USER}/model", "Artifact").objects = {"a": b"abc"}
    listed = list(client.objects(f"/{USER}/model"))
    monkeypatch.setattr(client, "objects", lambda _: iter(listed))
    world.nodes[f"/{USER}/model"].objects["a"] = b"xyz"
    with pytest.raises(ConflictError):
        list(Downloader(client, away).download("model"))
    assert list((away / "model").iterdir()) == []


@pytest.mark.parametrize("key", ["../outside", "a/../../b", "/etc/x/../../y"])
def test_a_server_cannot_write_outside(client: Client, world: World, away: Path, key: str) -> None:
    from em_desktop.errors import InvalidNameError

    world.add(f"/{USER}/model", "Artifact").objects = {key: b"abc"}
    with pytest.raises(InvalidNameError):
        list(Downloader(client, away).download("model"))
    assert not (away.parent / "outside").exists()


def test_nothing_there_is_told(client: Client, away: Path) -> None:
    with pytest.raises(NotFoundError):
        list(Downloader(client, away).download("nothing/here"))
