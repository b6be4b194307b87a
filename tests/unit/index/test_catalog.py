"""The catalog of nodes: it speeds up listings, finds nodes, and may be lost at any time."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from em_desktop.domain.nodes import Node, NodeType, ShortcutTarget, Status
from em_desktop.domain.operations import Move, Remove, SetLabels
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import CancelledError
from em_desktop.index.catalog import Catalog, CrawlProgress
from em_desktop.stores.base import Cancel
from em_desktop.stores.local import LocalStore, Summary
from em_desktop.stores.memory import MemoryStore

RUNS = NodePath(("runs",))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    made = Catalog(tmp_path / "cache")
    yield made
    made.close()


class Spy:
    """A catalog that notes what it is asked."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.loads = 0
        self.saved: list[str] = []

    def load(self, store_id: str, folder: NodePath) -> Mapping[str, Summary]:
        self.loads += 1
        return self.catalog.load(store_id, folder)

    def save(
        self, store_id: str, folder: NodePath, changed: Sequence[Summary], gone: Sequence[str]
    ) -> None:
        self.saved += [summary.node.path.name for summary in changed] + [
            f"-{name}" for name in gone
        ]
        self.catalog.save(store_id, folder, changed, gone)


def listed(store: LocalStore, path: NodePath = RUNS) -> list[Node]:
    return [node for page in store.children(path) for node in page]


def aged(root: Path) -> None:
    """Make everything old enough to be remembered."""
    for place in sorted(root.rglob("*"), reverse=True):
        os.utime(place, (1_700_000_000, 1_700_000_000))


def found(catalog: Catalog, text: str, limit: int = 20) -> list[str]:
    return [hit.node.name for hit in catalog.search(text, limit)]


FULL = Node(
    path=NodePath(("a", "名 x", os.fsdecode(b"caf\xe9"))),
    type=NodeType.RUN,
    name="name 名",
    id="0b1c",
    status=Status.ERROR,
    labels=("a", "标签"),
    description="text\n文",
    created=datetime(2026, 11, 23, 12, 0, 0, 123456, UTC),
    started=datetime.fromisoformat("2026-11-23T12:00:00+08:00"),
    ended=datetime.fromisoformat("2026-11-23T12:00:00.5-05:30"),
    modified=datetime(2026, 1, 1, tzinfo=UTC),
    last_activity=datetime(2026, 1, 2, tzinfo=UTC),
    size=2**40,
    favourite=True,
    color="teal",
)


@pytest.mark.parametrize(
    "node",
    [
        FULL,
        Node(NodePath(("a",)), NodeType.FOLDER, "a"),
        Node(
            NodePath(("s.shortcut.yaml",)),
            NodeType.SHORTCUT,
            "s",
            target=ShortcutTarget("id", NodePath(("x", "y"))),
        ),
        Node(NodePath(("t",)), NodeType.SHORTCUT, "t", target=ShortcutTarget(None, None)),
    ],
    ids=lambda node: node.name,
)
def test_a_node_comes_back_as_it_was_saved(catalog: Catalog, node: Node) -> None:
    catalog.save("store", node.path.parent, [Summary("print", node)], [])
    assert catalog.load("store", node.path.parent) == {node.path.name: Summary("print", node)}
    assert catalog.load("other", node.path.parent) == {}


def test_an_unchanged_folder_is_listed_from_the_catalog_with_one_question(
    catalog: Catalog, recordings: Path
) -> None:
    aged(recordings)
    first = listed(LocalStore(recordings, catalog))
    spy = Spy(catalog)
    assert listed(LocalStore(recordings, spy)) == first
    assert (spy.loads, spy.saved) == (1, [])


def test_a_changed_recording_is_read_again_and_no_other(catalog: Catalog, recordings: Path) -> None:
    aged(recordings)
    listed(LocalStore(recordings, catalog))
    changed = recordings / "runs" / "digits_eval_261123_115938_kma417"
    text = (changed / "metadata.yaml").read_text()
    (changed / "metadata.yaml").write_text(text.replace("status: Complete", "status: Error"))
    os.utime(changed / "metadata.yaml", (1_700_000_009, 1_700_000_009))
    spy = Spy(catalog)
    nodes = {node.name: node.status for node in listed(LocalStore(recordings, spy))}
    assert nodes["digits_eval"] is Status.ERROR
    assert spy.saved == [changed.name]


def test_what_was_written_a_moment_ago_is_read_again(catalog: Catalog, recordings: Path) -> None:
    aged(recordings)
    run = recordings / "runs" / "digits_eval_261123_115938_kma417"
    text = (run / "metadata.yaml").read_text()
    (run / "metadata.yaml").write_text(text)
    store = LocalStore(recordings, catalog)
    listed(store)
    status = (run / "metadata.yaml").stat()
    (run / "metadata.yaml").write_text(text.replace("name: digits_eval", "name: digits_EVAL"))
    os.utime(run / "metadata.yaml", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert "digits_EVAL" in [node.name for node in listed(store)]


def test_a_running_run_shows_its_newest_sign_of_life_also_from_the_catalog(
    catalog: Catalog, recordings: Path
) -> None:
    aged(recordings)
    store = LocalStore(recordings, catalog)
    listed(store)
    run = recordings / "runs" / "digits_cnn_running_261123_120008_pyq5r1"
    os.utime(run / "metrics" / "train.yaml", (1_700_000_500, 1_700_000_500))
    (node,) = [node for node in listed(store) if node.status is Status.RUNNING]
    assert node.last_activity == datetime.fromtimestamp(1_700_000_500, UTC)


def test_a_damaged_recording_keeps_its_problem_in_every_listing(
    catalog: Catalog, samples: Path
) -> None:
    store = LocalStore(samples, catalog)
    path = NodePath(("em-variants", "runs"))
    assert listed(store, path) == listed(store, path)
    assert [len(node.problems) for node in listed(store, path)].count(1) == 1


def test_what_is_gone_is_forgotten_with_all_below_it(catalog: Catalog, recordings: Path) -> None:
    store = LocalStore(recordings, catalog)
    list(catalog.crawl(store, Cancel()))
    assert found(catalog, "digits_eval")
    store.perform(Remove(RUNS))
    listed(store, ROOT)
    assert found(catalog, "digits_eval") == ["digits_eval_report"]
    assert catalog.load(store.info.id, RUNS) == {}


def test_a_crawl_finds_every_node_and_says_how_far_it_is(
    catalog: Catalog, recordings: Path
) -> None:
    store = LocalStore(recordings, catalog)
    progress = list(catalog.crawl(store, Cancel()))
    assert progress[-1] == CrawlProgress(folders=3, nodes=25)
    assert len(found(catalog, "digits", 100)) == 18
    (hit,) = catalog.search("features", 10)[:1]
    assert hit.store_id == store.info.id
    assert hit.node.path == NodePath(("artifacts", "digits_features_261123_115929_wingwi"))


def test_a_second_crawl_follows_what_moved(catalog: Catalog) -> None:
    store = MemoryStore()
    store.add(Node(NodePath(("a", "run")), NodeType.RUN, "run"))
    list(catalog.crawl(store, Cancel()))
    store.perform(Move(NodePath(("a",)), ROOT, "b"))
    store.perform(SetLabels(NodePath(("b", "run")), ("gold",)))
    list(catalog.crawl(store, Cancel()))
    assert [str(hit.node.path) for hit in catalog.search("run", 10)] == ["b/run"]
    assert found(catalog, "gold") == ["run"]


def test_a_crawl_ends_when_cancelled_and_keeps_what_it_found(
    catalog: Catalog, recordings: Path
) -> None:
    cancel = Cancel()
    crawl = catalog.crawl(LocalStore(recordings, catalog), cancel)
    assert next(crawl).nodes == 2
    next(crawl)
    cancel.set()
    with pytest.raises(CancelledError):
        list(crawl)
    assert "digits_eval" in found(catalog, "eval")
    assert found(catalog, "features") == []


def test_better_matches_come_first_and_case_does_not_count(catalog: Catalog) -> None:
    store = MemoryStore()
    names = ["Eval", "evaluation", "digits_eval", "medieval", "other"]
    for name in names:
        store.add(Node(NodePath((name,)), NodeType.RUN, name))
    store.add(Node(NodePath(("labelled",)), NodeType.RUN, "labelled", labels=("Eval",)))
    store.add(Node(NodePath(("eval-folder", "inside")), NodeType.RUN, "inside"))
    list(catalog.crawl(store, Cancel()))
    assert found(catalog, "EVAL") == [
        "Eval",
        "evaluation",
        "eval-folder",
        "digits_eval",
        "medieval",
        "labelled",
        "inside",
    ]
    assert found(catalog, "eval", 2) == ["Eval", "evaluation"]


def test_every_word_must_be_somewhere(catalog: Catalog) -> None:
    store = MemoryStore()
    for name, label in (("digits_cnn", "torch"), ("digits_mlp", "torch"), ("digits_cnn_b", "jax")):
        store.add(Node(NodePath(("runs", name)), NodeType.RUN, name, labels=(label,)))
    list(catalog.crawl(store, Cancel()))
    assert found(catalog, "cnn torch") == ["digits_cnn"]
    assert found(catalog, "runs mlp") == ["digits_mlp"]
    assert found(catalog, "digits_c") == ["digits_cnn", "digits_cnn_b"]
    assert found(catalog, "nothing") == []


def test_chinese_and_odd_characters_are_found(catalog: Catalog) -> None:
    store = MemoryStore()
    for name in ("手写数字识别", "100%_done", "a'b\"c", "ＦＵＬＬ width"):
        store.add(Node(NodePath((name,)), NodeType.RUN, name, labels=("标签",)))
    list(catalog.crawl(store, Cancel()))
    assert found(catalog, "数字") == ["手写数字识别"]
    assert found(catalog, "100%") == ["100%_done"]
    assert found(catalog, "a'b") == ["a'b\"c"]
    assert found(catalog, "full") == ["ＦＵＬＬ width"]
    assert len(found(catalog, "标签")) == 4
    for text in ("", "  ", "%", "_", "'; DROP TABLE nodes", "\0", "x" * 5000, "a b " * 50):
        found(catalog, text)
    assert found(catalog, "_done") == ["100%_done"]


def test_a_search_can_be_kept_to_some_stores(catalog: Catalog) -> None:
    for name in ("one", "two"):
        store = MemoryStore(name)
        store.add(Node(NodePath(("run",)), NodeType.RUN, "run"))
        list(catalog.crawl(store, Cancel()))
    assert len(catalog.search("run", 10)) == 2
    assert [hit.store_id for hit in catalog.search("run", 10, ["memory:two"])] == ["memory:two"]
    catalog.forget("memory:two")
    assert [hit.store_id for hit in catalog.search("run", 10)] == ["memory:one"]


@pytest.mark.parametrize(
    "damage", [b"not a database at all" * 100, b"SQLite format 3\0garbage" * 50]
)
def test_a_damaged_database_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "catalog.sqlite3").write_bytes(damage)
    catalog = Catalog(tmp_path)
    catalog.save("store", FULL.path.parent, [Summary("", FULL)], [])
    assert found(catalog, "name") == ["name 名"]
    catalog.close()


def test_a_database_that_is_damaged_while_it_is_open_is_made_anew(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path)
    nodes = [replace(FULL, path=NodePath((f"{n:05}",)), name=f"n{n}") for n in range(3000)]
    catalog.save("store", ROOT, [Summary("", node) for node in nodes], [])
    catalog.close()
    file = tmp_path / "catalog.sqlite3"
    data = bytearray(file.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    file.write_bytes(data)
    catalog = Catalog(tmp_path)
    assert catalog.search("n1", 10) == []
    catalog.save("store", ROOT, [Summary("", nodes[0])], [])
    assert found(catalog, "n0") == ["n0"]
    catalog.close()


def test_a_database_of_another_version_is_made_anew(tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(tmp_path / "catalog.sqlite3")) as database:
        database.execute("CREATE TABLE nodes (old TEXT)")
        database.execute("PRAGMA user_version = 99")
        database.commit()
    catalog = Catalog(tmp_path)
    catalog.save("store", FULL.path.parent, [Summary("", FULL)], [])
    assert found(catalog, "name") == ["name 名"]
    catalog.close()


def test_without_a_cache_directory_listings_work_and_nothing_is_found(
    tmp_path: Path, recordings: Path
) -> None:
    (tmp_path / "file").write_text("")
    catalog = Catalog(tmp_path / "file" / "cache")
    assert len(listed(LocalStore(recordings, catalog))) == 14
    assert list(catalog.crawl(LocalStore(recordings), Cancel()))[-1].nodes == 25
    assert catalog.search("digits", 10) == []
    catalog.close()


def test_a_closed_catalog_finds_nothing(catalog: Catalog) -> None:
    catalog.close()
    catalog.save("store", ROOT, [Summary("", FULL)], [])
    assert catalog.search("name", 10) == []


def test_several_threads_and_catalogs_use_one_database(tmp_path: Path) -> None:
    catalogs = [Catalog(tmp_path), Catalog(tmp_path)]

    def fill(number: int) -> None:
        for count in range(20):
            node = Node(NodePath((f"f{number}", f"n{count}")), NodeType.RUN, f"n{number}x{count}")
            catalogs[number % 2].save("store", node.path.parent, [Summary("", node)], [])

    threads = [threading.Thread(target=fill, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found(catalogs[0], "n", 500)) == 120
    for catalog in catalogs:
        catalog.close()


def test_the_labels_in_use_are_known_once_each(catalog: Catalog, recordings: Path) -> None:
    store = LocalStore(recordings, summaries=catalog)
    nodes = listed(store)
    wanted = {label for node in nodes for label in node.labels}
    labels = catalog.labels()
    assert len(labels) == len(set(labels))
    assert set(labels) == wanted
