"""The verb ``runs``: list, show, follow and export Runs."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, timedelta

from em_desktop.cli import show
from em_desktop.cli.ls import node_as_json, walk
from em_desktop.cli.output import print_json, print_table
from em_desktop.cli.runs_export import Export
from em_desktop.cli.runs_tail import Tail
from em_desktop.cli.subverbs import SubVerb, add_subverbs, run_subverb
from em_desktop.cli.target import find_run, find_target
from em_desktop.domain.nodes import Node, NodeType, Status

_NEVER = datetime.min.replace(tzinfo=UTC)


class Ls:
    """List the Runs in a folder and below it, newest first."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "path", nargs="?", default=".", metavar="FOLDER", help="here if none is named"
        )
        parser.add_argument(
            "--status",
            action="append",
            default=[],
            choices=[status.value.lower() for status in Status],
            help="only those of this status; may be given several times",
        )
        parser.add_argument(
            "--label", action="append", default=[], help="only those with this label"
        )
        parser.add_argument("-n", "--limit", type=int, metavar="N", help="at most this many")
        parser.add_argument("--json", action="store_true", help="a list of objects")

    def run(self, arguments: argparse.Namespace) -> int:
        """List them; 1 if a folder couldn't be read."""
        store, path = find_target(arguments.path)
        failed: list[str] = []
        now = datetime.now(UTC)
        runs = [
            node
            for node in walk(store, path, recursive=True, failed=failed)
            if node.type is NodeType.RUN and _is_wanted(node, arguments, now)
        ]
        runs.sort(key=lambda node: node.started or _NEVER, reverse=True)
        runs = runs[: arguments.limit]
        if arguments.json:
            print_json([node_as_json(node, now) for node in runs])
        else:
            header = ("STATUS", "STARTED", "TOOK", "NAME", "LABELS", "PATH")
            print_table(header, (_row(node, now) for node in runs))
        for reason in failed:
            print(f"em-desktop: {reason}", file=sys.stderr)
        return 1 if failed else 0


class Show:
    """Show what a Run says: parameters, metrics, machine, code version, inputs and outputs."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        show.add_arguments(parser)

    def run(self, arguments: argparse.Namespace) -> int:
        """Show it."""
        find_run(arguments.path)
        return show.run(arguments)


def _is_wanted(node: Node, arguments: argparse.Namespace, now: datetime) -> bool:
    status = node.status_at(now) or Status.UNKNOWN
    if arguments.status and status.value.lower() not in arguments.status:
        return False
    return set(arguments.label) <= set(node.labels)


def _row(node: Node, now: datetime) -> tuple[str, ...]:
    started = "" if node.started is None else f"{node.started.astimezone():%Y-%m-%d %H:%M:%S}"
    return (
        str(node.status_at(now) or ""),
        started,
        duration_text(node.duration_at(now)),
        node.name,
        ", ".join(node.labels),
        str(node.path),
    )


def duration_text(duration: timedelta | None) -> str:
    """``1:02:03``, days too; empty for None."""
    return "" if duration is None else str(timedelta(seconds=round(duration.total_seconds())))


_VERBS: dict[str, SubVerb] = {"ls": Ls(), "show": Show(), "tail": Tail(), "export": Export()}


class Runs:
    """List, show, follow and export Runs."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add_subverbs(parser, _VERBS)

    def run(self, arguments: argparse.Namespace) -> int:
        """Do what was asked for."""
        return run_subverb(arguments, _VERBS)


VERBS = {"runs": Runs()}
