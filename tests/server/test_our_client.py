"""The client of the app and of training scripts, against the real server."""

from __future__ import annotations

import filecmp
import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from em_desktop.domain.nodes import NodeType
from em_desktop.errors import (
    AccessDeniedError,
    AlreadyExistsError,
    NotFoundError,
    NotLoggedInError,
)
from em_desktop.formats.source import DirectorySource
from em_desktop.recording import Capture, em
from em_desktop.stores.remote import sending as sending_module
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.config import login_to
from em_desktop.stores.remote.download import Downloader
from em_desktop.stores.remote.upload import Conflict, Uploader
from tests.server.serving import Person

MLP = "digits_train_mlp_261123_115932_eicjg9"
UNKNOWN = "0b2d41f6-4b57-4a57-9d0e-6a2c1c1b7d99"
NAMES = ["a.txt", "deep/er/b+c d.txt", "数据/100% #1?&.csv", "odd:name", "x" * 200]


@pytest.fixture
def client(ann: Person) -> Iterator[Client]:
    with Client(login_to(ann.server.address, ann.key)) as client:
        yield client


def same(ours: Path, theirs: Path) -> bool:
    """Whether two directories hold the same, but for the upload that is noted in one."""
    found = filecmp.dircmp(ours, theirs)
    names = [*found.left_only, *found.right_only, *found.diff_files]
    return set(names) <= {"metadata.yaml"} and all(
        same(ours / name, theirs / name) for name in found.common_dirs
    )


def test_the_user_is_who_the_key_belongs_to(client: Client, ann: Person) -> None:
    assert client.user == ann.name
    with pytest.raises(NotLoggedInError), Client(login_to(ann.server.address, UNKNOWN)) as other:
        _ = other.user
    wrong = login_to(f"{ann.server.address}/elsewhere", ann.key)
    with pytest.raises(NotFoundError, match="no AIStore"), Client(wrong) as other:
        _ = other.user


def test_all_real_recordings_go_up_and_come_down(
    client: Client, ann: Person, recordings: Path, tmp_path: Path
) -> None:
    uploader = Uploader(client, "digits/all", make_folder=True)
    runs = sorted((recordings / "runs").iterdir())
    uploaded = {run.name: uploader.upload(run) for run in runs}
    assert {done.did for done in uploaded.values()} == {"created"}
    done = uploaded[MLP]
    sources, users = client.neighbours(done.node_id)
    (features, model) = (client.node(f"{ann.root}/digits/all/{n}").id for n in
                         ("digits_features", "digits_mlp_model"))  # fmt: skip
    assert ([one.id for one in sources], [one.id for one in users]) == ([features], [model])
    downloaded = list(Downloader(client, tmp_path / "away").download("digits/all"))
    places = {each.place.name: each.place for each in downloaded}
    assert set(places) >= {run.name for run in runs}
    for run in runs:
        assert same(run, places[run.name])
    for artifact in (recordings / "artifacts").iterdir():
        if artifact.name in places:
            assert same(artifact, places[artifact.name])
    transfers = yaml.safe_load((places[MLP] / "metadata.yaml").read_text())["remote"]
    assert [each["action"] for each in transfers[-2:]] == ["upload", "download"]


def test_a_second_upload_sends_only_what_changed(client: Client, recordings: Path) -> None:
    run = recordings / "runs" / MLP
    first = Uploader(client, "x", make_folder=True).upload(run)
    (run / "stdout.log").write_text("more\n")
    second = Uploader(client, "x").upload(run)
    assert (second.did, second.node_id, second.files) == ("updated", first.node_id, 2)


def test_a_taken_name_is_handled_as_the_strategy_says(client: Client, recordings: Path) -> None:
    run = recordings / "runs" / MLP
    first = Uploader(client, "x", make_folder=True).upload(run)
    twin = Path(shutil.copytree(run, run.with_name("digits_train_mlp_261124_080000_aaaaaa")))
    assert Uploader(client, "x", conflict=Conflict.SKIP).upload(twin).node_id == first.node_id
    with pytest.raises(AlreadyExistsError):
        Uploader(client, "x", conflict=Conflict.ERROR).upload(twin)
    assert Uploader(client, "x", conflict=Conflict.NEW).upload(twin).path.endswith(twin.name)
    replaced = Uploader(client, "x", conflict=Conflict.REPLACE).upload(run)
    assert replaced.node_id == first.node_id  # it is the same recording


@pytest.mark.parametrize("key", NAMES)
def test_objects_of_any_name_arrive_as_they_are(
    client: Client, ann: Person, tmp_path: Path, key: str
) -> None:
    client.create(ann.root, "model", NodeType.ARTIFACT.value, 2)
    file = tmp_path / "file"
    file.write_bytes(bytes(range(256)) * 10)
    client.put(f"{ann.root}/model", key, file)
    (found,) = client.objects(f"{ann.root}/model")
    assert (found.key, found.size) == (key, 2560)
    with client.content(f"{ann.root}/model/{key}") as content:
        assert b"".join(content) == file.read_bytes()
    client.remove(f"{ann.root}/model/{key}")
    assert list(client.objects(f"{ann.root}/model")) == []


def test_a_large_file_goes_in_parts(
    client: Client, ann: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending_module, "LARGEST_IN_ONE", 10 << 20)
    client.create(ann.root, "model", NodeType.ARTIFACT.value, 2)
    file = tmp_path / "file"
    file.write_bytes(b"".join(n.to_bytes(4) for n in range(7 << 20)))
    told: list[int] = []
    client.put(f"{ann.root}/model", "weights", file, told.append)
    assert sum(told) == 28 << 20
    away = tmp_path / "away"
    list(Downloader(client, away).download("model/weights"))
    assert filecmp.cmp(file, away / "weights", shallow=False)


def test_versions_are_downloaded_by_branch_commit_and_tag(
    client: Client, ann: Person, tmp_path: Path
) -> None:
    ann.make(ann.root, "net", NodeType.MODEL)
    ann.put(f"{ann.root}/net:main/a/weights.pt", b"one")
    commit = ann.commit(f"{ann.root}/net")
    ann.put(f"{ann.root}/net:main/a/weights.pt", b"two")
    for number, (ref, content) in enumerate(((":main", b"two"), (f":{commit[:8]}", b"one"))):
        list(Downloader(client, tmp_path / str(number)).download(f"net{ref}"))
        assert (tmp_path / str(number) / "net" / "a" / "weights.pt").read_bytes() == content
    list(Downloader(client, tmp_path / "one").download("net:main/a/weights.pt"))
    assert (tmp_path / "one" / "weights.pt").read_bytes() == b"two"


def test_what_belongs_to_somebody_else_is_denied(
    client: Client, people: Callable[..., Person]
) -> None:
    other = people("other")
    other.make(other.root, "secret")
    with pytest.raises(AccessDeniedError):
        client.node(f"{other.root}/secret")
    with pytest.raises(AccessDeniedError):
        client.create(other.root, "x", NodeType.FOLDER.value, 0)
    with pytest.raises(NotFoundError):
        client.node(f"/{client.user}/nothing")


def test_lists_longer_than_a_page_are_whole(client: Client, ann: Person) -> None:
    ann.make(ann.root, "many")
    for number in range(30):
        ann.make(f"{ann.root}/many", f"node{number:02}")
    found = [node.name for node in itertools.islice(client.children(f"{ann.root}/many"), 40)]
    assert sorted(found) == [f"node{number:02}" for number in range(30)]


def test_a_script_uploads_its_run_by_itself(
    ann: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    em.login(ann.server.address, ann.key)
    quiet = Capture(code=False, platform=False, output=False, usage=False)
    with em.create_run(
        name="live", auto_upload=True, folder="auto", make_folder=True, capture=quiet
    ) as run:
        run.log("train", {"loss": 0.5}, 1)
    em.logout()
    objects = ann.objects(f"{ann.root}/auto/live")
    assert set(objects) == {info.key for info in DirectorySource(Path(run.local)).list()}
    metadata = ann.get(f"{ann.root}/auto/live/metadata.yaml")
    assert metadata == (Path(run.local) / "metadata.yaml").read_bytes()
