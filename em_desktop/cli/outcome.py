"""What was done to which nodes, told as lines or as JSON; and the options for collisions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from em_desktop.cli.output import print_json
from em_desktop.domain.operations import IfTaken, Operation, Outcome, Remove
from em_desktop.domain.paths import NodePath, printable
from em_desktop.errors import EmError
from em_desktop.stores.base import Store


def add_output_options(parser: argparse.ArgumentParser, *, dry_run: bool = False) -> None:
    """``--store``, ``--json``, and ``--dry-run`` for what destroys."""
    parser.add_argument("--store", metavar="DIR", help="the store's folder; found by itself")
    parser.add_argument("--json", action="store_true", help="tell what was done as an object")
    if dry_run:
        parser.add_argument("-n", "--dry-run", action="store_true", help="only tell what would be")


def add_taken_option(parser: argparse.ArgumentParser) -> None:
    """``--if-taken``."""
    parser.add_argument(
        "--if-taken",
        choices=[one.name.lower().replace("_", "-") for one in IfTaken],
        default="refuse",
        help="what happens where the name is taken; what is replaced goes to the trash",
    )


def if_taken(arguments: argparse.Namespace) -> IfTaken:
    """What ``--if-taken`` says."""
    return IfTaken[arguments.if_taken.upper().replace("-", "_")]


@dataclass(slots=True)
class Account:
    """What a verb has done and what it couldn't do.

    Attributes:
        as_json: how it is printed at the end.
        dry_run: nothing is done, only told.
    """

    as_json: bool
    dry_run: bool = False
    done: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, Any]] = field(default_factory=list)

    def perform(self, store: Store, word: str, path: NodePath, operation: Operation) -> None:
        """Do an operation, and note it under a word such as ``moved``."""
        if self.dry_run:
            self.note(word, str(path))
            return

        def work() -> None:
            outcome = store.perform(operation)
            self.note(word, str(path), **_result(outcome))

        self.attempt(str(path), work)

    def note(self, word: str, subject: str, **facts: Any) -> None:
        """Note something done, with what else there is to say."""
        self.done.append({"did": word, "subject": subject, **facts})
        if not self.as_json:
            would = "would have " if self.dry_run else ""
            further = "".join(f"  {key}: {value}" for key, value in facts.items() if value)
            print(printable(f"{would}{word}  {subject}{further}"))

    def attempt(self, subject: str, work: Callable[[], object]) -> None:
        """Do something; what goes wrong is noted and costs nothing else."""
        try:
            work()
        except EmError as error:
            self.fail(subject, error)

    def fail(self, subject: str, error: EmError) -> None:
        """Note what couldn't be done, and why."""
        self.failed.append(
            {
                "subject": subject,
                "error": error.code,
                "at": error.subject,
                "reason": error.reason,
            }
        )
        print(f"em-desktop: {printable(str(error))}", file=sys.stderr)

    def close(self) -> int:
        """Print the JSON, if wanted; the exit code."""
        if self.as_json:
            print_json({"done": self.done, "failed": self.failed, "dryRun": self.dry_run})
        return 1 if self.failed else 0


def _result(outcome: Outcome) -> dict[str, Any]:
    if outcome.changes.moved:
        return {"path": str(outcome.changes.moved[-1][1])}
    if isinstance(outcome.inverse, Remove):
        return {"path": str(outcome.inverse.path)}
    trash_id = getattr(outcome.inverse, "trash_id", None)
    return {} if trash_id is None else {"trashId": trash_id}
