"""The completion scripts, asked by the real shells."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from em_desktop.cli.main import VERBS, main


@pytest.fixture
def script(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> Path:
    """The script for the shell that the test asks for; skipped where that isn't installed."""
    shell = request.param
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} isn't installed")
    assert main(["completion", shell]) == 0
    path = tmp_path / f"completion.{shell}"
    path.write_text(capsys.readouterr().out)
    return path


def ask(*command: str) -> list[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr == ""
    return done.stdout.split()


def in_bash(script: Path, *words: str) -> list[str]:
    quoted = " ".join(f"'{word}'" for word in ("em-desktop", *words))
    code = f"source {script}; COMP_WORDS=({quoted}); COMP_CWORD={len(words)}; _em_desktop"
    return ask("bash", "--norc", "-c", code + '; echo "${COMPREPLY[@]}"')


@pytest.mark.parametrize("script", ["bash"], indirect=True)
def test_bash_knows_verbs_their_verbs_options_and_values(script: Path) -> None:
    assert set(in_bash(script, "")) >= set(VERBS)
    assert in_bash(script, "comp") == ["completion"]
    assert in_bash(script, "runs", "") == ["ls", "show", "tail", "export"]
    assert in_bash(script, "runs", "export", "--rec") == ["--records"]
    assert in_bash(script, "runs", "export", "--format", "") == ["csv", "json", "jsonl"]
    assert in_bash(script, "import", "--from", "ten") == ["tensorboard"]
    assert in_bash(script, "completion", "") == ["bash", "zsh", "fish"]
    assert in_bash(script, "ls", "") == []  # then bash completes file names


@pytest.mark.parametrize("script", ["fish"], indirect=True)
def test_fish_knows_verbs_their_verbs_options_and_values(script: Path) -> None:
    def asked(line: str) -> list[str]:
        done = subprocess.run(
            ["fish", "--no-config", "-c", f"source {script}; complete -C '{line}'"],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        return [row.partition("\t")[0] for row in done.stdout.splitlines()]

    assert set(asked("em-desktop ")) >= set(VERBS)
    assert set(asked("em-desktop runs ")) >= {"ls", "show", "tail", "export"}
    assert asked("em-desktop runs export --rec") == ["--records"]
    assert set(asked("em-desktop runs export --format ")) == {"csv", "json", "jsonl"}


@pytest.mark.parametrize("script", ["zsh"], indirect=True)
def test_zsh_takes_the_script(script: Path) -> None:
    ask("zsh", "-f", "-n", str(script))
    text = script.read_text()
    assert all(f"'{name}:" in text for name in VERBS)
