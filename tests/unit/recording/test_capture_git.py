"""The code version, of real repositories."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from em_desktop.recording import capture_git
from em_desktop.recording.secrets import Masker


def git(*arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    done = subprocess.run(
        ["git", *identity, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed script that Python was started with."""
    path = tmp_path / "src" / "train.py"
    path.parent.mkdir()
    path.write_text("print(1)\n")
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    main = ModuleType("__main__")
    main.__file__ = str(path)
    monkeypatch.setitem(sys.modules, "__main__", main)
    return path


def test_a_clean_repository(script: Path, tmp_path: Path) -> None:
    git("remote", "add", "origin", "https://me:token@example.com/r.git")
    found = capture_git.capture_git(Masker({}))
    assert found.fields == {
        "repo_path": str(tmp_path),
        "remote_url": "https://***@example.com/r.git",
        "branch": "main",
        "commit": git("rev-parse", "HEAD"),
        "is_dirty": False,
        "entrypoint": "src/train.py",
    }
    assert found.diff == b""


def test_uncommitted_changes_are_kept_without_secrets(script: Path) -> None:
    script.write_text("print(2)  # hf_" + "A" * 34 + "\n")
    found = capture_git.capture_git(Masker({}))
    assert found.fields["is_dirty"] is True
    assert b"+print(2)  # ***" in found.diff


def test_a_new_file_does_not_make_it_dirty(script: Path, tmp_path: Path) -> None:
    (tmp_path / "output.txt").write_text("x")
    assert capture_git.capture_git(Masker({})).fields["is_dirty"] is False


def test_large_changes_are_cut_at_a_line(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture_git, "LARGEST_DIFF", 1000)
    script.write_text("print(3)\n" * 1000)
    diff = capture_git.capture_git(Masker({})).diff.decode()
    assert len(diff) < 1100
    assert diff.endswith("+print(3)\n... more than 1000 bytes of changes\n")


def test_a_detached_head_has_no_branch(script: Path) -> None:
    git("checkout", "-q", "--detach")
    fields = capture_git.capture_git(Masker({})).fields
    assert fields["branch"] is None
    assert fields["commit"]


def test_without_a_repository_all_is_null_but_the_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = ModuleType("__main__")
    main.__file__ = str(tmp_path / "train.py")
    monkeypatch.setitem(sys.modules, "__main__", main)
    fields = capture_git.capture_git(Masker({})).fields
    assert fields["entrypoint"] == str(tmp_path / "train.py")
    assert {value for key, value in fields.items() if key != "entrypoint"} == {None}


def test_a_machine_without_git_is_no_trouble(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert capture_git.capture_git(Masker({})).fields["commit"] is None
