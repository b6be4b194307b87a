from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from em_desktop.gui import settings
from em_desktop.gui.settings import OPTIONS, Settings
from em_desktop.gui.tasks import Tasks


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_a_new_user_has_the_defaults(path: Path) -> None:
    own = Settings(path)
    assert {option.key: own.get(option) for option in OPTIONS} == {
        option.key: option.default for option in OPTIONS
    }
    own.save()
    assert not path.exists()


def test_what_was_set_is_there_after_a_restart(path: Path) -> None:
    own = Settings(path)
    own.set(settings.THEME, "dark")
    own.set(settings.INTERFACE_SIZE, 125)
    own.set(settings.COLUMNS, {"/data/运行": 1, "/data/bad \udcff": 2})
    own.set(settings.WINDOW, {"width": 1440})
    own.save()
    again = Settings(path)
    assert again.get(settings.THEME) == "dark"
    assert again.get(settings.INTERFACE_SIZE) == 125
    assert again.get(settings.COLUMNS) == {"/data/运行": 1, "/data/bad \udcff": 2}
    assert again.get(settings.WINDOW) == {"width": 1440}


def test_only_a_change_is_told(path: Path) -> None:
    own = Settings(path)
    seen: list[str] = []
    own.changed.connect(seen.append)
    own.set(settings.THEME, "dark")
    own.set(settings.THEME, "dark")
    own.set(settings.ROW_HEIGHT, "compact")
    assert seen == ["theme", "row_height"]


def test_a_wrong_value_is_refused(path: Path) -> None:
    own = Settings(path)
    with pytest.raises(ValueError, match="theme"):
        own.set(settings.THEME, "pink")
    assert own.get(settings.THEME) == "system"


def test_a_wrong_value_in_the_file_costs_only_itself(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"theme": 7, "interface_size": 33, "language": "zh_CN"}))
    own = Settings(path)
    assert own.get(settings.THEME) == "system"
    assert own.get(settings.INTERFACE_SIZE) == 100
    assert own.get(settings.LANGUAGE) == "zh_CN"


def test_what_a_later_version_wrote_is_kept(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"from the future": [1, 2], "theme": "dark"}))
    own = Settings(path)
    own.set(settings.THEME, "light")
    own.save()
    assert json.loads(path.read_text()) == {"from the future": [1, 2], "theme": "light"}


@pytest.mark.parametrize("content", [b"{", b"[1, 2]", b"\xff\xfe", b"", b"[" * 100_000])
def test_a_broken_file_is_set_aside_and_defaults_are_used(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    own = Settings(path)
    assert own.get(settings.THEME) == "system"
    assert not path.exists()
    assert path.with_name("settings.json.broken").read_bytes() == content
    own.set(settings.THEME, "dark")
    own.save()
    assert Settings(path).get(settings.THEME) == "dark"


def test_a_value_that_was_given_out_can_be_changed_without_harm(path: Path) -> None:
    own = Settings(path)
    own.get(settings.WINDOW)["x"] = 1
    assert own.get(settings.WINDOW) == {}
    mine = {"a": 1}
    own.set(settings.COLUMNS, mine)
    mine["b"] = 2
    assert own.get(settings.COLUMNS) == {"a": 1}


def test_saving_soon_writes_off_the_gui_thread(path: Path, tasks: Tasks, qtbot: QtBot) -> None:
    own = Settings(path)
    own.set(settings.THEME, "dark")
    own.save_soon(tasks)
    qtbot.waitUntil(lambda: tasks.idle)
    assert json.loads(path.read_text()) == {"theme": "dark"}
    modified = path.stat().st_mtime_ns
    own.save_soon(tasks)
    own.save()
    assert tasks.idle
    assert path.stat().st_mtime_ns == modified
