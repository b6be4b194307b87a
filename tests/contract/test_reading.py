"""What every store gives when it is read."""

from __future__ import annotations

import pytest

from em_desktop.domain.nodes import NodeType, Status, StorageType
from em_desktop.domain.operations import Move
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import (
    CancelledError,
    InvalidNameError,
    NotFoundError,
    NotSupportedError,
)
from em_desktop.stores.base import Cancel, Store
from tests.contract.conftest import DATA, ENDED, MODEL, STARTED, TRAIN, World

RUN = NodePath(("runs", TRAIN))
ARTIFACT = NodePath(("data", DATA))


def names(store: Store, path: NodePath) -> list[str]:
    return [node.path.name for page in store.children(path) for node in page]


def test_the_root_is_a_folder(store: Store) -> None:
    root = store.get(ROOT)
    assert root.type is NodeType.FOLDER
    assert root.path == ROOT
    assert root.name == store.info.name


def test_children_come_sorted_by_the_last_part_of_their_path(store: Store) -> None:
    assert names(store, ROOT) == ["data", "empty", "notes.txt", "runs"]


def test_a_folder_of_many_nodes_comes_in_pages_of_which_none_is_empty(world: World) -> None:
    for number in range(450):
        world.file(f"many/{number:03}.txt", b"")
    pages = list(world.store.children(NodePath(("many",))))
    assert len(pages) > 1
    assert all(pages)
    assert [node.path.name for page in pages for node in page] == [
        f"{number:03}.txt" for number in range(450)
    ]


def test_an_empty_folder_a_recording_and_a_file_have_no_children(store: Store) -> None:
    for path in (NodePath(("empty",)), RUN, ARTIFACT, NodePath(("notes.txt",))):
        assert list(store.children(path)) == []


def test_a_cancelled_listing_ends(store: Store) -> None:
    cancel = Cancel()
    cancel.set()
    with pytest.raises(CancelledError):
        list(store.children(ROOT, cancel))


def test_what_is_not_there_is_not_found(store: Store) -> None:
    missing = NodePath(("runs", "nothing"))
    for ask in (
        lambda: store.get(missing),
        lambda: list(store.children(missing)),
        lambda: store.measure(missing),
        lambda: store.objects(missing),
        lambda: store.lineage(missing),
        lambda: store.find("nothing"),
        lambda: store.identify(missing),
    ):
        with pytest.raises(NotFoundError):
            ask()


def test_an_object_of_a_recording_is_no_node(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.get(ARTIFACT.child("train.csv"))


def test_a_run_has_the_facts_that_its_recorder_wrote(store: Store) -> None:
    node = store.get(RUN)
    assert node.type is NodeType.RUN
    assert node.name == "digits_train"
    assert node.status is Status.COMPLETE
    assert node.labels == ("torch", "对比")
    assert node.description == "lr=0.1"
    assert (node.started, node.ended) == (STARTED, ENDED)
    assert node.problems == ()


@pytest.mark.needs("late_ids")
def test_a_node_that_nobody_refers_to_has_no_id(store: Store) -> None:
    assert store.get(RUN).id is None


def test_a_listing_gives_the_same_nodes_as_asking_for_each(store: Store) -> None:
    listed = [node for page in store.children(NodePath(("data",))) for node in page]
    assert listed == [store.get(ARTIFACT), store.get(NodePath(("data", MODEL)))]


def test_each_node_holds_what_its_type_says(store: Store) -> None:
    assert store.get(ARTIFACT).storage_type is StorageType.FILES
    assert store.get(NodePath(("runs",))).storage_type is StorageType.NONE


def test_a_recording_is_found_by_its_alternative_name(store: Store) -> None:
    assert store.find(TRAIN).path == RUN


def test_a_node_keeps_the_id_that_it_once_got(store: Store) -> None:
    given = store.identify(RUN)
    assert store.identify(RUN) == given
    assert store.get(RUN).id == given
    assert store.find(given).path == RUN


@pytest.mark.needs("move")
def test_a_node_is_found_by_id_and_by_its_old_name_after_it_moved(store: Store) -> None:
    given = store.identify(RUN)
    store.perform(Move(RUN, NodePath(("empty",)), "best"))
    moved = NodePath(("empty", "best_261123_120000_cccccc"))
    assert store.find(given).path == moved
    assert store.find(TRAIN).path == moved


@pytest.mark.needs("single_files")
def test_a_single_file_holds_one_file(store: Store) -> None:
    assert store.get(NodePath(("notes.txt",))).storage_type is StorageType.FILE


@pytest.mark.needs("single_files")
def test_a_single_file_has_no_id(store: Store) -> None:
    with pytest.raises(NotSupportedError):
        store.identify(NodePath(("notes.txt",)))


def test_the_objects_of_an_artifact_are_listed_and_read(store: Store) -> None:
    source = store.objects(ARTIFACT)
    content = [info for info in source.list() if info.key != "metadata.yaml"]
    assert [(info.key, info.size) for info in content] == [
        ("deep/er/test.csv", 2),
        ("train.csv", 4),
    ]
    assert source.read("train.csv") == b"1,2\n"
    assert source.read("train.csv", 2, 1) == b"2"
    assert source.read("train.csv", 3, 100) == b"\n"
    assert source.stat("deep/er/test.csv").size == 2
    assert [info.key for info in source.list("deep/")] == ["deep/er/test.csv"]


@pytest.mark.needs("single_files")
def test_a_single_file_is_the_one_object_of_its_node(store: Store) -> None:
    source = store.objects(NodePath(("notes.txt",)))
    assert [info.key for info in source.list()] == ["notes.txt"]
    assert source.read("notes.txt") == b"remember\n"
    with pytest.raises(NotFoundError):
        source.read("data")


def test_an_object_key_never_leads_outside(store: Store) -> None:
    for key in ("../notes.txt", "/etc/passwd", "deep/../../x", ""):
        with pytest.raises(InvalidNameError):
            store.objects(ARTIFACT).read(key)


def test_a_folder_holds_no_objects(store: Store) -> None:
    with pytest.raises(NotSupportedError):
        store.objects(NodePath(("runs",)))


def test_a_measure_counts_all_files_below(world: World) -> None:
    world.folder("sized")
    world.file("sized/one", b"12345")
    world.file("sized/in/two", b"123")
    assert world.store.measure(NodePath(("sized",))) == (8, 2)
    assert world.store.measure(NodePath(("sized", "one"))) == (5, 1)
    assert world.store.measure(NodePath(("empty",))) == (0, 0)


def test_a_run_knows_its_data_also_what_is_not_in_the_store(store: Store) -> None:
    lineage = store.lineage(RUN)
    assert [(edge.node, edge.association.name) for edge in lineage.inputs] == [(ARTIFACT, DATA)]
    assert [(edge.node, edge.association.name) for edge in lineage.outputs] == [
        (NodePath(("data", MODEL)), MODEL),
        (None, "not_here_261123_120000_dddddd"),
    ]


def test_an_artifact_knows_the_runs_that_wrote_and_read_it(store: Store) -> None:
    assert [edge.node for edge in store.lineage(ARTIFACT).outputs] == [RUN]
    assert store.lineage(ARTIFACT).inputs == ()
    assert [edge.node for edge in store.lineage(NodePath(("data", MODEL))).inputs] == [RUN]


def test_a_run_that_reads_and_writes_one_artifact_twice_has_one_edge_on_each_side(
    world: World,
) -> None:
    again = f"runs/{TRAIN.replace('cccccc', 'eeeeee')}"
    world.run(again, reads=(DATA, DATA), writes=(DATA,))
    lineage = world.store.lineage(NodePath.parse(again))
    assert [edge.node for edge in lineage.inputs] == [ARTIFACT]
    assert [edge.node for edge in lineage.outputs] == [ARTIFACT]


@pytest.mark.needs("move")
def test_the_data_flow_survives_renaming_both_ends(store: Store) -> None:
    store.perform(Move(ARTIFACT, NodePath(("empty",)), "pixels"))
    store.perform(Move(RUN, NodePath(("runs",)), "first"))
    artifact = NodePath(("empty", "pixels_261123_115900_aaaaaa"))
    run = NodePath(("runs", "first_261123_120000_cccccc"))
    assert [edge.node for edge in store.lineage(run).inputs] == [artifact]
    assert [edge.node for edge in store.lineage(artifact).outputs] == [run]


def test_a_folder_and_a_file_have_no_data_flow(store: Store) -> None:
    for path in (NodePath(("runs",)), NodePath(("notes.txt",))):
        lineage = store.lineage(path)
        assert (lineage.inputs, lineage.outputs) == ((), ())
