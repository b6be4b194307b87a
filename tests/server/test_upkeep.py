"""Upkeep: collecting, checking, backing up, restoring, moving contents, taking over a folder."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from em_desktop.domain.nodes import NodeType
from em_desktop.errors import AlreadyExistsError, MalformedError
from em_desktop.stores.engine import accounts, assets, nodes, objects, trash, tree, uploads
from em_desktop.stores.engine.backing_up import back_up, move_contents, restore
from em_desktop.stores.engine.blobs import DirectoryBlobs
from em_desktop.stores.engine.checking import verify
from em_desktop.stores.engine.collecting import collect
from em_desktop.stores.engine.contents import Placed
from em_desktop.stores.engine.engine import SYSTEM, Engine
from em_desktop.stores.engine.importing import import_store
from em_desktop.stores.engine.paging import Page
from em_desktop.stores.engine.rows import Wanted
from em_desktop.stores.engine.session import Caller
from em_desktop.stores.local import LocalStore

NOW = timedelta(0)
ANN = Caller(1, "ann")


def put(engine: Engine, path: str, data: bytes) -> None:
    with engine.incoming() as incoming:
        incoming.write(data)
        incoming.finish()
        content = incoming.content(1)

        def note(placed: Placed) -> None:
            with engine.writing(ANN) as session:
                objects.put(session, path, placed)

        engine.with_content(SYSTEM, incoming, content, note)


def get(engine: Engine, path: str) -> bytes:
    with engine.reading(ANN) as session:
        found, address = objects.get(session, path)
    return b"".join(engine.read(found, address, 0, found.content.size))


def make(engine: Engine, parent: str, name: str, kind: NodeType, storage: int) -> str:
    with engine.writing(ANN) as session:
        return nodes.create(session, parent, kind, storage, Wanted(name))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A store with a Run, and a Model of two versions and uncommitted changes."""
    made = Engine(tmp_path / "store")
    with made.writing(SYSTEM) as session:
        accounts.add_user(session, "ann")
    make(made, "/ann", "run", NodeType.RUN, 2)
    make(made, "/ann", "model", NodeType.MODEL, 3)
    put(made, "/ann/run/file", b"of the run")
    for number in range(2):
        put(made, "/ann/model:main/weights", b"version %d" % number)
        with made.writing(ANN) as session:
            assets.commit(session, "/ann/model", "main", f"version {number}")
    put(made, "/ann/model:main/weights", b"uncommitted")
    yield made
    made.close()


def versions(engine: Engine) -> list[bytes]:
    with engine.reading(ANN) as session:
        commits, _ = assets.history(session, "/ann/model", "main", Page(1, 10))
    found = [get(engine, f"/ann/model:{commit}/weights") for commit, _ in commits[:-1]]
    return [get(engine, "/ann/run/file"), get(engine, "/ann/model:main/weights"), *found]


EVERYTHING = [b"of the run", b"uncommitted", b"version 1", b"version 0"]


def test_what_something_names_stays_and_the_rest_goes(engine: Engine) -> None:
    put(engine, "/ann/run/file", b"replaced")
    put(engine, "/ann/run/file", b"of the run")
    assert collect(engine, grace=timedelta(hours=1)).contents == 0
    assert collect(engine, grace=NOW, dry_run=True).contents == 1
    found = collect(engine, grace=NOW)
    assert (found.contents, found.bytes) == (1, len(b"replaced"))
    assert versions(engine) == EVERYTHING
    assert verify(engine).problems == []
    assert len(list(engine.blobs.all())) == 4


def test_what_was_collected_can_come_again(engine: Engine) -> None:
    put(engine, "/ann/run/file", b"replaced")
    put(engine, "/ann/run/file", b"of the run")
    collect(engine, grace=NOW)
    put(engine, "/ann/run/file", b"replaced")
    assert get(engine, "/ann/run/file") == b"replaced"


def test_an_upload_of_what_is_being_collected_places_it_anew(engine: Engine) -> None:
    """The content is there when the upload looks, and gone when it is noted."""
    put(engine, "/ann/run/file", b"replaced")
    put(engine, "/ann/run/file", b"of the run")
    with engine.incoming() as incoming:
        incoming.write(b"replaced")
        incoming.finish()
        seen = []

        def note(placed: Placed) -> None:
            seen.append(placed.address is None)
            if len(seen) == 1:
                collect(engine, grace=NOW)
            with engine.writing(ANN) as session:
                objects.put(session, "/ann/run/again", placed)

        engine.with_content(SYSTEM, incoming, incoming.content(), note)
    assert seen == [True, False]
    assert get(engine, "/ann/run/again") == b"replaced"


def test_parts_of_running_uploads_and_what_a_crash_left_are_told_apart(engine: Engine) -> None:
    with engine.writing(ANN) as session:
        upload = uploads.begin(session, "/ann/run/large")
    with engine.incoming() as incoming:
        incoming.write(b"part")
        incoming.finish()
        engine.put_part(ANN, upload, "/ann/run/large", 1, incoming)
    with engine.incoming() as incoming:  # placed, and never noted
        incoming.write(b"crashed")
        incoming.finish()
        os.utime(incoming.path, (0, 0))
        engine.blobs.place(incoming.path, f"00/{'0' * 64}.{'0' * 12}")
    before = len(list(engine.blobs.all()))
    collect(engine, grace=NOW)
    assert len(list(engine.blobs.all())) == before - 1
    with engine.reading(ANN) as session:
        [part] = uploads.parts(session, upload)
    assert b"".join(engine.blobs.read(part.address, 0, part.size)) == b"part"


def test_old_trash_goes_with_all_that_only_it_had(engine: Engine) -> None:
    with engine.writing(ANN) as session:
        nodes.remove(session, "/ann/model")
    assert collect(engine, grace=NOW, trash_days=1).nodes == 0
    assert verify(engine).contents == 4
    found = collect(engine, grace=NOW, trash_days=0)
    assert (found.nodes, found.contents) == (1, 3)
    assert found.records >= 4
    assert verify(engine).contents == 1
    with engine.reading(ANN) as session:
        assert trash.trashed(session, Page()) == ([], 0)


def test_a_damaged_content_is_found_and_never_sent_as_whole(engine: Engine) -> None:
    with engine.reading(ANN) as session:
        _, address = objects.get(session, "/ann/run/file")
    place = engine.data / "objects" / address
    place.chmod(0o644)
    place.write_bytes(b"0f the run")
    [problem] = verify(engine).problems
    assert "isn't what was kept" in problem
    with pytest.raises(MalformedError):
        get(engine, "/ann/run/file")
    place.unlink()
    assert "can't be read" in verify(engine).problems[0]


def test_a_backup_becomes_the_same_store(engine: Engine, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    assert back_up(engine, target).contents == 4
    put(engine, "/ann/run/file", b"later")
    assert back_up(engine, target).contents == 1  # only what is new
    put(engine, "/ann/run/file", b"not in the backup")
    other = Engine(tmp_path / "other")
    restore(other, target)
    assert versions(other) == [b"later", *EVERYTHING[1:]]
    assert verify(other).problems == []
    assert make(other, "/ann", "more", NodeType.RUN, 2)
    with engine.reading(ANN) as before, other.reading(ANN) as after:
        old, new = tree.locate(before, "/ann/model"), tree.locate(after, "/ann/model")
        assert old.node == new.node
    with pytest.raises(AlreadyExistsError):
        restore(other, target)
    other.close()


def test_an_incomplete_backup_isnt_restored(engine: Engine, tmp_path: Path) -> None:
    back_up(engine, tmp_path / "backup")
    (tmp_path / "backup" / "catalog" / "backup.json").unlink()
    other = Engine(tmp_path / "other")
    with pytest.raises(MalformedError):
        restore(other, tmp_path / "backup")
    other.close()


def test_contents_move_to_another_place(engine: Engine, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    assert move_contents(engine, DirectoryBlobs(elsewhere)).contents == 4
    moved = Engine(engine.data, blobs=str(elsewhere))
    assert versions(moved) == EVERYTHING
    assert verify(moved).problems == []
    moved.close()


def test_a_folder_of_experiments_is_taken_over_and_again_goes_on(
    engine: Engine, recordings: Path
) -> None:
    (recordings / "notes.txt").write_bytes(b"alone")
    local = LocalStore(recordings)
    done = import_store(engine, local, "ann", "from/desk")
    assert done.recordings > 3
    assert done.files > 10
    assert done.edges > 0
    assert [problem.partition(":")[0] for problem in done.problems] == ["notes.txt"]
    with engine.reading(ANN) as session:
        found, _ = nodes.children(session, "/ann/from/desk", nodes.Filter(), Page(1, 100))
    names = {one.row.name for one in found}
    assert {"artifacts", "runs"} <= names
    again = import_store(engine, local, "ann", "from/desk")
    assert (again.files, again.folders, again.recordings) == (0, 0, done.recordings)
    local.close()
    assert verify(engine).problems == []


def test_contents_are_read_as_streams(engine: Engine) -> None:
    data = bytes(range(256)) * 20_000
    put(engine, "/ann/run/large", data)
    with engine.reading(ANN) as session:
        found, address = objects.get(session, "/ann/run/large")
    blocks = list(engine.read(found, address, 100, 3_000_000))
    assert max(map(len, blocks)) <= 1 << 20
    assert io.BytesIO(b"".join(blocks)).read() == data[100:3_000_000]
