"""Runs, as scripts record them and as readers find them."""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
import yaml

from em_desktop.domain.nodes import Status
from em_desktop.errors import (
    AlreadyExistsError,
    EmError,
    InvalidNameError,
    InvalidValueError,
    NotFoundError,
    TooLargeError,
)
from em_desktop.formats import run as reader
from em_desktop.formats.source import DirectorySource
from em_desktop.recording import Capture, Run, em, lifetime
from em_desktop.recording.run import COMPLETE, ERROR, RUNNING


def read(run: Run, name: str) -> Any:
    return yaml.safe_load((Path(run.local) / name).read_text("ascii"))


def a_run(quiet: Capture, **options: Any) -> Run:
    return em.create_run(**{"name": "mnist", "capture": quiet, **options})


def test_a_new_run_has_the_files_and_keys_of_the_format(quiet: Capture, samples: Path) -> None:
    run = em.create_run(name="mnist", capture=Capture(usage=False))
    assert re.fullmatch(r"\.em/runs/mnist_\d{6}_\d{6}_[a-z0-9]{6}", run.local)
    names = {path.name for path in Path(run.local).iterdir()}
    assert names - {"uncommitted.diff"} == {  # which is there in a checkout with changes
        "metadata.yaml",
        "index.yaml",
        "hyperparameters.yaml",
        "platform.yaml",
        "git.yaml",
        "metrics",
        "stdout.log",
    }
    (sample,) = (samples / "em-variants" / "runs").glob("just_created_*")
    for name in ("metadata.yaml", "index.yaml", "git.yaml"):
        theirs = yaml.safe_load((sample / name).read_text())
        assert list(read(run, name)) == list(theirs)
    theirs = yaml.safe_load((sample / "platform.yaml").read_text())
    ours = list(read(run, "platform.yaml"))
    assert [key for key in ours if key in theirs] == [key for key in theirs if key in ours]
    assert read(run, "hyperparameters.yaml") == {}
    assert read(run, "index.yaml")["metrics"] == {}
    assert read(run, "metadata.yaml")["status"] == RUNNING
    assert read(run, "metadata.yaml")["endTimestamp"] is None


def test_the_files_are_what_the_default_dumper_writes(quiet: Capture) -> None:
    run = a_run(quiet, hparams={"lr": 1e-5, "备注": "训练" * 40, "betas": (0.9, 0.999)})
    run.log("train", {"loss": 0.5}, 1)
    run.finish()
    for path in Path(run.local).rglob("*.yaml"):
        text = path.read_text("ascii")
        assert text == yaml.dump(yaml.safe_load(text), sort_keys=False), path


def test_our_readers_read_all_of_it(quiet: Capture) -> None:
    artifact = em.create_artifact("data")
    with a_run(quiet, hparams={"lr": 0.1}, labels=["基线", "x"], description="two\nlines") as run:
        run.mark_input(artifact)
        run.mark_output({"kind": "Model", "id": "1", "path": "/a/b"})
        run.log("training", {"loss": 0.5}, 1, epoch=0)
        run.log("系统", {"x": 1}, 1)
    source = DirectorySource(Path(run.local).absolute())
    metadata = reader.read_metadata(source)
    assert metadata.problems == ()
    assert metadata.value.name == "mnist"
    assert metadata.value.status is Status.COMPLETE
    assert metadata.value.labels == ("基线", "x")
    assert metadata.value.description == "two\nlines"
    assert metadata.value.alternative_name == Path(run.local).name
    assert [link.name or link.path for link in metadata.value.associations] == [
        artifact.alternative_name,
        "/a/b",
    ]
    files = reader.metric_files(source)
    assert files.problems == ()
    assert [file.type for file in files.value] == ["train", "系统"]
    assert reader.read_parameters(source).value == {"lr": 0.1}


def test_the_properties_say_what_was_recorded(quiet: Capture) -> None:
    run = a_run(quiet, labels="one", description="d", hparams={"lr": 0.1})
    run.log("val", {"loss": 0.5}, 3, epoch=1)
    assert (run.name, run.labels, run.description, run.status) == ("mnist", ["one"], "d", RUNNING)
    run.finish()
    assert run.status == COMPLETE
    assert run.start_timestamp < str(run.end_timestamp)
    (record,) = run.metrics["val"]
    assert record["value"] == {"loss": 0.5}
    assert record["sequence"]["step"] == 3
    assert run.associations == {"input": [], "output": []}
    assert run.remote == []
    assert run.alternative_name == Path(run.local).name
    assert run.to_dict()["hparams"] == {"lr": 0.1}


def test_labels_and_description_may_change(quiet: Capture) -> None:
    run = a_run(quiet)
    run.labels = ["a", "b"]
    run.description = "better"
    metadata = read(run, "metadata.yaml")
    assert (metadata["labels"], metadata["description"]) == (["a", "b"], "better")
    with pytest.raises(InvalidValueError):
        run.labels = [1]  # type: ignore[list-item]


def test_an_exception_ends_the_run_as_error_with_the_traceback(quiet: Capture) -> None:
    run = a_run(quiet)

    def fail() -> None:
        with run:
            run.log("train", {"loss": 1 / 0}, 1)

    with pytest.raises(ZeroDivisionError):
        fail()
    assert read(run, "metadata.yaml")["status"] == ERROR
    assert read(run, "metadata.yaml")["endTimestamp"]
    assert "ZeroDivisionError" in (Path(run.local) / "traceback.txt").read_text()


@pytest.mark.parametrize(("code", "status"), [(0, COMPLETE), (None, COMPLETE), (3, ERROR)])
def test_leaving_by_sys_exit_counts_by_its_code(
    quiet: Capture, code: int | None, status: str
) -> None:
    with pytest.raises(SystemExit), a_run(quiet) as run:
        raise SystemExit(code)
    assert run.status == status


def test_the_end_of_the_script_ends_unfinished_runs_as_error(quiet: Capture) -> None:
    run = a_run(quiet)
    lifetime._finish_all()
    assert read(run, "metadata.yaml")["status"] == ERROR


def test_a_second_finish_changes_nothing(quiet: Capture) -> None:
    run = a_run(quiet)
    run.finish()
    end = run.end_timestamp
    run.finish("Error")
    assert (run.status, run.end_timestamp) == (COMPLETE, end)


def test_what_is_logged_after_the_end_is_kept(quiet: Capture) -> None:
    run = a_run(quiet)
    run.finish()
    run.log("train", {"loss": 1.0}, 1)
    assert len(run.metrics["train"]) == 1


@pytest.mark.parametrize(
    "name", ["a/b", "a\nb", "", ".", "..", ".hidden", " x", "x" * 240, "a\0b", "a\\b", "\ud800", 3]
)
def test_a_name_that_no_directory_can_have_is_refused(quiet: Capture, name: Any) -> None:
    with pytest.raises(InvalidNameError):
        a_run(quiet, name=name)
    assert not list(Path.cwd().glob(".em/runs/*"))


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"hparams": {"x": object()}}, InvalidValueError),
        ({"hparams": {"x": "y" * 10_000_000}}, TooLargeError),
        ({"hparams": "text"}, InvalidValueError),
        ({"labels": [1]}, InvalidValueError),
        ({"description": 5}, InvalidValueError),
        ({"processes": "some"}, InvalidValueError),
    ],
)
def test_what_cannot_be_recorded_is_refused_before_anything_is_made(
    quiet: Capture, options: dict[str, Any], kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        a_run(quiet, **options)
    assert not Path(".em").exists()


def test_a_file_where_the_directory_should_be_is_told(quiet: Capture) -> None:
    Path(".em").write_text("I'm a file")
    with pytest.raises((AlreadyExistsError, NotFoundError), match=r"\.em"):
        a_run(quiet)


def test_the_directory_is_where_the_environment_says(
    quiet: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EM_RUN_PARENT_DIR", str(tmp_path / "elsewhere"))
    assert Path(a_run(quiet).local).parent == tmp_path / "elsewhere"


def test_recording_goes_on_where_it_began_after_a_change_of_directory(
    quiet: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = a_run(quiet)
    directory = Path(run.local).absolute()
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    run.log("train", {"loss": 1.0}, 1)
    run.finish()
    assert (directory / "metrics" / "train.yaml").stat().st_size > 0
    assert "Complete" in (directory / "metadata.yaml").read_text()


def test_a_configuration_file_goes_before_the_arguments(quiet: Capture, samples: Path) -> None:
    Path("run.yaml").write_text(
        "name: from_file\nhparams:\n  learning_rate: 1e-5\nlabels:\n- Keras\ndescription: d\n"
    )
    run = a_run(quiet, config_path="run.yaml", hparams={"other": 1}, labels=["no"])
    assert (run.name, run.labels, run.description) == ("from_file", ["Keras"], "d")
    assert read(run, "hyperparameters.yaml") == {"learning_rate": "1e-5"}  # text in YAML 1.1


@pytest.mark.parametrize("text", ["- a list\n", "a: [\n", ""])
def test_a_configuration_file_of_another_form_is_refused(quiet: Capture, text: str) -> None:
    Path("run.yaml").write_text(text)
    with pytest.raises(InvalidValueError, match=r"run\.yaml"):
        a_run(quiet, config_path="run.yaml")


def test_a_configuration_file_that_is_absent_is_told(quiet: Capture) -> None:
    with pytest.raises(NotFoundError, match="absent"):
        a_run(quiet, config_path="absent.yaml")


def test_secrets_are_masked_in_everything_that_is_written(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOME_API_KEY", "sesame-open-now")
    monkeypatch.setattr("sys.orig_argv", ["python", "train.py", "--password", "hunter2"])
    run = em.create_run(name="x", hparams={"api_key": "k3y", "url": "ftp://u:pw@h/"})

    def fail() -> None:
        with run:
            print("using sesame-open-now")
            raise RuntimeError("cannot log in with sesame-open-now")

    with pytest.raises(RuntimeError):
        fail()
    everything = b"".join(
        path.read_bytes() for path in Path(run.local).rglob("*") if path.is_file()
    )
    assert b"using ***" in everything
    for secret in (b"sesame-open-now", b"k3y", b"u:pw", b"hunter2"):
        assert secret not in everything


def test_only_the_first_process_records_if_that_is_chosen(
    quiet: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RANK", "1")
    with a_run(quiet, processes="first", hparams={"a": 1}) as run:
        run.log("train", {"loss": 1.0}, 1)
        run.hparams.a = 2
    assert run.status == COMPLETE
    assert not Path(".em").exists()
    monkeypatch.setenv("RANK", "0")
    assert Path(a_run(quiet, processes="first").local).is_dir()


def test_each_process_of_a_training_has_a_run_of_its_own(quiet: Capture) -> None:
    assert a_run(quiet).local != a_run(quiet).local


class Ref:
    """As a reference of the platform's Asset Hub SDK."""

    def __init__(self, kind: str, **fields: Any) -> None:
        self.kind = kind
        self.__dict__.update(fields)


def test_versions_are_associated_as_the_format_wants(quiet: Capture) -> None:
    model = Ref("Model", id="320d", path="/demo/model/digits")
    commit = "0a1d07fa05046516ab5c45f5eaa3711a"
    run = a_run(quiet)
    for resource in (
        model,
        Ref("branch", asset=model, name="v1"),
        Ref("tag", asset=model, name="2026"),
        Ref("commit", asset=model, id=commit),
    ):
        run.mark_output(resource)
    run.mark_output(model)
    assert run.associations["output"] == [
        {"kind": "Model", "id": "320d", "path": "/demo/model/digits"},
        {"kind": "branch", "id": "320d:v1", "path": "/demo/model/digits:v1"},
        {"kind": "tag", "id": "320d:2026", "path": "/demo/model/digits:2026"},
        {"kind": "commit", "id": "320d:0a1d07fa", "path": f"/demo/model/digits:{commit}"},
    ]


@pytest.mark.parametrize("resource", [None, "path", 3, {"kind": "Folder"}, Ref("branch")])
def test_what_cannot_be_associated_is_refused(quiet: Capture, resource: Any) -> None:
    with pytest.raises(InvalidValueError):
        a_run(quiet).mark_input(resource)


def test_a_loaded_run_goes_on(quiet: Capture) -> None:
    with a_run(quiet, labels=["a"], hparams={"lr": 0.1}) as run:
        for step in range(5):
            run.log("train", {"loss": 1.0}, step)
    again = em.load_run(run.local, capture=quiet)
    assert (again.status, again.end_timestamp) == (RUNNING, None)
    assert (again.name, again.labels, again.start_timestamp) == (
        run.name,
        ["a"],
        run.start_timestamp,
    )
    again.log("train", {"loss": 0.5}, 2)
    again.log("val", {"loss": 0.5}, 2)
    again.hparams.update({"epochs": 3})
    again.finish()
    assert [record["sequence"]["step"] for record in again.metrics["train"]] == [0, 1, 2, 3, 4, 2]
    assert read(again, "hyperparameters.yaml") == {"lr": 0.1, "epochs": 3}
    assert list(read(again, "index.yaml")["metrics"]) == ["train", "val"]


def test_real_recordings_are_loaded_and_nothing_of_them_is_lost(
    recordings: Path, quiet: Capture
) -> None:
    for directory in sorted((recordings / "runs").iterdir()):
        before = {path.name: path.read_bytes() for path in directory.rglob("*") if path.is_file()}
        metadata = yaml.safe_load(before["metadata.yaml"])
        run = em.load_run(directory, capture=quiet)
        run.finish(metadata["status"])
        after = {path.name: path.read_bytes() for path in directory.rglob("*") if path.is_file()}
        assert set(after) == set(before)
        changed = {name for name in before if before[name] != after[name]}
        assert changed <= {"metadata.yaml", "index.yaml"}, directory
        now = yaml.safe_load(after["metadata.yaml"])
        ended = {"endTimestamp": now["endTimestamp"], "status": now["status"]}
        assert now == {**metadata, **ended}
        source = DirectorySource(directory)
        assert reader.metric_files(source).problems == ()


def test_keys_of_other_programs_in_the_metadata_are_kept(quiet: Capture) -> None:
    run = a_run(quiet)
    run.finish()
    path = Path(run.local) / "metadata.yaml"
    path.write_text(path.read_text() + "extra:\n  a: 1\n")
    em.load_run(run.local, capture=quiet).finish()
    assert yaml.safe_load(path.read_text())["extra"] == {"a": 1}


def test_the_machine_of_the_first_part_stays_when_another_loads_the_run() -> None:
    capture = Capture(output=False, usage=False)
    run = em.create_run(name="x", capture=capture)
    run.finish()
    path = Path(run.local) / "platform.yaml"
    text = path.read_text().replace("hostname: ", "hostname: other-")
    path.write_text(text)
    em.load_run(run.local, capture=capture).finish()
    assert path.read_text() == text
    beside = yaml.safe_load((Path(run.local) / "platform.2.yaml").read_text())
    assert not beside["hostname"].startswith("other-")
    assert not (Path(run.local) / "git.2.yaml").exists()
    em.load_run(run.local, capture=capture, replace_capture=True).finish()
    assert path.read_text() != text


def test_only_a_run_is_loaded_as_a_run(quiet: Capture) -> None:
    with pytest.raises(NotFoundError):
        em.load_run("nowhere")
    Path("empty").mkdir()
    with pytest.raises(NotFoundError):
        em.load_run("empty")
    with pytest.raises(InvalidValueError, match="Artifact"):
        em.load_run(em.create_artifact("a").local)


def test_the_use_of_the_machine_is_a_type_of_its_own() -> None:
    capture = Capture(code=False, platform=False, output=False, usage_interval=0.02)
    run = em.create_run(name="x", capture=capture)
    while not (Path(run.local) / "metrics" / "system.yaml").exists():
        json.dumps(list(range(1000)))
    run.finish()
    record = run.metrics["system"][0]
    assert record["sequence"]["step"] == 1
    assert record["value"]["cpu_percent"] >= 0
    assert record["value"]["memory_mib"] > 1
    assert 0 < record["value"]["memory_percent"] < 100


def test_a_sign_of_life_renews_a_file_that_readers_look_at(quiet: Capture) -> None:
    run = a_run(quiet)
    for path in Path(run.local).rglob("*"):
        os.utime(path, (1e9, 1e9))
    run._show_life()
    activity = reader.last_activity(DirectorySource(Path(run.local).absolute()))
    assert activity is not None
    assert activity.year > 2020


def test_errors_of_the_disk_at_the_beginning_are_raised(quiet: Capture) -> None:
    from tests.unit.recording.faulty_disk import FaultyDisk

    for call in ("make_directories", "make_directory", "replace"):
        disk = FaultyDisk()
        disk.broken = {call: 28}
        with pytest.raises(EmError, match="No space left"):
            a_run(quiet, disk=disk)


def test_a_run_that_is_moved_while_it_is_recorded_goes_on_there(quiet: Capture) -> None:
    run = em.create_run(name="x", capture=Capture(usage=False, code=False, platform=False))
    run.log("train", {"loss": 1.0}, 1)
    Path("archive").mkdir()
    Path(run.local).rename("archive/renamed_261123_115932_eicjg9")
    run.log("train", {"loss": 0.5}, 2)
    print("after the move")
    run._try_again()  # what happens every few seconds
    run.log("val", {"loss": 0.5}, 2)
    run.finish()
    assert Path(run.local) == Path("archive/renamed_261123_115932_eicjg9").absolute()
    assert not list(Path(".em/runs").iterdir())
    assert [len(records) for records in run.metrics.values()] == [2, 1]
    assert read(run, "metadata.yaml")["status"] == COMPLETE
    assert "after the move" in (Path(run.local) / "stdout.log").read_text()
    assert reader.metric_files(DirectorySource(Path(run.local))).problems == ()


def test_a_run_that_is_removed_is_not_made_again(
    quiet: Capture, caplog: pytest.LogCaptureFixture
) -> None:
    run = a_run(quiet)
    run.log("train", {"loss": 1.0}, 1)
    shutil.rmtree(run.local)
    run.log("train", {"loss": 0.5}, 2)
    run.finish()
    assert not Path(run.local).exists()
    assert len(caplog.records) == 1
    assert run._keeper is not None
    run._keeper.stop()


def test_a_finished_run_leaves_no_thread_and_no_open_file(quiet: Capture) -> None:
    before = open_files()
    threads = threading.active_count()
    run = em.create_run(name="x", capture=Capture(code=False, platform=False))
    run.log("train", {"loss": 1.0}, 1)
    run.finish()
    assert threading.active_count() == threads
    assert open_files() == before


def open_files() -> int:
    """How many; 0 where the system doesn't tell."""
    directory = Path("/proc/self/fd")
    return len(list(directory.iterdir())) if directory.exists() else 0
