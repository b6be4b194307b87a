"""What the platform's SDK has recorded, recorded again by the same calls: the files are the same.

No scripts came with the samples, so that their calls are read from what they left: the
parameters, every record in the order of its time, the inputs and outputs, the end.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from em_desktop.recording import Capture, em

SAMPLES = Path(__file__).parents[2] / "samples" / "em-recordings"
CUT_BY_HAND = "digits_cnn_running"
WITH_PYTHON_OBJECTS = "breast_cancer_gbdt"
OF_OTHER_NAMES = "digits_eval"  # "evaluation" is recorded as "test", as for every reader
RUNS = sorted(path.name for path in (SAMPLES / "runs").iterdir())
WHOLE = [
    name for name in RUNS if not name.startswith((CUT_BY_HAND, WITH_PYTHON_OBJECTS, OF_OTHER_NAMES))
]
ARTIFACTS = sorted(path.name for path in (SAMPLES / "artifacts").iterdir())
TIME = re.compile(r"'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?[+-]\d\d:\d\d'")
OF_THE_PLACE = {"alternativeName", "remote", "startTimestamp", "endTimestamp"}


def loaded(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def records(sample: Path) -> list[tuple[str, dict[str, Any]]]:
    """Type and record, in the order of their times."""
    found = [
        (path.stem, record)
        for path in sorted((sample / "metrics").iterdir())
        for record in loaded(path)
    ]
    return sorted(found, key=lambda each: datetime.fromisoformat(each[1]["sequence"]["timestamp"]))


def record_again(sample: Path) -> Path:
    """The calls of the script that made a sample, with the import changed."""
    metadata = loaded(sample / "metadata.yaml")
    run = em.create_run(
        name=metadata["name"],
        hparams=loaded(sample / "hyperparameters.yaml"),
        labels=metadata["labels"],
        description=metadata["description"],
        capture=Capture(usage=False),
    )
    for side, mark in (("input", run.mark_input), ("output", run.mark_output)):
        for entry in metadata["associations"][side]:
            mark(entry)
    for type_, record in records(sample):
        place = record["sequence"]
        run.log(type_, record["value"], step=place["step"], epoch=place["epoch"])
    run.finish(metadata["status"])
    return Path(run.local)


def without_times(path: Path) -> str:
    return TIME.sub("'T'", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", WHOLE)
def test_a_sample_recorded_again_has_the_same_files(name: str) -> None:
    sample = SAMPLES / "runs" / name
    again = record_again(sample)
    ours = {path.relative_to(again).as_posix() for path in again.rglob("*.*")}
    theirs = {path.relative_to(sample).as_posix() for path in sample.rglob("*.*")}
    assert ours - {"stderr.log", "uncommitted.diff"} == theirs
    assert (again / "hyperparameters.yaml").read_bytes() == (
        sample / "hyperparameters.yaml"
    ).read_bytes()
    for path in (sample / "metrics").iterdir():
        assert without_times(again / "metrics" / path.name) == without_times(path)


@pytest.mark.parametrize("name", WHOLE)
def test_its_documents_have_the_same_keys_in_the_same_order(name: str) -> None:
    sample = SAMPLES / "runs" / name
    again = record_again(sample)
    ours, theirs = loaded(again / "metadata.yaml"), loaded(sample / "metadata.yaml")
    assert list(ours) == list(theirs)
    for key in set(theirs) - OF_THE_PLACE:
        assert ours[key] == theirs[key]
    for key in ("startTimestamp", "endTimestamp", "alternativeName"):
        assert type(ours[key]) is type(theirs[key])
    for document in ("platform.yaml", "git.yaml"):
        assert list(loaded(again / document))[: len(loaded(sample / document))] == list(
            loaded(sample / document)
        )
    ours, theirs = loaded(again / "index.yaml"), loaded(sample / "index.yaml")
    assert {key: ours[key] for key in theirs} == theirs


def test_names_that_mean_the_same_type_are_recorded_under_one() -> None:
    (sample,) = (SAMPLES / "runs").glob(f"{OF_OTHER_NAMES}_*")
    again = record_again(sample)
    assert [path.name for path in (again / "metrics").iterdir()] == ["test.yaml"]
    ours = loaded(again / "metrics" / "test.yaml")
    assert [record["value"] for record in ours] == [
        record["value"] for _, record in records(sample)
    ]


@pytest.mark.parametrize("name", ARTIFACTS)
def test_an_artifact_of_the_same_files_is_the_same(name: str) -> None:
    sample = SAMPLES / "artifacts" / name
    theirs = loaded(sample / "metadata.yaml")
    artifact = em.create_artifact(theirs["name"], theirs["labels"], theirs["description"])
    for path in sorted(sample.rglob("*")):
        key = path.relative_to(sample).as_posix()
        if path.is_file() and key not in {"metadata.yaml", "references.yaml"}:
            artifact.add_file(path, key)
    references = sample / "references.yaml"
    for key, address in (loaded(references) if references.exists() else {}).items():
        artifact.add_reference(address, key)
    again = Path(artifact.local)
    for path in sample.rglob("*"):
        if path.is_file() and path != sample / "metadata.yaml":
            assert (again / path.relative_to(sample)).read_bytes() == path.read_bytes()
    ours = loaded(again / "metadata.yaml")
    assert list(ours) == list(theirs)
    assert {key: ours[key] for key in ("kind", "name", "labels", "description")} == {
        key: theirs[key] for key in ("kind", "name", "labels", "description")
    }
