"""Sets up everything and runs, tests or draws the application, with Python alone.

    python3 packaging/develop.py run      open the app on the sample store
    python3 packaging/develop.py test     every check and every test
    python3 packaging/develop.py check    formatting, lint, types and import layers only
    python3 packaging/develop.py bench    the benchmarks
    python3 packaging/develop.py tour     a picture of every view, into ./tour
    python3 packaging/develop.py translations   collect the texts to translate, and compile

``make run``, ``make test``... are the same. The set-up is a virtual environment in
``.venv`` and, on Debian and Ubuntu, the system libraries and fonts that Qt needs there.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "set-up"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

LIBRARIES = [
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libglib2.0-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxkbcommon-x11-0",
    "libxkbcommon0",
]
FONTS = ["fonts-inter", "fonts-jetbrains-mono", "fonts-noto-cjk"]
FOR_TESTS = ["dbus", "git", "gnome-keyring", "libgomp1", "openbox", "postgresql", "xdotool", "xvfb"]
WITH_MOUSE = ["tests/e2e/test_drag_and_drop.py", "tests/e2e/test_real_window.py"]
"""Tests with a real mouse on a virtual display run alone: a busy machine loses its moves."""
RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}
"""Newer releases of Debian and Ubuntu carry the package under the second name."""


def main(arguments: list[str]) -> int:
    command, *further = arguments or ["run"]
    if sys.version_info < (3, 11):  # noqa: UP036 - it is what tells the reader
        print("EM Desktop needs Python 3.11 or newer; this is", sys.version.split()[0])
        return 1
    commands = {
        "run": run,
        "test": test,
        "check": check,
        "bench": bench,
        "tour": tour,
        "translations": translations,
    }
    if command not in commands:
        print(__doc__)
        return 2
    set_up(with_tests=command != "run")
    return commands[command](further)


def set_up(*, with_tests: bool) -> None:
    """The virtual environment and the system's packages; nothing is done twice."""
    install_system_packages([*LIBRARIES, *FONTS, *(FOR_TESTS if with_tests else [])])
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    done = STAMP.read_text().split() if STAMP.exists() else []
    if done and done[0] == wanted and ("develop" in done or not with_tests):
        return
    if not PYTHON.exists():
        if importlib.util.find_spec("ensurepip") is None:
            install_system_packages([f"python3.{sys.version_info.minor}-venv"])
        print("Making the virtual environment .venv", flush=True)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    target = f"{ROOT}[develop]" if with_tests else str(ROOT)
    print("Installing Python packages", flush=True)
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    subprocess.run([*pip, "--editable", target], check=True)
    STAMP.unlink(missing_ok=True)  # it may be a hard link that other checkouts share
    STAMP.write_text(f"{wanted} {'develop' if with_tests else 'run'}\n")


def install_system_packages(names: list[str]) -> None:
    """What is missing of these, on Debian and Ubuntu and as root; else say what to install."""
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        return
    missing = [name for name in names if not installed(name)]
    if not missing:
        return
    if os.geteuid() != 0:
        print("Qt needs these packages:  sudo apt-get install", *missing)
        return
    print("Installing system packages:", *missing, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quietly = partial(subprocess.run, env=environment, stdout=subprocess.DEVNULL, check=True)
    quietly(["apt-get", "update", "-qq"])
    known = [RENAMED.get(name, name) if not available(name) else name for name in missing]
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    quietly([*install, *known])


def installed(name: str) -> bool:
    """Whether a system package is installed, under its old name or its new one."""
    names = [name, RENAMED.get(name, name)]
    return any(
        "ok installed" in output_of("dpkg-query", "-W", "-f=${Status}", each) for each in names
    )


def available(name: str) -> bool:
    return bool(output_of("apt-cache", "show", "--no-all-versions", name))


def output_of(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def has_display() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(further: list[str]) -> int:
    if has_display():
        return call(PYTHON, "-m", "em_desktop", *(further or ["--sample"]))
    print("There is no display here, so the app can't open a window.")
    print("Instead, a tour of every view is drawn into PNG files.", flush=True)
    return tour(further)


def tour(further: list[str]) -> int:
    return call(PYTHON, "-m", "em_desktop", "tour", *(further or [str(ROOT / "tour")]))


def check(_: list[str]) -> int:
    """Every check runs, so that one report tells all."""
    checks: list[list[str | Path]] = [
        [BIN / "ruff", "format", "--check", "."],
        [BIN / "ruff", "check", "."],
        [BIN / "mypy"],
        [BIN / "lint-imports", "--no-logo"],
    ]
    return max([call(*each) for each in checks])


def test(further: list[str]) -> int:
    failed = check([])
    if further:
        return call(PYTHON, "-m", "pytest", *further) or failed
    workers = ["-n", "2", "--dist", "loadgroup"]
    others = [f"--ignore={path}" for path in WITH_MOUSE]
    failed = call(PYTHON, "-m", "pytest", *workers, *others) or failed
    return call(PYTHON, "-m", "pytest", *WITH_MOUSE) or failed


def bench(further: list[str]) -> int:
    return call(PYTHON, "-m", "tests.bench", *further)


def translations(further: list[str]) -> int:
    """Texts of the source into the .ts files, and these into what Qt loads.

    English needs a file for its plurals only. The files lie in the resources, or in the
    folder that is given.
    """
    folder = Path(further[0] if further else ROOT / "resources" / "translations").resolve()
    sources = sorted((ROOT / "em_desktop" / "gui").rglob("*.py"))
    failed = 0
    for language, only in (("zh_CN", []), ("en", ["-pluralonly"])):
        texts = folder / f"em_desktop_{language}.ts"
        options = ["-no-obsolete", "-locations", "none", *only]
        failed |= call(BIN / "pyside6-lupdate", *options, *sources, "-ts", texts)
        failed |= call(BIN / "pyside6-lrelease", texts, "-qm", texts.with_suffix(".qm"))
    return failed


def call(*command: str | Path) -> int:
    """Run a command in the project's folder, print it first, and give its exit code."""
    shown = [Path(part).name if part is PYTHON else str(part) for part in command]
    print("$", *shown, flush=True)
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
