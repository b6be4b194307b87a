"""The verb ``artifact``: make an Artifact, put files into it, list them."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from em_desktop.cli.outcome import Account
from em_desktop.cli.output import print_json, print_table
from em_desktop.cli.progress import show_line
from em_desktop.cli.subverbs import SubVerb, add_subverbs, run_subverb
from em_desktop.errors import from_os_error
from em_desktop.recording.artifact import METADATA, Artifact, create_artifact, load_artifact


class Create:
    """Make an Artifact in .em/artifacts (or EM_ARTIFACT_PARENT_DIR), with files."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="may occur again")
        parser.add_argument("files", nargs="*", metavar="FILE", help="files and directories")
        parser.add_argument("--label", action="append", default=[], help="a word to find it by")
        parser.add_argument("--description", default="", help="Markdown")
        _add_common(parser)

    def run(self, arguments: argparse.Namespace) -> int:
        """Make it; what couldn't be added costs nothing else."""
        account = Account(arguments.json)
        artifact = create_artifact(arguments.name, arguments.label, arguments.description)
        account.note("created", artifact.alternative_name, path=artifact.local)
        _add(artifact, arguments, account)
        return account.close()


class Add:
    """Copy files and directories into an Artifact, or note addresses."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("artifact", metavar="ARTIFACT", help="its directory")
        parser.add_argument("files", nargs="*", metavar="FILE", help="files and directories")
        _add_common(parser)

    def run(self, arguments: argparse.Namespace) -> int:
        """Add them; what couldn't be added costs nothing else."""
        account = Account(arguments.json)
        _add(load_artifact(arguments.artifact), arguments, account)
        return account.close()


class Ls:
    """List the files and addresses of an Artifact, or the Artifacts in a folder and below it."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "path", nargs="?", default=".", metavar="PATH",
            help="an Artifact's directory, or a folder; here if none is named",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="a list of objects")

    def run(self, arguments: argparse.Namespace) -> int:
        """List them; 1 if a folder couldn't be read."""
        if (Path(arguments.path) / METADATA).exists():
            return self._list_files(arguments)
        from em_desktop.cli.artifacts_below import list_artifacts  # training machines lack NumPy

        return list_artifacts(arguments.path, as_json=arguments.json)

    def _list_files(self, arguments: argparse.Namespace) -> int:
        artifact = load_artifact(arguments.path)
        objects: list[dict[str, Any]] = [dict(each) for each in artifact.objects]
        for each in objects:
            if "uri" not in each:
                each["size"] = _size(Path(artifact.local) / each["path"])
        if arguments.json:
            print_json(objects)
        else:
            rows = (
                (f"{each.get('size', '')}", each["path"], each.get("uri", "")) for each in objects
            )
            print_table(("SIZE", "PATH", "ADDRESS"), rows)
        return 0


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to", metavar="KEY", help="the path in the Artifact; with '/' at its end a folder"
    )
    parser.add_argument(
        "--reference", action="append", default=[], metavar="URI", help="note an address"
    )
    parser.add_argument("--json", action="store_true", help="tell what was done as an object")


def _add(artifact: Artifact, arguments: argparse.Namespace, account: Account) -> None:
    for file in arguments.files:
        account.attempt(file, partial(_add_path, artifact, file, arguments.to, account))
        show_line("")
    for uri in arguments.reference:
        account.attempt(uri, partial(_add_reference, artifact, uri, arguments.to, account))


def _add_path(artifact: Artifact, file: str, to: str | None, account: Account) -> None:
    path = Path(file)
    if path.is_dir():
        artifact.add_dir(path, to, told=_tell)
    else:
        artifact.add_file(path, to)
    account.note("added", file)


def _add_reference(artifact: Artifact, uri: str, to: str | None, account: Account) -> None:
    artifact.add_reference(uri, to)
    account.note("noted", uri)


def _tell(count: int, directory: str) -> None:
    show_line(f"{count:,} files  {directory[-50:]}")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise from_os_error(error, str(path)) from error


_VERBS: dict[str, SubVerb] = {"create": Create(), "add": Add(), "ls": Ls()}


class Artifacts:
    """Make an Artifact, put files into it, list them."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add_subverbs(parser, _VERBS)

    def run(self, arguments: argparse.Namespace) -> int:
        """Do what was asked for."""
        return run_subverb(arguments, _VERBS)


VERBS = {"artifact": Artifacts()}
