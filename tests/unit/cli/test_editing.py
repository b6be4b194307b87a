"""The verbs that change a store, through the command itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from em_desktop.cli.main import main
from em_desktop.domain.paths import NodePath
from em_desktop.stores.local import LocalStore

RUN = "train_261123_120000_cccccc"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A store with a Run, an Artifact, a folder and a file."""
    root = tmp_path / "store"
    (root / ".em-store").mkdir(parents=True)
    for name, kind in ((RUN, "Run"), ("data_261123_115900_aaaaaa", "Artifact")):
        (root / name).mkdir()
        text = f"kind: {kind}\nname: {name.partition('_')[0]}\nalternativeName: {name}\n"
        (root / name / "metadata.yaml").write_text(text)
    (root / "data_261123_115900_aaaaaa" / "train").write_bytes(b"1")
    (root / "folder").mkdir()
    (root / "notes.txt").write_bytes(b"remember")
    return root


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], root: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command in the store; gives its exit code and what ``--json`` printed."""
    monkeypatch.chdir(root)

    def run(*words: str | Path) -> tuple[int, Any]:
        code = main([*(str(word) for word in words), "--json"])
        output = capsys.readouterr().out
        return code, json.loads(output) if output else None

    return run


def test_folders_are_made_also_those_above(call: Any, root: Path) -> None:
    code, told = call("mkdir", "-p", "a", "b/c/d")
    assert code == 0
    assert [one["subject"] for one in told["done"]] == ["a", "b", "b/c", "b/c/d"]
    assert (root / "b/c/d").is_dir()
    code, told = call("mkdir", "a")
    assert (code, told["failed"][0]["error"]) == (1, "already_exists")
    assert call("mkdir", "-p", "b/c")[0] == 0


def test_nodes_are_moved_into_a_folder_or_renamed(call: Any, root: Path) -> None:
    code, told = call("mv", RUN, "notes.txt", "folder")
    assert code == 0
    assert [one["path"] for one in told["done"]] == [f"folder/{RUN}", "folder/notes.txt"]
    code, told = call("mv", f"folder/{RUN}", "best")
    assert told["done"][0]["path"] == "best_261123_120000_cccccc"
    assert LocalStore(root).get(NodePath(("best_261123_120000_cccccc",))).name == "best"
    code, told = call("mv", "folder", "folder")
    assert (code, told["failed"][0]["error"]) == (1, "invalid_move")


def test_a_dry_run_does_nothing(call: Any, root: Path) -> None:
    before = sorted(root.rglob("*"))
    for words in (("mv", RUN, "folder"), ("rm", RUN), ("put", "notes.txt", "folder")):
        code, told = call(*words, "--dry-run")
        assert (code, told["dryRun"], len(told["done"])) == (0, True, 1)
    assert sorted(root.rglob("*")) == before


def test_what_is_removed_is_listed_restored_and_at_last_deleted(call: Any, root: Path) -> None:
    code, told = call("rm", RUN, "notes.txt", "nothing")
    assert code == 1
    assert [one["subject"] for one in told["done"]] == [RUN, "notes.txt"]
    assert told["failed"] == [
        {
            "subject": "nothing",
            "error": "not_found",
            "at": str(root / "nothing"),
            "reason": "No such file or directory",
        }
    ]
    _, listed = call("trash", "list", ".")
    assert {one["path"] for one in listed} == {RUN, "notes.txt"}
    code, _ = call("restore", ".", RUN)
    assert code == 0
    assert (root / RUN / "metadata.yaml").exists()
    _, told = call("trash", "empty", ".", "--dry-run")
    assert [one["subject"] for one in told["done"]] == ["notes.txt"]
    call("trash", "empty", ".")
    assert call("trash", "list", ".") == (0, [])


def test_a_taken_name_is_kept_replaced_or_skipped_as_asked(call: Any, root: Path) -> None:
    (root / "folder" / "notes.txt").write_bytes(b"old")
    code, told = call("mv", "notes.txt", "folder")
    assert (code, told["failed"][0]["error"]) == (1, "already_exists")
    assert call("mv", "notes.txt", "folder", "--if-taken", "skip")[0] == 0
    assert (root / "notes.txt").exists()
    _, told = call("cp", "notes.txt", "folder", "--if-taken", "keep-both")
    assert told["done"][0]["subject"] == "folder/notes (2).txt"
    call("mv", "notes.txt", "folder", "--if-taken", "replace")
    assert (root / "folder" / "notes.txt").read_bytes() == b"remember"
    _, listed = call("trash", "list", ".")
    assert [one["path"] for one in listed] == ["folder/notes.txt"]


def test_a_shortcut_finds_its_target_after_a_move(call: Any, root: Path) -> None:
    call("ln", RUN, "folder")
    call("mv", RUN, "moved")
    assert (root / "folder" / "train.shortcut.yaml").exists()
    _, findings = call("check", ".")
    assert not [one for one in findings if one["trouble"] == "dangling shortcut"]


def test_labels_are_added_removed_and_shown(call: Any) -> None:
    call("label", RUN, "folder", "--add", "好", "--add", "b")
    call("label", RUN, "--remove", "b")
    assert call("label", RUN, "folder") == (0, {RUN: ["好"], "folder": ["好", "b"]})
    call("label", RUN, "--set")
    assert call("label", RUN)[1] == {RUN: []}
    code, told = call("label", "notes.txt", RUN, "--add", "x")
    assert code == 1
    assert told["failed"][0]["error"] == "not_supported"
    assert told["done"] == [{"did": "labelled", "subject": RUN, "labels": ["x"]}]


def test_a_description_is_set_and_shown(call: Any, tmp_path: Path) -> None:
    (tmp_path / "text.md").write_text("# 标题\n")
    call("describe", RUN, "--file", tmp_path / "text.md")
    assert call("describe", RUN)[1] == {"path": RUN, "description": "# 标题\n"}
    call("describe", RUN, "short")
    assert call("describe", RUN)[1]["description"] == "short"


def test_files_are_put_and_got(call: Any, root: Path, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_bytes(b"12")
    (tmp_path / "train").write_bytes(b"other")
    code, told = call("put", tmp_path / "new.csv", tmp_path / "train", "data_261123_115900_aaaaaa")
    assert code == 1
    assert told["failed"][0]["subject"] == "train"
    assert told["done"][0]["subject"] == "new.csv"
    assert told["done"][1]["files"][str(tmp_path / "new.csv")].startswith("6b51d431df5d7f14")
    code, told = call("put", tmp_path / "new.csv", "folder", "--name", "mine")
    path = told["done"][0]["subject"]
    assert path.startswith("folder/mine_")
    (tmp_path / "out").mkdir()
    code, _ = call("get", path, tmp_path / "out", "--file", "new.csv")
    assert code == 0
    assert (tmp_path / "out" / "new.csv").read_bytes() == b"12"
    assert call("get", RUN, tmp_path / "out")[0] == 0
    assert (tmp_path / "out" / RUN / "metadata.yaml").exists()


def test_a_node_is_copied_under_another_name_and_to_another_store(
    call: Any, root: Path, tmp_path: Path
) -> None:
    call("cp", RUN, "second")
    assert (root / "second_261123_120000_cccccc" / "metadata.yaml").exists()
    (tmp_path / "other" / ".em-store").mkdir(parents=True)
    code, _ = call("cp", RUN, "folder", tmp_path / "other")
    assert code == 0
    assert (tmp_path / "other" / RUN).is_dir()
    code, told = call("mv", RUN, tmp_path / "other")
    assert (code, told) == (1, None)


def test_people_read_a_line_for_each_node(
    call: Any, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mv", RUN, "folder"]) == 0
    assert capsys.readouterr().out == f"moved  {RUN}  path: folder/{RUN}\n"
    assert main(["rm", "nothing"]) == 1
    assert "not found" in capsys.readouterr().err


def test_check_finds_each_kind_of_trouble_and_repairs_what_it_can(call: Any, root: Path) -> None:
    call("ln", RUN, "folder")
    call("ln", "folder", ".")
    (root / "copy_261123_120000_cccccc").mkdir()
    (root / "copy_261123_120000_cccccc" / "metadata.yaml").write_text("kind: Run\nname: copy\n")
    meta = (root / RUN / ".em-node.yaml").read_bytes()
    (root / "copy_261123_120000_cccccc" / ".em-node.yaml").write_bytes(meta)
    (root / "folder" / ".em-tmp-left").mkdir()
    (root / "folder" / ".em-tmp-left" / "half").write_bytes(b"x")
    (root / "data_261123_115900_aaaaaa" / ".em-node.yaml").write_bytes(b"labels: [x\n")
    (root / "gone.shortcut.yaml").write_text("kind: Shortcut\ntarget:\n  path: not/here\n")
    (root / ".em-store" / "trash" / "unfinished" / "content").mkdir(parents=True)
    run = root / "edge_261123_120000_dddddd"
    run.mkdir()
    (run / "metadata.yaml").write_text(
        "kind: Run\nname: edge\nassociations:\n  input:\n  - kind: Artifact\n"
        "    name: lost_261123_115900_eeeeee\n"
    )
    code, findings = call("check", ".")
    assert code == 1
    places = {one["place"]: (one["trouble"], one["remedy"]) for one in findings}
    assert places["folder/.em-tmp-left"] == ("stray temporary file", "delete")
    assert places[".em-store/trash/unfinished"] == ("unfinished removal", "delete")
    assert places["copy_261123_120000_cccccc"] == ("duplicate id", "forget the id")
    assert places["gone.shortcut.yaml"] == ("dangling shortcut", "none")
    assert places["edge_261123_120000_dddddd"] == ("dangling edge", "none")
    assert places["data_261123_115900_aaaaaa/.em-node.yaml"] == ("broken file", "rewrite")
    code, findings = call("check", ".", "--repair")
    assert code == 1
    code, findings = call("check", ".")
    assert sorted(one["trouble"] for one in findings if one["remedy"] != "none") == []
    assert {one["trouble"] for one in findings} >= {"dangling shortcut", "dangling edge"}
    kept = root / "data_261123_115900_aaaaaa" / ".em-node.damaged-1.yaml"
    assert kept.read_bytes() == b"labels: [x\n"


def test_mv_renames_files_inside_their_node_and_moves_them_between_its_directories(
    call: Any, root: Path
) -> None:
    run = root / RUN
    (run / "plots").mkdir()
    for name in ("a.txt", "b.txt"):
        (run / name).write_text(name)
    assert call("mv", f"{RUN}/a.txt", f"{RUN}/c.txt")[0] == 0
    assert (run / "c.txt").read_text() == "a.txt"
    (run / "plots" / "loss.svg").write_text("<svg/>")
    assert call("mv", f"{RUN}/b.txt", f"{RUN}/c.txt", f"{RUN}/plots")[0] == 0
    assert sorted(each.name for each in (run / "plots").iterdir()) == ["b.txt", "c.txt", "loss.svg"]
    code, _ = call("mv", f"{RUN}/plots/b.txt", "notes.txt")
    assert code == 1
    assert (run / "plots" / "b.txt").exists()
