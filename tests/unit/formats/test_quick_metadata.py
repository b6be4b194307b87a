"""The fast reader gives what the full reader gives, or nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.nodes import Status
from em_desktop.domain.recordings import ArtifactMetadata, RunMetadata
from em_desktop.formats import artifact, run
from em_desktop.formats.quick_metadata import read_quickly
from em_desktop.formats.yaml_io import dump, load_document

SAMPLES = Path(__file__).parents[2] / "samples"
FILES = sorted(SAMPLES.glob("em-*/*/*/metadata.yaml"))
DAMAGED = {
    "digits_metadata_empty_261123_120020_0wnpyx",
    "metadata_overwritten_261123_120229_1cpfk9",
}

RUN = (
    "kind: Run\nname: a\nlabels: []\ndescription: ''\nstartTimestamp: null\nendTimestamp: null\n"
    "status: Running\nalternativeName: a\nassociations:\n  input: []\n  output: []\nremote: []\n"
)


def read_fully(data: bytes) -> RunMetadata | ArtifactMetadata:
    """What the full reader gives, without what the fast one leaves out."""
    document = load_document(data, file="metadata.yaml", recorded=True)
    kind = document.value.get("kind") if isinstance(document.value, dict) else None
    if kind == "Artifact":
        found = artifact.metadata_from(document, "directory")
        assert found.problems == ()
        return replace(found.value, transfers=())
    told = run.metadata_from(document, "directory")
    assert told.problems == ()
    return replace(told.value, associations=(), transfers=())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_every_sample_that_is_whole_is_read_as_by_the_full_reader(file: Path) -> None:
    found = read_quickly(file.read_bytes())
    if file.parent.name in DAMAGED:
        assert found is None
    else:
        assert found == read_fully(file.read_bytes())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("remote: []\n", ""),
        ("remote: []\n", "remote: []"),
        ("remote: []\n", "remote:\n- action: 'upl\n"),
        ("remote: []\n", "remote: []\nextra: 1\n"),
        ("name: a", "name: 'a"),
        ("name: a", "name: a: b"),
        ("name: a", "name: 12"),
        ("name: a", "name: yes"),
        ("name: a", "name: ~"),
        ("name: a", "name: !!python/name:os.system"),
        ("name: a", "name: &x a"),
        ("name: a", "name: a # b"),
        ("name: a", "name: a\nname: b"),
        ("name: a", "name: 实验"),
        ("name: a", 'name: "\\ud800"'),
        ("name: a", "name: |\n  a"),
        ("name: a", "name: a\n  b"),
        ("labels: []", "labels: [a]"),
        ("labels: []", "labels:\n- - a"),
        ("labels: []", "labels:\n- 1"),
        ("status: Running", "status: Stalled"),
        ("status: Running", "status: running"),
        ("startTimestamp: null", "startTimestamp: 2026-11-23"),
        ("startTimestamp: null", "startTimestamp: '2026-13-23T00:00:00+08:00'"),
        ("kind: Run", "kind: Artifact"),
        ("kind: Run", "kind: Model"),
    ],
)
def test_anything_but_the_recorders_shape_is_left_to_the_full_reader(old: str, new: str) -> None:
    assert read_quickly(RUN.encode()) is not None
    assert read_quickly(RUN.replace(old, new).encode()) is None


def test_nothing_and_noise_are_left_to_the_full_reader() -> None:
    for data in (b"", b"\n", b"\0\0\n", b"\xff\xfe\n", b"a" * 100_000 + b"\n"):
        assert read_quickly(data) is None


def test_line_ends_of_windows_make_no_difference() -> None:
    assert read_quickly(RUN.replace("\n", "\r\n").encode()) == read_quickly(RUN.encode())


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=120)


@given(
    name=TEXTS,
    labels=st.lists(TEXTS, max_size=3),
    description=TEXTS,
    status=st.sampled_from([Status.RUNNING, Status.COMPLETE, Status.ERROR]),
    paths=st.lists(TEXTS, max_size=2),
)
def test_what_the_recorder_could_write_is_read_as_by_the_full_reader(
    name: str, labels: list[str], description: str, status: Status, paths: list[str]
) -> None:
    time = "2026-11-23T12:00:00+08:00"
    text = dump(
        {
            "kind": "Run",
            "name": name,
            "labels": list(labels),
            "description": description,
            "startTimestamp": time,
            "endTimestamp": None,
            "status": status.value,
            "alternativeName": "a_261123_120000_abcdef",
            "associations": {
                "input": [{"kind": "Artifact", "name": path, "localDir": path} for path in paths],
                "output": [],
            },
            "remote": [],
        }
    )
    found = read_quickly(text.encode("ascii"))
    if found is not None:
        full = read_fully(text.encode("ascii"))
        assert found == replace(full, name=name)
        assert (found.name, found.labels, found.description) == (name, tuple(labels), description)
