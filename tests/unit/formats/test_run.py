"""The files of a Run, on real recordings and on damaged ones."""

from __future__ import annotations

import math
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from em_desktop.domain.nodes import Status
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.domain.recordings import Association, AssociationKind, Role, TransferAction
from em_desktop.formats.run import (
    MetricFile,
    last_activity,
    log_key,
    metric_files,
    read_git,
    read_metadata,
    read_parameters,
    read_platform,
)
from em_desktop.formats.source import DirectorySource

RUNS = {
    "breast_cancer_gbdt_261123_115955_r6y22i": (Status.COMPLETE, "training validation testing"),
    "diabetes_ridge_261123_120001_nqj9s8": (Status.COMPLETE, "cv test"),
    "diabetes_sgd_diverged_261123_035958_iuoykx": (Status.COMPLETE, "train val"),
    "digits_cnn_lr_a_261123_120018_b6yu88": (Status.COMPLETE, "train val test"),
    "digits_cnn_lr_b_261123_120020_0wnpyx": (Status.COMPLETE, "train val test"),
    "digits_cnn_lr_c_261123_120021_wwnj3c": (Status.COMPLETE, "train val test"),
    "digits_cnn_running_261123_120008_pyq5r1": (Status.RUNNING, "train val"),
    "digits_eval_261123_115938_kma417": (Status.COMPLETE, "evaluation test"),
    "digits_logreg_assets_261123_120024_4v5y1i": (Status.COMPLETE, "train test"),
    "digits_mlp_long_261123_035943_f0cpyd": (Status.COMPLETE, "train val"),
    "digits_preprocess_261123_115929_5749r3": (Status.COMPLETE, "pca test"),
    "digits_sgd_resume_261123_120011_h5245r": (Status.COMPLETE, "val train test"),
    "digits_sklearn_mlp_error_261123_120004_ovm66a": (Status.ERROR, "train val"),
    "digits_train_mlp_261123_115932_eicjg9": (Status.COMPLETE, "train val 系统 test"),
}


def recorded(samples: Path, name: str) -> DirectorySource:
    (path,) = samples.glob(f"em-*/runs/{name}_2*")
    return DirectorySource(path)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """An empty directory with a Run's name."""
    path = tmp_path / "demo_261123_120000_abc123"
    path.mkdir()
    return path


def metadata_of(run: Path, text: str | bytes) -> DirectorySource:
    data = text if isinstance(text, bytes) else text.encode()
    (run / "metadata.yaml").write_bytes(data)
    return DirectorySource(run)


@pytest.mark.parametrize("directory", RUNS)
def test_every_real_run_is_read_without_a_problem(samples: Path, directory: str) -> None:
    source = DirectorySource(samples / "em-recordings" / "runs" / directory)
    status, types = RUNS[directory]
    metadata = read_metadata(source)
    assert metadata.problems == ()
    assert metadata.value.alternative_name == directory
    assert directory.startswith(f"{metadata.value.name}_261123_")
    assert metadata.value.status is status
    assert metadata.value.started is not None
    assert (metadata.value.ended is None) == (status is Status.RUNNING)
    files = metric_files(source)
    assert [file.type for file in files.value] == types.split()
    assert files.value[0].key == f"metrics/{types.split()[0]}.yaml"
    for reading in (read_parameters(source), read_platform(source), read_git(source), files):
        assert reading.problems == ()
    assert log_key(source) == "stdout.log"


def test_no_sample_is_left_out(samples: Path) -> None:
    assert {path.name for path in (samples / "em-recordings" / "runs").iterdir()} == set(RUNS)


def test_labels_description_and_times_of_a_real_run(samples: Path) -> None:
    metadata = read_metadata(recorded(samples, "digits_train_mlp")).value
    assert metadata.labels == ("torch", "MLP", "基线")
    assert metadata.description == (
        '用两层 MLP 对手写数字分类；输入为 PCA 特征。\n第二行：包含换行、引号 "x" 和冒号: 的描述。'
    )
    assert metadata.started == datetime(2026, 11, 23, 3, 59, 32, 784715, UTC)
    (transfer,) = metadata.transfers
    assert transfer.action is TransferAction.UPLOAD
    assert transfer.host == "https://aistore.example.com/t9k/aistore/server"
    assert transfer.path == "/demo/em-examples/digits/digits_train_mlp"
    assert transfer.id == "40a473ae-e074-40ff-ba4e-e1018b88b25a"
    assert transfer.time == datetime(2026, 11, 23, 3, 59, 34, 804705, UTC)


def test_the_inputs_and_outputs_of_every_kind(samples: Path) -> None:
    metadata = read_metadata(recorded(samples, "digits_logreg_assets")).value
    model = "320dc9c7-d80c-431f-beff-fc2037829619"
    path = "/demo/t9k-assethub/model/classify/digits-logreg"
    commit = "0a1d07fa05046516ab5c45f5eaa3711a7265dd53139875ebdb2ef99b149187d7"
    features = "digits_features_261123_115929_wingwi"
    assert metadata.associations == (
        Association(
            Role.INPUT,
            AssociationKind.DATASET,
            id="75422ebb-e17e-413b-ac15-5d28c1edce87",
            path="/demo/t9k-assethub/dataset/images/digits",
        ),
        Association(
            Role.INPUT,
            AssociationKind.ARTIFACT,
            name=features,
            local_dir=f".em/artifacts/{features}",
        ),
        Association(Role.OUTPUT, AssociationKind.BRANCH, id=f"{model}:v1", path=f"{path}:v1"),
        Association(
            Role.OUTPUT, AssociationKind.COMMIT, id=f"{model}:0a1d07fa", path=f"{path}:{commit}"
        ),
        Association(
            Role.OUTPUT, AssociationKind.TAG, id=f"{model}:20261123", path=f"{path}:20261123"
        ),
        Association(Role.OUTPUT, AssociationKind.MODEL, id=model, path=path),
    )


def test_a_recording_of_windows_keeps_its_backslashes(samples: Path) -> None:
    metadata = read_metadata(recorded(samples, "digits_cnn_windows"))
    assert metadata.problems == ()
    assert metadata.value.labels == ("torch", "CNN", "对比")
    assert metadata.value.associations[0].local_dir == (
        ".em/artifacts\\digits_dataset_261123_115929_fvzqdd"
    )


def test_a_run_that_was_just_created_has_nothing_wrong(samples: Path) -> None:
    source = recorded(samples, "just_created")
    assert read_parameters(source).value == {}
    assert metric_files(source).value == ()
    assert not read_git(source).value.known
    assert read_metadata(source).value.status is Status.RUNNING
    for reading in (read_metadata(source), read_parameters(source), metric_files(source)):
        assert reading.problems == ()


def test_empty_metadata_gives_the_directorys_name(samples: Path) -> None:
    metadata = read_metadata(recorded(samples, "digits_metadata_empty"))
    assert metadata.value.name == "digits_metadata_empty"
    assert metadata.value.status is Status.UNKNOWN
    assert metadata.problems == (Problem("metadata.yaml", ProblemKind.EMPTY),)


def test_absent_metadata_is_missing(run: Path) -> None:
    metadata = read_metadata(DirectorySource(run))
    assert (metadata.value.name, metadata.value.status) == ("demo", Status.UNKNOWN)
    assert metadata.problems == (Problem("metadata.yaml", ProblemKind.MISSING),)


def test_partial_metadata_keeps_what_is_there(run: Path) -> None:
    metadata = read_metadata(
        metadata_of(run, "kind: Run\nname: other\nlabels:\n- a\n- b\ndescription: ''\nstartTimes")
    )
    assert (metadata.value.name, metadata.value.labels) == ("other", ("a", "b"))
    assert [problem.kind for problem in metadata.problems] == [ProblemKind.TRUNCATED]


def test_a_status_cut_in_the_middle_is_unknown(run: Path) -> None:
    metadata = read_metadata(metadata_of(run, "kind: Run\nname: x\nstatus: Compl"))
    assert metadata.value.status is Status.UNKNOWN
    assert [problem.kind for problem in metadata.problems] == [ProblemKind.TRUNCATED]


def test_metadata_cut_between_two_lines_lacks_its_status(run: Path) -> None:
    metadata = read_metadata(metadata_of(run, "kind: Run\nname: x\n"))
    assert metadata.problems == (
        Problem("metadata.yaml", ProblemKind.TRUNCATED, "status: isn't there"),
    )


def test_overwritten_metadata_says_so(run: Path) -> None:
    metadata = read_metadata(metadata_of(run, "name: mine\nclasses: 10\n"))
    assert metadata.value.name == "demo"
    assert [problem.kind for problem in metadata.problems] == [ProblemKind.OVERWRITTEN]


def test_labels_of_one_letter_each_stay_as_they_are(run: Path) -> None:
    text = "kind: Run\nlabels:\n- t\n- e\n- s\n- t\ndescription: null\nstatus: Complete\n"
    metadata = read_metadata(metadata_of(run, text))
    assert metadata.value.labels == ("t", "e", "s", "t")
    assert metadata.value.description == ""
    assert metadata.problems == ()


def test_a_wrong_type_costs_only_itself(run: Path) -> None:
    text = """\
kind: Run
name: 17
labels: {a: 1}
description: [x]
startTimestamp: yesterday
endTimestamp: 5
status: Done
alternativeName: []
associations:
  input: none
  output:
  - 7
  - kind: Planet
    name: earth
  - kind: Artifact
    name: [1]
    localDir: a
remote:
- upload
- action: copy
  timestamp: x
  host: h
"""
    metadata = read_metadata(metadata_of(run, text))
    value = metadata.value
    assert value.name == "17"
    assert (value.labels, value.description, value.alternative_name) == ((), "", run.name)
    assert (value.started, value.ended, value.status) == (None, None, Status.UNKNOWN)
    assert value.associations == (
        Association(Role.OUTPUT, AssociationKind.OTHER, name="earth"),
        Association(Role.OUTPUT, AssociationKind.ARTIFACT, local_dir="a"),
    )
    (transfer,) = value.transfers
    assert (transfer.action, transfer.time, transfer.host) == (TransferAction.OTHER, None, "h")
    assert {problem.kind for problem in metadata.problems} == {ProblemKind.WRONG_TYPE}
    assert Counter(problem.line for problem in metadata.problems) == Counter(
        [2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9, 18, 18]
    )
    assert metadata.problems[0].detail == "name: should be text, not 17"


def test_items_that_are_no_text_are_shown_as_text(run: Path) -> None:
    metadata = read_metadata(
        metadata_of(run, "kind: Run\nlabels: [a, 2024, true, [x]]\nstatus: Error\n")
    )
    assert metadata.value.labels == ("a", "2024", "true")
    assert [problem.detail for problem in metadata.problems] == [
        "labels[1]: should be text, not 2024",
        "labels[2]: should be text, not true",
        "labels[3]: should be text, not a list",
    ]


def test_tagged_parameters_are_read_and_nothing_is_lost(samples: Path) -> None:
    parameters = read_parameters(recorded(samples, "breast_cancer_gbdt")).value
    assert list(parameters)[:6] == [
        "n_estimators",
        "learning_rate",
        "max_depth",
        "subsample",
        "image_size",
        "class_weight",
    ]
    assert parameters["learning_rate"] == 0.08
    assert parameters["image_size"] == [8, 8]
    assert parameters["class_weight"] == {0: 1.0, 1: 0.6}
    assert parameters["report_on"] == ["training", "validation"]
    assert parameters["ordered"] == {"b": 1, "a": 2}
    assert parameters["lr_text"] == "1e-5"
    assert parameters["zip_code"] == "007"
    assert parameters["flag_text"] == "yes"
    assert parameters["huge"] == 1 << 70
    assert parameters["clip"] == math.inf
    assert parameters["multi_line"] == "first line\n\n  indented third line\n"
    assert parameters["emoji"] == "🎯 目标"


def test_nested_parameters_and_empty_values(samples: Path) -> None:
    parameters = read_parameters(recorded(samples, "digits_train_mlp")).value
    assert parameters["optimizer"] == {
        "name": "AdamW",
        "lr": 0.003,
        "betas": [0.9, 0.999],
        "eps": 1e-08,
        "weight_decay": 1e-05,
        "amsgrad": False,
    }
    assert parameters["备注"] == "基线实验：两层全连接网络"
    assert parameters["augment"] == [{"name": "noise", "std": 0.05}, {"name": "none"}]
    assert (parameters["resume_from"], parameters["callbacks"], parameters["extra"]) == (
        None,
        [],
        {},
    )
    long = read_parameters(recorded(samples, "digits_mlp_long")).value
    assert long["seed"] == 9007199254740993


def test_parameters_that_are_no_mapping_are_left_out(run: Path) -> None:
    (run / "hyperparameters.yaml").write_text("- 1\n")
    reading = read_parameters(DirectorySource(run))
    assert reading.value == {}
    assert reading.problems[0].kind is ProblemKind.WRONG_TYPE


def test_a_parameter_cut_in_the_middle_is_not_shown_with_a_wrong_number(run: Path) -> None:
    (run / "hyperparameters.yaml").write_text("lr: 0.1\nseed: 2023")
    reading = read_parameters(DirectorySource(run))
    assert reading.value == {"lr": 0.1}
    assert [(problem.kind, problem.line) for problem in reading.problems] == [
        (ProblemKind.TRUNCATED, 2)
    ]


def test_the_machine_of_a_real_run(samples: Path) -> None:
    platform = read_platform(recorded(samples, "digits_train_mlp")).value
    assert (platform.hostname, platform.python) == ("workstation", "3.11.7")
    assert platform.frameworks == ("PyTorch",)
    assert dict(platform.packages)["torch"] == "2.13.0+cpu"
    assert read_platform(recorded(samples, "diabetes_ridge")).value.frameworks == ()


def test_frameworks_are_split_and_further_facts_are_kept(run: Path) -> None:
    (run / "platform.yaml").write_text(
        "hostname: h\npython: 3.11\nframework: PyTorch, Keras\npypkgs:\n  a: 2\n  b: [1]\ngpu: 2\n"
    )
    reading = read_platform(DirectorySource(run))
    assert reading.value.frameworks == ("PyTorch", "Keras")
    assert reading.value.python == "3.11"
    assert reading.value.packages == (("a", "2"), ("b", ""))
    assert reading.value.further == (("gpu", 2),)
    assert [problem.detail for problem in reading.problems] == [
        "pypkgs.b: should be text, not a list"
    ]


def test_the_code_version_of_a_real_run(samples: Path) -> None:
    git = read_git(recorded(samples, "digits_train_mlp")).value
    assert git.known
    assert (git.repository, git.branch, git.dirty) == ("digits-demo", "main", False)
    assert git.commit == "8d14ae83c02710a49098ddd0c5ffd9fa759117e2"
    assert git.remote_url == "https://git.example.com/demo/digits-demo.git"
    unknown = read_git(recorded(samples, "digits_cnn_lr_a")).value
    assert not unknown.known
    assert unknown.entry_point.endswith("t9k/em/run.py")


def test_credentials_in_the_remote_address_are_masked(run: Path) -> None:
    (run / "git.yaml").write_text("remote_url: https://me:secret@git.example.com/x.git\n")
    git = read_git(DirectorySource(run)).value
    assert git.remote_url == "https://***@git.example.com/x.git"


def test_an_empty_index_costs_no_metrics(samples: Path) -> None:
    reading = metric_files(recorded(samples, "digits_index_stale"))
    assert [file.type for file in reading.value] == ["test", "train", "val"]
    assert reading.problems == (Problem("index.yaml", ProblemKind.EMPTY),)


def test_where_index_and_files_differ_the_files_count(run: Path) -> None:
    (run / "metrics").mkdir()
    for name in ("train", "val", "系统"):
        (run / "metrics" / f"{name}.yaml").touch()
    (run / "metrics" / ".em-tmp-x.yaml").touch()
    (run / "metrics" / "notes.txt").touch()
    (run / "index.yaml").write_text(
        "metrics:\n  系统: metrics/系统.yaml\n  a/b: metrics/a/b.yaml\n"
        "  train: metrics\\train.yaml\n  out: ../../../etc/passwd\n",
        encoding="utf-8",
    )
    reading = metric_files(DirectorySource(run))
    assert reading.value == (
        MetricFile("系统", "metrics/系统.yaml"),
        MetricFile("train", "metrics/train.yaml"),
        MetricFile("val", "metrics/val.yaml"),
    )
    assert {problem.kind for problem in reading.problems} == {ProblemKind.INCONSISTENT}
    assert [problem.detail for problem in reading.problems] == [
        "metrics.a/b: metrics/a/b.yaml isn't there",
        "metrics.out: ../../../etc/passwd isn't there",
        "metrics: metrics/val.yaml isn't named",
    ]


def test_a_recording_without_a_log_has_no_log(run: Path) -> None:
    assert log_key(DirectorySource(run)) is None


def test_the_newest_of_the_recorders_files_is_the_last_activity(run: Path) -> None:
    source = DirectorySource(run)
    assert last_activity(source) is None
    start = datetime(2026, 11, 23, 12, tzinfo=UTC)
    (run / "metrics").mkdir()
    for minutes, key in enumerate(["metadata.yaml", "stdout.log", "metrics/train.yaml"]):
        (run / key).touch()
        stamp = (start + timedelta(minutes=minutes)).timestamp()
        os.utime(run / key, (stamp, stamp))
        assert last_activity(source) == start + timedelta(minutes=minutes)
