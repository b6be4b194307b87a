"""Every node of the real recordings, as a local store shows it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.stores.local import LocalStore

COMPLETE, UNKNOWN = Status.COMPLETE, Status.UNKNOWN

RUNS = {
    "breast_cancer_gbdt": (COMPLETE, ("sklearn", "GBDT")),
    "diabetes_ridge": (COMPLETE, ("sklearn", "ridge")),
    "diabetes_sgd_diverged": (COMPLETE, ("numpy", "发散")),
    "digits_cnn_lr_a": (COMPLETE, ("torch", "CNN", "对比")),
    "digits_cnn_lr_b": (COMPLETE, ("torch", "CNN", "对比")),
    "digits_cnn_lr_c": (COMPLETE, ("torch", "CNN", "对比")),
    "digits_cnn_running": (Status.RUNNING, ("torch", "CNN")),
    "digits_eval": (COMPLETE, ("eval",)),
    "digits_logreg_assets": (COMPLETE, ("sklearn", "Asset Hub")),
    "digits_mlp_long": (COMPLETE, ("torch", "long")),
    "digits_preprocess": (COMPLETE, ("sklearn", "preprocess")),
    "digits_sgd_resume": (COMPLETE, ("sklearn", "resume")),
    "digits_sklearn_mlp_error": (Status.ERROR, ("sklearn", "失败")),
    "digits_train_mlp": (COMPLETE, ("torch", "MLP", "基线")),
}
ARTIFACTS = {
    "breast_cancer_csv": ("dataset",),
    "breast_cancer_gbdt_model": (),
    "digits_cnn_a": ("model",),
    "digits_cnn_b": ("model",),
    "digits_cnn_c": ("model",),
    "digits_dataset": ("dataset", "digits", "手写数字"),
    "digits_eval_report": ("report", "评估"),
    "digits_features": ("features",),
    "digits_mlp_model": ("model", "torch"),
}


@pytest.fixture
def store(samples: Path) -> LocalStore:
    return LocalStore(samples)


def listed(store: LocalStore, path: str) -> list[Node]:
    return [node for page in store.children(NodePath.parse(path)) for node in page]


def test_the_samples_are_folders_and_a_file(store: LocalStore) -> None:
    nodes = listed(store, "")
    assert [(node.name, node.type) for node in nodes] == [
        ("README.md", NodeType.FILE),
        ("autotune", NodeType.FOLDER),
        ("em-recordings", NodeType.FOLDER),
        ("em-variants", NodeType.FOLDER),
    ]
    assert nodes[0].size == (Path(store.info.location) / "README.md").stat().st_size


def test_every_run_has_its_name_state_and_labels_and_no_problem(store: LocalStore) -> None:
    nodes = listed(store, "em-recordings/runs")
    assert {node.name: (node.status, node.labels) for node in nodes} == RUNS
    assert {node.type for node in nodes} == {NodeType.RUN}
    assert all(node.problems == () for node in nodes)
    assert all(node.path.name.startswith(node.name) for node in nodes)


def test_every_artifact_has_its_name_and_labels_and_no_problem(store: LocalStore) -> None:
    nodes = listed(store, "em-recordings/artifacts")
    assert {node.name: node.labels for node in nodes} == ARTIFACTS
    assert {node.type for node in nodes} == {NodeType.ARTIFACT}
    assert all(node.problems == () and node.status is None for node in nodes)


def test_a_run_has_its_times_and_description(store: LocalStore) -> None:
    node = store.find("digits_train_mlp_261123_115932_eicjg9")
    assert node.started is not None
    assert node.ended is not None
    assert node.started == node.created
    assert node.duration_at(datetime.now(UTC)) == node.ended - node.started
    assert timedelta(0) < node.ended - node.started < timedelta(minutes=1)
    assert "\n" in node.description


def test_an_artifact_has_the_time_when_it_was_made(store: LocalStore) -> None:
    node = store.find("digits_dataset_261123_115929_fvzqdd")
    assert node.created == datetime.fromisoformat("2026-11-23T11:59:29.057501+08:00")
    assert node.description.startswith("8x8 手写数字数据集")


def test_the_run_that_was_killed_tells_its_last_sign_of_life(store: LocalStore) -> None:
    node = store.find("digits_cnn_running_261123_120008_pyq5r1")
    place = Path(store.info.location).joinpath(*node.path.parts)
    newest = max(file.stat().st_mtime for file in place.rglob("*.yaml"))
    assert node.last_activity is not None
    assert abs(node.last_activity.timestamp() - newest) < 1
    assert node.status_at(node.last_activity + timedelta(minutes=11)) is Status.STALLED
    assert node.ended is None


def test_the_variants_show_what_is_wrong_with_them(store: LocalStore) -> None:
    runs = {node.name: node for node in listed(store, "em-variants/runs")}
    facts = {name: (node.type, node.status) for name, node in runs.items()}
    assert facts == {
        "digits_cnn_windows": (NodeType.RUN, COMPLETE),
        "digits_index_stale": (NodeType.RUN, COMPLETE),
        "digits_metadata_empty": (NodeType.RUN, UNKNOWN),
        "just_created": (NodeType.RUN, Status.RUNNING),
        "notes": (NodeType.FOLDER, None),
    }
    assert runs["digits_cnn_windows"].labels == ("torch", "CNN", "对比")
    assert runs["digits_metadata_empty"].problems == (Problem("metadata.yaml", ProblemKind.EMPTY),)
    others = [node for name, node in runs.items() if name != "digits_metadata_empty"]
    assert all(node.problems == () for node in others)


def test_the_artifact_whose_metadata_was_overwritten_is_still_one(store: LocalStore) -> None:
    nodes = {node.name: node for node in listed(store, "em-variants/artifacts")}
    assert set(nodes) == {"empty_artifact", "metadata_overwritten", "odd_file_names"}
    assert {node.type for node in nodes.values()} == {NodeType.ARTIFACT}
    (problem,) = nodes["metadata_overwritten"].problems
    assert (problem.file, problem.kind) == ("metadata.yaml", ProblemKind.OVERWRITTEN)
    assert nodes["odd_file_names"].labels == ("x",)


def test_every_search_has_its_state_and_times(store: LocalStore) -> None:
    nodes = {node.name: node for node in listed(store, "autotune")}
    assert {name: (node.type, node.status) for name, node in nodes.items()} == {
        "keras-style-name": (NodeType.AUTOTUNE, COMPLETE),
        "nni-style-keys": (NodeType.AUTOTUNE, COMPLETE),
        "running": (NodeType.AUTOTUNE, Status.RUNNING),
        "timeout": (NodeType.AUTOTUNE, Status.TIMEOUT),
    }
    assert nodes["running"].started == datetime.fromisoformat("2026-11-23T04:06:37.725189Z")
    assert nodes["running"].last_activity is not None


def test_the_data_flow_of_the_samples_is_joined(store: LocalStore) -> None:
    def flow(name: str) -> tuple[list[str], list[str]]:
        lineage = store.lineage(store.find(name).path)
        inputs = [store.get(edge.node).name for edge in lineage.inputs if edge.node]
        outputs = [store.get(edge.node).name for edge in lineage.outputs if edge.node]
        return inputs, outputs

    assert flow("digits_preprocess_261123_115929_5749r3") == (
        ["digits_dataset"],
        ["digits_features"],
    )
    assert flow("digits_features_261123_115929_wingwi") == (
        ["digits_preprocess"],
        ["digits_eval", "digits_logreg_assets", "digits_train_mlp"],
    )
    assert flow("digits_mlp_model_261123_115934_nqpvri") == (["digits_train_mlp"], ["digits_eval"])
    assert flow("digits_eval_261123_115938_kma417") == (
        ["digits_features", "digits_mlp_model"],
        ["digits_eval_report"],
    )
    assert flow("digits_logreg_assets_261123_120024_4v5y1i") == (["digits_features"], [])


def test_a_project_folder_shows_its_recordings_and_not_the_recorders_logs(
    tmp_path: Path, recordings: Path
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    recordings.rename(project / ".em")
    (project / ".em" / "logs").mkdir()
    (project / ".git").mkdir()
    (project / "train.py").write_text("")
    store = LocalStore(project)
    assert [(node.name, node.path.name) for node in listed(store, "")] == [
        ("Recordings", ".em"),
        ("train.py", "train.py"),
    ]
    assert [node.name for node in listed(store, ".em")] == ["artifacts", "runs"]
    assert len(listed(store, ".em/runs")) == 14
    assert store.get(NodePath((".em",))).type is NodeType.FOLDER


def test_reading_all_of_a_store_writes_nothing(recordings: Path) -> None:
    before = {place: place.stat().st_mtime_ns for place in recordings.rglob("*")}
    store = LocalStore(recordings)
    pending = [ROOT]
    while pending:
        for page in store.children(pending.pop()):
            for node in page:
                store.lineage(node.path)
                store.measure(node.path)
                pending += [node.path] if node.is_folder else []
    assert {place: place.stat().st_mtime_ns for place in recordings.rglob("*")} == before
