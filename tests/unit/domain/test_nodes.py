"""Nodes and their states."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from em_desktop.domain.nodes import (
    STALLED_AFTER,
    Node,
    NodeType,
    Status,
    StorageType,
    shown_status,
    storage_type,
)
from em_desktop.domain.paths import NodePath

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def run(
    status: Status | None = Status.RUNNING,
    started: datetime | None = NOW - timedelta(hours=2),
    ended: datetime | None = None,
    last_activity: datetime | None = None,
) -> Node:
    return Node(
        NodePath(("a",)),
        NodeType.RUN,
        "a",
        status=status,
        started=started,
        ended=ended,
        last_activity=last_activity,
    )


@pytest.mark.parametrize(
    ("kind", "storage"),
    [
        (NodeType.FOLDER, StorageType.NONE),
        (NodeType.SHORTCUT, StorageType.NONE),
        (NodeType.FILE, StorageType.FILE),
        (NodeType.RUN, StorageType.FILES),
        (NodeType.ARTIFACT, StorageType.FILES),
        (NodeType.AUTOTUNE, StorageType.FILES),
        (NodeType.MODEL, StorageType.VERSIONS),
        (NodeType.DATASET, StorageType.VERSIONS),
    ],
)
def test_every_type_has_its_storage_type(kind: NodeType, storage: StorageType) -> None:
    assert storage_type(kind) is storage
    assert Node(NodePath(("a",)), kind, "a").storage_type is storage


def test_every_type_is_known() -> None:
    assert {storage_type(kind) for kind in NodeType} == set(StorageType)


def test_a_running_recording_that_wrote_nothing_for_long_is_stalled() -> None:
    just = NOW - STALLED_AFTER
    long = just - timedelta(seconds=1)
    assert shown_status(Status.RUNNING, just, NOW) is Status.RUNNING
    assert shown_status(Status.RUNNING, long, NOW) is Status.STALLED
    assert shown_status(Status.RUNNING, None, NOW) is Status.RUNNING
    assert shown_status(Status.COMPLETE, long, NOW) is Status.COMPLETE
    assert run(last_activity=long).status_at(NOW) is Status.STALLED
    assert run(status=None).status_at(NOW) is None


def test_the_duration_runs_on_while_the_run_does() -> None:
    active = NOW - timedelta(minutes=1)
    stalled = NOW - timedelta(hours=1)
    assert run(last_activity=active).duration_at(NOW) == timedelta(hours=2)
    assert run(last_activity=stalled).duration_at(NOW) == timedelta(hours=1)
    assert run(Status.COMPLETE, ended=stalled).duration_at(NOW) == timedelta(hours=1)


def test_a_duration_that_nobody_knows_is_none() -> None:
    assert run(started=None, ended=NOW).duration_at(NOW) is None
    assert run(Status.ERROR).duration_at(NOW) is None


def test_only_a_folder_is_a_folder() -> None:
    assert [kind for kind in NodeType if Node(NodePath(), kind, "").is_folder] == [NodeType.FOLDER]
