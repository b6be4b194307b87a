"""``em-desktop`` as an installed command: its exit codes, output and refusals."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from em_desktop import __version__
from em_desktop.gui.theme import tokens
from tests.e2e.conftest import Command, home_environment

INSTALLED = Path(sys.executable).with_name("em-desktop")
MLP = "digits_train_mlp_261123_115932_eicjg9"


def test_the_installed_command_and_the_module_are_the_same(command: Command) -> None:
    if not INSTALLED.exists():
        pytest.skip("em-desktop isn't installed beside this Python")
    installed = subprocess.run([INSTALLED, "--version"], capture_output=True, text=True, check=True)
    assert installed.stdout == command("--version").stdout == f"em-desktop {__version__}\n"


def test_success_failure_and_misuse_have_their_exit_codes(
    command: Command, recordings: Path
) -> None:
    assert command("ls", recordings).returncode == 0
    failed = command("ls", recordings / "absent")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr.startswith("em-desktop: not found: ")
    misused = command("ls")
    assert misused.returncode == 2
    assert "usage: em-desktop ls" in misused.stderr
    assert command("--no-such-option").returncode == 2


def test_json_goes_to_standard_output_and_is_valid(command: Command, recordings: Path) -> None:
    shown = command("show", "--json", recordings / "runs" / MLP)
    assert shown.stderr == ""
    assert json.loads(shown.stdout)["parameters"]["备注"].startswith("基线实验")


@pytest.mark.parametrize("words", [["ls", "-r"], ["metrics", "--csv"], ["--help"]])
def test_a_reader_that_has_seen_enough_is_no_failure(
    words: list[str], own_home: Path, recordings: Path
) -> None:
    target = {"ls": recordings, "metrics": next((recordings / "runs").glob("digits_mlp_long*"))}
    full = [*words, *(str(target[word]) for word in words[:1] if word in target)]
    process = subprocess.Popen(
        [sys.executable, "-m", "em_desktop", *full],
        env=home_environment(own_home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()  # as head does when it has its lines
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_can_not_be_written_is_told(own_home: Path, recordings: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "em_desktop", "ls", recordings],
            env=home_environment(own_home),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr == "em-desktop: no space: No space left on device\n"


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="file names are Unicode there")
def test_names_that_are_not_unicode_are_listed_as_escapes(command: Command, tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path / "store") + b"\xff\xfe")).mkdir()
    (tmp_path / "训练").mkdir()
    listed = command("ls", tmp_path, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert listed.returncode == 0
    assert "store\\udcff\\udcfe" in listed.stdout
    assert "\\u8bad\\u7ec3" in listed.stdout
    found = command("ls", "--json", tmp_path)
    names = [node["name"] for node in json.loads(found.stdout)]
    assert "训练" in names
    assert "store\\udcff\\udcfe" in names


def test_without_a_display_it_says_what_works_instead(command: Command) -> None:
    if sys.platform in {"win32", "darwin"}:
        pytest.skip("there is always a display")
    refused = command()
    assert refused.returncode == 1
    assert "there is no display here" in refused.stderr
    assert "em-desktop tour DIR" in refused.stderr


def test_the_tour_draws_two_views_in_the_themes_colors(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "tour"
    done = command(
        "tour", out, "--only", "folder", "run-log", "--language", "en", "--theme", "dark"
    )
    assert (done.returncode, done.stderr) == (0, "")
    pictures = [out / "folder-dark-en.png", out / "run-log-dark-en.png"]
    assert done.stdout.split() == [str(picture) for picture in pictures]
    assert sorted(out.iterdir()) == pictures
    for picture in pictures:
        image = QImage(str(picture))
        assert (image.width(), image.height()) == (1440, 900)
        colors = {QColor(image.pixel(x, y)).name() for x in range(0, 1440, 8) for y in (400, 700)}
        assert QColor(tokens.DARK["surface"]).name() in colors


def test_the_tour_refuses_views_that_there_are_not(command: Command, tmp_path: Path) -> None:
    refused = command("tour", tmp_path / "tour", "--only", "nowhere")
    assert refused.returncode == 1
    assert "not found: nowhere" in refused.stderr
    assert not (tmp_path / "tour").exists()
