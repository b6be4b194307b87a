"""Files that anybody may have made: an EmError at worst, nothing outside is touched."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from contextlib import suppress
from pathlib import Path

import pytest

from em_desktop.errors import EmError, MalformedError
from em_desktop.importers.kinds import Kind, find_sources, read
from em_desktop.importers.protobuf import fields
from em_desktop.importers.sources import local_directory, open_database
from em_desktop.importers.write import Importer
from tests.unit.importers.conftest import FIXTURES, Desk

_FILES = {
    "tensorboard": "tensorboard/old_style/events*",
    "wandb": "wandb/*/*.wandb",
    "journal": "optuna/journal.log",
    "study": "optuna/study.db",
    "mlflow": "mlflow/mlflow.db",
    "trackio": "trackio/digits.db",
}
_KINDS = {"journal": Kind.OPTUNA, "study": Kind.OPTUNA}
_MUTATIONS = 500


@pytest.mark.parametrize("name", list(_FILES))
def test_a_damaged_file_raises_nothing_but_our_errors(name: str, tmp_path: Path) -> None:
    (whole,) = FIXTURES.glob(_FILES[name])
    data = whole.read_bytes()
    file = tmp_path / whole.name
    chance = random.Random(f"importers {name}")
    kind = _KINDS.get(name) or Kind(name)
    importer = Importer(tmp_path / "out", kind.value, dry_run=True)
    read_well = 0
    for number in range(_MUTATIONS):
        file.write_bytes(_damaged(chance, data))
        try:
            for found in read(kind, file):
                done = importer.put(found)
                read_well += done.error is None
        except EmError:
            pass
        if number % 50 == 0:
            with suppress(EmError):
                find_sources(file)
    assert read_well > 0


def test_a_damaged_text_table_raises_nothing_but_our_errors(tmp_path: Path) -> None:
    chance = random.Random("tables")
    file = tmp_path / "x.csv"
    data = b"step,loss,time\n" + b"".join(
        b"%d,0.%d,17000000%d\n" % (n, n, n) for n in range(10, 40)
    )
    importer = Importer(tmp_path / "out", "table", dry_run=True)
    for _ in range(_MUTATIONS):
        file.write_bytes(_damaged(chance, data))
        try:
            for found in read(Kind.TABLE, file):
                importer.put(found)
        except EmError:
            pass


def test_a_damaged_directory_raises_nothing_but_our_errors(tmp_path: Path) -> None:
    chance = random.Random("mlruns")
    source = Path(shutil.copytree(FIXTURES / "mlflow" / "mlruns", tmp_path / "mlruns"))
    files = sorted(path for path in source.rglob("*") if path.is_file())
    importer = Importer(tmp_path / "out", "mlflow", dry_run=True)
    read_well = 0
    for _ in range(_MUTATIONS):
        file = chance.choice(files)
        whole = file.read_bytes()
        file.write_bytes(_damaged(chance, whole))
        with suppress(EmError):
            for found in read(Kind.MLFLOW, source):
                read_well += importer.put(found).error is None
        file.write_bytes(whole)
    assert read_well > _MUTATIONS


@pytest.mark.parametrize("name", list(_FILES))
def test_what_is_read_of_a_damaged_file_can_be_written(
    name: str, tmp_path: Path, desk: Desk
) -> None:
    (whole,) = FIXTURES.glob(_FILES[name])
    data = whole.read_bytes()
    file = tmp_path / whole.name
    chance = random.Random(f"written {name}")
    kind = _KINDS.get(name) or Kind(name)
    for number in range(15):
        file.write_bytes(_damaged(chance, data))
        importer = Importer(tmp_path / f"out{number}", kind.value)
        try:
            for found in read(kind, file):
                done = importer.put(found)
                if done.path is not None and done.error is None:
                    assert done.path.is_relative_to(tmp_path / f"out{number}")
                    assert desk.call("show", done.path, "--json")[0] == 0
        except EmError:
            pass


def test_a_view_of_a_hostile_database_is_never_computed(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    with sqlite3.connect(file) as database:
        endless = "with recursive n(x) as (select 1 union all select x + 1 from n) select x"
        database.execute(f"create view studies as {endless} as study_id, '' as study_name from n")
        database.execute("create table trials (trial_id, study_id, state)")
    database.close()
    started = time.monotonic()
    with pytest.raises(MalformedError):
        find_sources(file)
    assert time.monotonic() - started < 30
    with open_database(file) as opened:
        assert list(opened.rows("studies", "study_id")) == []


@pytest.mark.parametrize("address", ["../x", "/etc", "file:///etc", "s3://bucket/x", "a/\0", ""])
def test_an_address_leads_nowhere_outside(address: str, tmp_path: Path) -> None:
    assert local_directory(address, tmp_path) is None


def test_a_link_out_of_the_source_is_no_place_for_artifacts(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "base" / "artifacts").symlink_to(tmp_path / "other")
    assert local_directory("/home/user/artifacts", tmp_path / "base") is None


@pytest.mark.parametrize(
    "data", [b"\x0a", b"\x0a\x05ab", b"\x0f", b"\xff" * 20, b"\x08" + b"\x80" * 11]
)
def test_a_message_that_is_cut_off_is_malformed(data: bytes) -> None:
    with pytest.raises(MalformedError):
        list(fields(data))


def test_names_of_experiments_stay_inside_of_the_target(desk: Desk, tmp_path: Path) -> None:
    experiment = tmp_path / "mlruns" / "1"
    (experiment / "r").mkdir(parents=True)
    (experiment / "meta.yaml").write_text("experiment_id: '1'\nname: ../../../outside\n")
    run = "run_id: r\nrun_name: ../../evil\nstatus: 3\nstart_time: 1700000000000\n"
    (experiment / "r" / "meta.yaml").write_text(run)
    done = desk.bring(tmp_path / "mlruns")["../../evil"]
    assert Path(done["path"]).is_relative_to(desk.target)
    assert ".." not in Path(done["path"]).parts


def _damaged(chance: random.Random, data: bytes) -> bytes:
    """The data with some bytes changed, a part doubled or left out, or its end cut off."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        place = chance.randrange(len(changed)) if changed else 0
        match chance.randrange(5):
            case 0 | 1:
                changed[place : place + 1] = bytes([chance.randrange(256)])
            case 2:
                del changed[place : place + chance.randrange(1, 200)]
            case 3:
                changed[place:place] = changed[place : place + chance.randrange(1, 200)]
            case _:
                if chance.random() < 0.2:
                    del changed[place:]
    return bytes(changed)
