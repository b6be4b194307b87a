"""What is installed from the wheel: everything that the program needs, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from em_desktop import __version__

ROOT = Path(__file__).parents[2]
NO_NETWORK = (
    "Could not find a version",
    "Failed to establish",
    "ConnectionError",
    "Temporary failure",
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (ROOT / ".git").exists(), reason="only a checkout tells what belongs in"
    ),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout; pip fetches the build tool."""
    out = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    built = subprocess.run(
        [*pip, "--no-deps", "--wheel-dir", out, ROOT], capture_output=True, text=True, check=False
    )
    if built.returncode and any(words in built.stderr for words in NO_NETWORK):
        pytest.skip("NOT TESTED: the wheel. pip can't fetch the build tool without a network")
    assert built.returncode == 0, built.stderr
    [wheel] = out.glob("*.whl")
    return wheel


def test_it_holds_the_package_and_its_resources(wheel: Path) -> None:
    assert wheel.name == f"em_desktop-{__version__}-py3-none-any.whl"
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "-c", "core.quotepath=off", "ls-files", "-z", "em_desktop", "resources"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    wanted = {
        f"em_desktop/{name}" if name.startswith("resources/") else name
        for name in tracked.rstrip("\0").split("\0")
    }
    assert wanted - names == set()
    foreign = {name for name in names if not name.startswith(("em_desktop/", "em_desktop-"))}
    assert foreign == set()


def test_it_installs_the_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    points = archive.read(f"em_desktop-{__version__}.dist-info/entry_points.txt").decode()
    assert "em-desktop = em_desktop.cli.main:main" in points


def test_the_command_works_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    sample = tmp_path / "site" / "em_desktop" / "resources" / "sample-store"
    listed = subprocess.run(
        [sys.executable, "-m", "em_desktop", "ls", sample],
        cwd=tmp_path / "site",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "digits" in listed.stdout
    where = "import em_desktop.assets as a; print(a.folder('icons'))"
    icons = subprocess.run(
        [sys.executable, "-c", where],
        cwd=tmp_path / "site",
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(icons.stdout.strip()) == tmp_path / "site" / "em_desktop" / "resources" / "icons"
