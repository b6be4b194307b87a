"""Import what other tools recorded."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from em_desktop.cli.output import print_json, problems_as_json
from em_desktop.cli.progress import show_line
from em_desktop.domain.paths import printable
from em_desktop.errors import EmError, InvalidValueError
from em_desktop.importers.imported import FAILED, Imported
from em_desktop.importers.kinds import Kind, find_sources, read
from em_desktop.importers.tables import PLACES
from em_desktop.importers.write import Importer


class Import:
    """Turn what TensorBoard, MLflow, Optuna, W&B (offline), trackio or tables hold into recordings.

    A second time only what is new is added. What can't be carried over is told, and noted
    in each recording's import.yaml.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("source", metavar="SOURCE", help="a file or directory of the tool")
        parser.add_argument("target", metavar="DIR", help="the folder for the recordings")
        parser.add_argument(
            "--from",
            dest="kind",
            choices=[kind.value for kind in Kind],
            help="the tool; found by itself",
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="PLACE=NAME",
            help=f"of tables: which column is the {', '.join(PLACES)}",
        )
        parser.add_argument("--json", action="store_true", help="tell what was done as an object")
        parser.add_argument("-n", "--dry-run", action="store_true", help="only tell what would be")

    def run(self, arguments: argparse.Namespace) -> int:
        """Import it; 1 if something of it couldn't be imported."""
        source, target = Path(arguments.source), Path(arguments.target)
        columns = _columns(arguments.column)
        done: list[tuple[Kind, Imported]] = []
        errors: list[EmError] = []
        for kind, place in find_sources(source, Kind(arguments.kind) if arguments.kind else None):
            importer = Importer(target, kind.value, dry_run=arguments.dry_run)
            try:
                for found in read(kind, place, columns):
                    show_line(f"{len(done) + 1:,}  {kind.value}  {printable(found.name)[:50]}")
                    done.append((kind, importer.put(found)))
                    show_line("")
                    if not arguments.json:
                        _tell(kind, done[-1][1], dry_run=arguments.dry_run)
            except EmError as error:
                errors.append(error)
                print(f"em-desktop: {printable(str(error))}", file=sys.stderr)
        if arguments.json:
            imported = [_as_json(kind, each) for kind, each in done]
            failed = [{"error": error.code, "reason": str(error)} for error in errors]
            print_json({"imported": imported, "failed": failed, "dryRun": arguments.dry_run})
        elif not done and not errors:
            print("nothing to import is in it")
        return 1 if errors or any(each.did == FAILED for _, each in done) else 0


def _columns(texts: list[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for text in texts:
        place, _, name = text.partition("=")
        if place not in PLACES or not name:
            raise InvalidValueError(text, f"should be one of {', '.join(PLACES)}, '=' and a column")
        columns[place] = name
    return columns


def _tell(kind: Kind, each: Imported, *, dry_run: bool) -> None:
    counts = {
        "points": each.points,
        "texts": each.texts,
        "files": each.files,
        "trials": each.trials,
    }
    parts = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    would = "would be " if dry_run else ""
    where = f"  {each.path}" if each.path is not None else ""
    print(
        printable(f"{would}{each.did}  {kind.value}  {each.name}  {parts or 'nothing new'}{where}")
    )
    if each.error is not None:
        print(f"em-desktop: {printable(str(each.error))}", file=sys.stderr)
    for problem in each.problems:
        print(printable(f"    {problem.file}: {problem.detail}"))


def _as_json(kind: Kind, each: Imported) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "id": each.id,
        "name": each.name,
        "did": each.did,
        "path": None if each.path is None else str(each.path),
        "points": each.points,
        "texts": each.texts,
        "files": each.files,
        "trials": each.trials,
        "problems": problems_as_json(each.problems),
        "error": None if each.error is None else str(each.error),
    }


VERBS = {"import": Import()}
