"""The code version: which commit of which repository the training script is from."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from em_desktop.domain.recordings import Value
from em_desktop.recording.secrets import Masker

LARGEST_DIFF = 1 << 20
"""Bytes of the uncommitted changes that are kept."""

_PATIENCE = 10.0  # seconds for one question to git; a huge repository on a slow disk
_ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_DIFF = ("diff", "HEAD", "--no-color", "--no-ext-diff", "--no-textconv", "--submodule=short")


@dataclass(frozen=True, slots=True)
class GitCapture:
    """What was found.

    Attributes:
        fields: of ``git.yaml``, in its order; null where there is no repository.
        diff: the uncommitted changes of tracked files; empty where there are none.
    """

    fields: dict[str, Value]
    diff: bytes = b""


def capture_git(masker: Masker) -> GitCapture:
    """The state of the repository that the training script lies in.

    In a notebook or an interpreter it is that of the working directory. Never raises.
    """
    script = entry_point()
    start = script.parent if script is not None else Path.cwd()
    entry = os.fspath(script) if script is not None else ""
    top = _git(start, "rev-parse", "--show-toplevel")
    if not top:
        return GitCapture(_fields(entry=masker.text(entry)))
    root = Path(top)
    if script is not None and script.is_relative_to(root):
        entry = script.relative_to(root).as_posix()
    status = _git(root, "status", "--porcelain", "--untracked-files=no")
    fields = _fields(
        repository=top,
        remote=masker.text(_git(root, "remote", "get-url", "origin") or ""),
        branch=_git(root, "symbolic-ref", "--short", "-q", "HEAD"),
        commit=_git(root, "rev-parse", "--verify", "-q", "HEAD"),
        dirty=None if status is None else bool(status),
        entry=masker.text(entry),
    )
    diff = masker.text(_diff(root)) if status else ""
    return GitCapture(fields, diff.encode("utf-8", "surrogateescape"))


def entry_point() -> Path | None:
    """The script that Python was started with; None in a notebook or an interpreter."""
    main = sys.modules.get("__main__")
    name = getattr(main, "__file__", None)
    if not name:
        return None
    try:
        return Path(name).resolve()
    except (OSError, RuntimeError):
        return None


def _fields(
    repository: str | None = None,
    remote: str | None = None,
    branch: str | None = None,
    commit: str | None = None,
    dirty: bool | None = None,
    entry: str | None = None,
) -> dict[str, Value]:
    return {
        "repo_path": repository or None,
        "remote_url": remote or None,
        "branch": branch or None,
        "commit": commit or None,
        "is_dirty": dirty,
        "entrypoint": entry or None,
    }


def _git(directory: Path, *arguments: str) -> str | None:
    """What git answers; None where it can't."""
    try:
        done = subprocess.run(  # noqa: S603
            _command(directory, *arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            env={**os.environ, **_ENVIRONMENT},
        )
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return os.fsdecode(done.stdout).strip() if done.returncode == 0 else None


def _diff(root: Path) -> str:
    """The uncommitted changes, at most `LARGEST_DIFF` bytes of them."""
    try:
        with subprocess.Popen(  # noqa: S603
            _command(root, *_DIFF),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ENVIRONMENT},
        ) as process:
            assert process.stdout is not None
            data = process.stdout.read(LARGEST_DIFF + 1)
            if len(data) > LARGEST_DIFF:
                process.kill()
    except (OSError, subprocess.SubprocessError, ValueError):
        return ""
    text = data[:LARGEST_DIFF].decode("utf-8", "surrogateescape")
    if len(data) > LARGEST_DIFF:
        text = text[: text.rfind("\n") + 1] + f"... more than {LARGEST_DIFF} bytes of changes\n"
    return text


def _command(directory: Path, *arguments: str) -> list[str]:
    # A repository's configuration could name programs to be run; none are.
    return ["git", "-C", os.fspath(directory), "-c", "core.fsmonitor=false", *arguments]
