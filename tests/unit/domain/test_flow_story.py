from __future__ import annotations

import subprocess
from dataclasses import replace

from em_desktop.domain.flow_graph import FlowEdge, FlowGraph, Version
from em_desktop.domain.flow_story import (
    Step,
    runs_before,
    step_of,
    story_script,
    story_text,
)
from em_desktop.domain.recordings import AssociationKind, GitState, Opaque
from tests.unit.domain.flows import graph

COMMIT = "8d14ae83c02710a49098ddd0c5ffd9fa759117e2"
GIT = GitState(
    "demo", "https://git.example.com/demo.git", "main", COMMIT, entry_point="src/train it.py"
)


def test_runs_come_after_those_they_build_on() -> None:
    flow = graph("a > r9 > b > r1 > c", "b > r5 > e", "e > r1")
    assert runs_before(flow, "c") == ("r9", "r5", "r1")
    assert runs_before(flow, "r5") == ("r9", "r5")
    assert runs_before(flow, "a") == ()


def test_a_cycle_is_told_once_and_from_its_earliest_run() -> None:
    flow = graph("a > r1 > b > r2 > a", "b > r3 > c")
    assert runs_before(flow, "c") == ("r1", "r2", "r3")


def test_the_text_has_data_versions_code_and_parameters() -> None:
    flow = graph("d > r > m")
    tagged = FlowEdge("d", "r", (Version(AssociationKind.TAG, "v1.2"),))
    flow = FlowGraph(flow.nodes, {**flow.edges, ("d", "r"): tagged})
    step = step_of(flow, "r", replace(GIT, dirty=True), {"lr": 0.1, "net": {"depth": 3, 1: None}})
    assert story_text("m", [step]) == (
        "How “m” was made\n"
        "\n"
        "Step 1 of 1: r\n"
        "  Started: 2026-11-23 12:01:00+00:00\n"
        "  Reads: d, tag v1.2 (x/d)\n"
        "  Writes: m (x/m)\n"
        f"  Code: https://git.example.com/demo.git main {COMMIT}, "
        "with changes that were not committed\n"
        "  Entry point: src/train it.py\n"
        "  Parameters:\n"
        "    lr: 0.1\n"
        "    net.depth: 3\n"
        "    net.1: None\n"
    )


def test_without_a_run_the_text_says_so() -> None:
    assert "No Run that wrote it is known." in story_text("a", [])


def test_the_script_checks_out_and_runs() -> None:
    script = story_script("m", [Step("r", "r", "x/r", git=GIT, parameters={"lr": 0.1})])
    assert script.splitlines()[-2:] == [
        f"git checkout --detach {COMMIT}",
        "python 'src/train it.py'",
    ]
    assert "# lr: 0.1" in script


def test_the_recorders_own_file_is_not_taken_for_the_script() -> None:
    git = replace(GIT, entry_point=".venv/lib/python3.11/site-packages/t9k/em/run.py")
    script = story_script("m", [Step("r", "r", "x/r", git=git)])
    assert "python" not in script.splitlines()[-1]
    assert "The script isn't recorded" in script


def test_nothing_that_a_recording_says_becomes_a_command() -> None:
    evil = "x\nrm -rf ~ #"
    git = GitState(evil, evil, evil, f"{COMMIT}; rm -rf ~", entry_point=evil)
    step = Step("r", evil, evil, git=git, parameters={evil: [evil, Opaque(evil, evil)]})
    quoted = Step("q", "q", "q", git=replace(GIT, entry_point="-a $(touch x) `b`'.py"))
    script = story_script(evil, [step, quoted])
    commands = [line for line in script.splitlines() if line and not line.startswith("#")]
    assert commands == [
        "set -eu",
        f"git checkout --detach {COMMIT}",
        "python './-a $(touch x) `b`'\"'\"'.py'",
    ]
    assert subprocess.run(["sh", "-n"], input=script, text=True, check=False).returncode == 0
