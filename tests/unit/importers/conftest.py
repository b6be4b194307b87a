"""Fixtures for the tests of the importers: files that the real tools wrote."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from em_desktop.cli.main import main

FIXTURES = Path(__file__).parents[2] / "fixtures" / "importers"
START = 1_700_000_000.0


@pytest.fixture
def tool_files(tmp_path: Path) -> Callable[[str], Path]:
    """A writable copy of what a tool wrote."""

    def copy(name: str) -> Path:
        source, target = FIXTURES / name, tmp_path / "source" / Path(name).name
        if source.is_file():
            target.parent.mkdir(exist_ok=True)
            return Path(shutil.copy(source, target))
        return Path(shutil.copytree(source, target))

    return copy


@dataclass(slots=True)
class Desk:
    """Imports into a folder, and reads what came of it by the command."""

    target: Path
    capture: pytest.CaptureFixture[str]

    def bring(self, source: Path, *words: str) -> dict[str, dict[str, Any]]:
        """Import; what was told of each run, by its name."""
        code, told = self.call("import", source, self.target, "--json", *words)
        assert code == 0, told
        return {each["name"]: each for each in told["imported"]}

    def call(self, *words: str | Path) -> tuple[int, Any]:
        """Run a verb that answers with JSON."""
        self.capture.readouterr()
        code = main([str(word) for word in words])
        output = self.capture.readouterr().out
        return code, json.loads(output) if output else None

    def show(self, each: dict[str, Any]) -> dict[str, Any]:
        """What the application says of a recording; nothing may be wrong with it."""
        code, shown = self.call("show", each["path"], "--json")
        assert code == 0
        assert shown["problems"] == []
        return dict(shown)

    def records(self, each: dict[str, Any]) -> list[dict[str, Any]]:
        """All metric records."""
        code, found = self.call("metrics", each["path"], "--json")
        assert code == 0
        return list(found)

    def curve(self, each: dict[str, Any], type_: str, name: str) -> list[tuple[Any, Any]]:
        """Step and value of one metric."""
        return [
            (record["step"], record["values"][name])
            for record in self.records(each)
            if record["type"] == type_ and name in record["values"]
        ]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path / "imported", capsys)
