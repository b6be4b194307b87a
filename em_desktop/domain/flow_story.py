"""How something was made: the Runs that led to it, in order, as text and as a shell script."""

from __future__ import annotations

import heapq
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath

from em_desktop.domain.flow_graph import FlowEdge, FlowGraph, Side, Version
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import printable
from em_desktop.domain.recordings import GitState, Opaque, Scalar, Value

_COMMIT = re.compile(r"[0-9a-fA-F]{4,64}")
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)
_LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Used:
    """Data that a step read or wrote.

    Attributes:
        name: what people call it.
        place: its path in the store, or what is known of it where it isn't there.
        versions: which ones, of a Model or Dataset.
        is_missing: whether it isn't in the store.
    """

    name: str
    place: str
    versions: tuple[Version, ...] = ()
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A Run, and what is needed to do it again.

    Attributes:
        key: of its node in the graph.
        git: the code version; an empty one where none is recorded.
        parameters: the hyperparameters.
    """

    key: str
    name: str
    place: str
    started: datetime | None = None
    inputs: tuple[Used, ...] = ()
    outputs: tuple[Used, ...] = ()
    git: GitState = field(default_factory=GitState)
    parameters: Mapping[Scalar, Value] | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `story_text`; %1 and so on are filled in."""

    title: str = "How “%1” was made"
    nothing: str = "No Run that wrote it is known."
    step: str = "Step %1 of %2: %3"
    started: str = "Started"
    reads: str = "Reads"
    writes: str = "Writes"
    code: str = "Code"
    entry: str = "Entry point"
    parameters: str = "Parameters"
    dirty: str = "with changes that were not committed"
    unknown: str = "not recorded"
    missing: str = "not in this store"


def runs_before(graph: FlowGraph, key: str) -> tuple[str, ...]:
    """The Runs that a node came from (itself, if it is one), each after those it builds on.

    Where the flow leaves the order open, and inside cycles, the earlier start comes first.
    """
    among = graph.reachable(key, Side.UPSTREAM)
    waits = {each: len(set(graph.sources.get(each, ())) - {each}) for each in among}

    def rank(each: str) -> tuple[datetime, str]:
        if graph.nodes[each].type is not NodeType.RUN:
            return _EARLIEST, each
        node = graph.nodes[each].node
        return (node.started or _LATEST) if node is not None else _LATEST, each

    ready = [rank(each) for each in among if not waits[each]]
    blocked = sorted(rank(each) for each in among)
    heapq.heapify(ready)
    done: dict[str, None] = {}
    while len(done) < len(among):
        if ready:
            each = heapq.heappop(ready)[1]
        else:  # a cycle: begin it with what started first
            each = next(name for _, name in blocked if name not in done)
        if each in done:
            continue
        done[each] = None
        for target in graph.targets.get(each, ()):
            if target in waits and target not in done:
                waits[target] -= 1
                if not waits[target]:
                    heapq.heappush(ready, rank(target))
    return tuple(each for each in done if graph.nodes[each].type is NodeType.RUN)


def step_of(
    graph: FlowGraph,
    key: str,
    git: GitState | None = None,
    parameters: Mapping[Scalar, Value] | None = None,
) -> Step:
    """A Run of the graph as a step."""
    run = graph.nodes[key]
    return Step(
        key,
        run.name,
        _place(graph, key),
        None if run.node is None else run.node.started,
        tuple(_used(graph, each, (each, key)) for each in graph.sources.get(key, ())),
        tuple(_used(graph, each, (key, each)) for each in graph.targets.get(key, ())),
        git or GitState(),
        parameters,
    )


def _used(graph: FlowGraph, key: str, ends: tuple[str, str]) -> Used:
    node, edge = graph.nodes[key], graph.edges.get(ends, FlowEdge(*ends))
    return Used(node.name, _place(graph, key), edge.versions, node.is_missing)


def _place(graph: FlowGraph, key: str) -> str:
    node = graph.nodes[key]
    if node.node is not None:
        return str(node.node.path)
    known = node.association
    return "" if known is None else known.path or known.local_dir or known.id or known.name


# ---- as text


def story_text(name: str, steps: Sequence[Step], words: Words = Words()) -> str:
    """The steps for people, one paragraph each."""
    lines = [_fill(words.title, printable(name))]
    if not steps:
        lines += ["", words.nothing]
    for number, step in enumerate(steps, start=1):
        title = _fill(words.step, str(number), str(len(steps)), printable(step.name))
        lines += ["", title]
        lines += [f"  {key}: {value}" for key, value in _facts(step, words)]
        if step.parameters:
            lines.append(f"  {words.parameters}:")
            lines += [f"    {line}" for line in parameter_lines(step.parameters)]
    return "\n".join(lines) + "\n"


def _facts(step: Step, words: Words) -> Iterator[tuple[str, str]]:
    if step.started is not None:
        yield words.started, step.started.isoformat(sep=" ", timespec="seconds")
    for key, side in ((words.reads, step.inputs), (words.writes, step.outputs)):
        for used in side:
            yield key, used_text(used, words)
    yield words.code, code_text(step.git, words)
    yield words.entry, printable(step.git.entry_point) or words.unknown


def used_text(used: Used, words: Words = Words()) -> str:
    """Data with its versions and its place: ``mnist, tag v1.2 (data/mnist)``."""
    versions = "".join(f", {version_text(each)}" for each in used.versions)
    notes = [used.place] if used.place and used.place != used.name else []
    notes += [words.missing] if used.is_missing else []
    place = f" ({', '.join(notes)})" if notes else ""
    return printable(f"{used.name}{versions}{place}")


def version_text(version: Version) -> str:
    """A version with its kind: ``tag v1.2``."""
    return f"{version.kind.value} {version.name}"


def code_text(git: GitState, words: Words = Words()) -> str:
    """Repository, branch and commit in one line."""
    if not git.known:
        return words.unknown
    parts = [git.remote_url or git.repository, git.branch, git.commit]
    text = " ".join(part for part in parts if part)
    return printable(f"{text}, {words.dirty}" if git.dirty else text)


def parameter_lines(parameters: Mapping[Scalar, Value]) -> Iterator[str]:
    """``name: value`` of each, nested ones with dots; long values are shortened."""
    waiting: list[tuple[str, Value]] = [(str(key), value) for key, value in parameters.items()]
    waiting.reverse()
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict) and value:
            below = [(f"{name}.{key}", each) for key, each in value.items()]
            waiting.extend(reversed(below))
            continue
        text = printable(f"{name}: {_value_text(value)}")
        yield text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."


def _value_text(value: Value) -> str:
    if isinstance(value, Opaque):
        return f"{value.tag} {_value_text(value.arguments)}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value_text, value[:_LONGEST_VALUE]))}]"
    return str(value)


# ---- as a script


def story_script(name: str, steps: Sequence[Step]) -> str:
    """A POSIX shell script that does the steps again, as far as the recordings tell how.

    All that comes from recordings is quoted, or stands in a comment of one line.
    """
    lines = ["#!/bin/sh", f"# How {printable(name)} was made, step by step."]
    lines += ["# Put the data in place and check the commands before you run it.", "set -eu"]
    for number, step in enumerate(steps, start=1):
        lines += ["", f"# Step {number} of {len(steps)}: {printable(step.name)}"]
        lines += [f"# {key}: {value}" for key, value in _facts(step, Words())]
        lines += [f"# {line}" for line in parameter_lines(step.parameters or {})]
        lines += _commands(step.git)
    return "\n".join(lines) + "\n"


def _commands(git: GitState) -> Iterator[str]:
    if _COMMIT.fullmatch(git.commit):
        if git.dirty:
            yield "# The changes that were not committed can't be brought back."
        yield f"git checkout --detach {git.commit}"
    else:
        yield "# The commit isn't recorded: check out the right version of the code here."
    command = _command(git.entry_point)
    yield command or "# The script isn't recorded: start it here with the parameters above."


def _command(entry_point: str) -> str:
    """How to start an entry point; empty for what is no script of the user's.

    The recorder may name its own file, which lies among the installed packages.
    """
    path = PurePosixPath(entry_point.replace("\\", "/"))
    if not entry_point or {"site-packages", "dist-packages"} & set(path.parts):
        return ""
    if entry_point != printable(entry_point):
        return ""
    text = f"./{entry_point}" if entry_point.startswith("-") else entry_point
    match path.suffix.lower():
        case ".py":
            return f"python {shlex.quote(text)}"
        case ".sh":
            return f"sh {shlex.quote(text)}"
        case ".ipynb":
            return f"jupyter execute {shlex.quote(text)}"
        case _:
            return shlex.quote(text if "/" in text else f"./{text}")


def _fill(text: str, *values: str) -> str:
    return re.sub("%([1-9])", lambda place: values[int(place[1]) - 1], text)
