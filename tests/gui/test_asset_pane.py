"""The page of a Model or Dataset."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.domain.paths import NodePath
from em_desktop.domain.problems import ProblemKind
from em_desktop.gui.context import Context, Location
from em_desktop.gui.panes.asset.pane import AssetPane
from em_desktop.gui.settings import Settings
from em_desktop.gui.stores import OpenStores
from em_desktop.gui.tasks import Tasks

ASSET = (
    "kind: Model\nlabels: [nlp, released]\ndescription: |\n  GPT-2 small.\n  Tuned.\n"
    "created: '2026-11-20T10:00:00+08:00'\n"
)


class Opener:
    """Opens pages of assets below a folder, and waits until they have read."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, root: Path) -> None:
        self.qtbot, self.tasks, self.root = qtbot, tasks, root
        self.stores = OpenStores(tasks)

    def write(self, name: str, **files: str) -> None:
        for key, text in files.items():
            file = self.root / name / ".em-asset" / key.replace("__", "/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    def asset(self, name: str, asset: str) -> None:
        directory = self.root / name / ".em-asset"
        directory.mkdir(parents=True)
        (directory / "asset.yaml").write_text(asset)

    def pane(self, name: str) -> AssetPane:
        ids: list[str] = []
        self.stores.open_folder(self.root, ids.append)
        self.qtbot.waitUntil(lambda: bool(ids))
        context = Context(self.tasks, self.stores, Settings(self.root.parent / "settings.json"))
        pane = AssetPane(context, Location(ids[0], NodePath((name,))))
        self.qtbot.addWidget(pane)
        pane.retranslate()
        pane.resize(900, 700)
        pane.show()
        pane.refresh()
        self.qtbot.waitUntil(lambda: self.tasks.idle)
        return pane


@pytest.fixture
def opener(
    qtbot: QtBot, application: QApplication, tasks: Tasks, tmp_path: Path
) -> Iterator[Opener]:
    root = tmp_path / "assets"
    root.mkdir()
    opener = Opener(qtbot, tasks, root)
    yield opener
    tasks.close()
    opener.stores.close_all()
    opener.stores.deleteLater()


def facts(pane: AssetPane) -> dict[str, str]:
    return {fact.key: fact.value for fact in pane._list.facts}


def test_a_models_facts_and_versions_are_shown(opener: Opener) -> None:
    opener.asset("gpt2", ASSET)
    opener.write(
        "gpt2",
        refs__heads__main="1",
        refs__heads__fix="2",
        refs__tags__v1="1",
        commits__a="",
        commits__b="",
    )

    pane = opener.pane("gpt2")

    shown = facts(pane)
    assert (shown["Type"], shown["Labels"], shown["Commits"]) == ("Model", "nlp, released", "2")
    assert shown["Path"] == f"{opener.root}/gpt2"
    assert pane._description.text() == "GPT-2 small.\nTuned."
    assert pane._branches.names == ["main", "fix"]
    assert pane._tags.names == ["v1"]
    assert not pane._nothing.isVisible()


def test_size_and_number_of_files_are_counted(opener: Opener) -> None:
    opener.asset("gpt2", ASSET)
    opener.write("gpt2", objects__ab__x="12345")

    size = facts(opener.pane("gpt2"))["Size"]

    assert size.startswith(f"{len(ASSET) + 5} B, 2 files")


def test_an_asset_without_commits_says_so(opener: Opener) -> None:
    opener.asset("cifar10", "kind: Dataset\n")

    pane = opener.pane("cifar10")

    assert pane._nothing.isVisible()
    assert pane._nothing.title == "No versions yet"
    assert pane._nothing.text == "Nothing has been committed to this dataset."
    assert not pane._branches.isVisible()


def test_labels_of_the_wrong_type_are_told(opener: Opener) -> None:
    opener.asset("gpt2", "kind: Model\nlabels: {}\n")

    pane = opener.pane("gpt2")

    assert [problem.kind for problem in pane._problems.problems] == [ProblemKind.WRONG_TYPE]


def test_an_asset_that_is_gone_says_so(opener: Opener) -> None:
    pane = opener.pane("gone")

    assert "gone" in pane._stack.state.text
    assert pane.selected() == ()


def test_the_runs_that_made_and_read_a_model_are_one_click_away(opener: Opener) -> None:
    opener.asset("gpt2", ASSET)
    run = opener.root / "train_261123_120000_cccccc"
    run.mkdir()
    (run / "metadata.yaml").write_text(
        "kind: Run\nname: train\nstatus: Complete\nalternativeName: train_261123_120000_cccccc\n"
        "associations:\n  input: []\n  output:\n  - kind: Model\n    name: gpt2\n"
    )
    pane = opener.pane("gpt2")
    pane.show_view("dataflow")
    flow = pane.dataflow
    opener.qtbot.waitUntil(lambda: len(flow.view.drawing.graph.edges) == 1, timeout=60_000)
    assert set(flow.view.drawing.graph.edges) == {("/train_261123_120000_cccccc", "/gpt2")}
    again = AssetPane(pane.context, pane.location)
    opener.qtbot.addWidget(again)
    again.restore_state({"tab": 3, "dataflow": "x"})
    again.restore_state(pane.save_state())
    assert again.tabs.current == "dataflow"
