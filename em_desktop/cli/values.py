"""Verbs that change what is said of nodes: label, describe."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from em_desktop.cli.outcome import Account, add_output_options
from em_desktop.cli.output import print_json, print_table
from em_desktop.cli.target import find_targets
from em_desktop.domain.operations import SetDescription, SetLabels
from em_desktop.domain.paths import NodePath
from em_desktop.errors import from_os_error


class Label:
    """Show or change the labels of nodes."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="the nodes")
        parser.add_argument("--set", nargs="*", metavar="LABEL", help="exactly these; none clears")
        parser.add_argument("--add", action="append", default=[], metavar="LABEL", help="this too")
        parser.add_argument(
            "--remove", action="append", default=[], metavar="LABEL", help="without this"
        )
        add_output_options(parser)

    def run(self, arguments: argparse.Namespace) -> int:
        """Show or change them."""
        store, paths = find_targets(arguments.paths, arguments.store)
        if arguments.set is None and not arguments.add and not arguments.remove:
            nodes = [store.get(path) for path in paths]
            if arguments.json:
                print_json({str(node.path): list(node.labels) for node in nodes})
            else:
                rows = [(str(node.path), ", ".join(node.labels)) for node in nodes]
                print_table(("PATH", "LABELS"), rows)
            return 0
        account = Account(arguments.json)

        def change(path: NodePath) -> None:
            before = store.get(path).labels
            kept = before if arguments.set is None else tuple(arguments.set)
            wanted = [*kept, *arguments.add]
            labels = tuple(
                label for label in dict.fromkeys(wanted) if label not in arguments.remove
            )
            store.perform(SetLabels(path, labels, before))
            account.note("labelled", str(path), labels=list(labels))

        for path in paths:
            account.attempt(str(path), partial(change, path))
        return account.close()


class Describe:
    """Show or change the description (Markdown) of a node."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH", help="the node")
        new = parser.add_mutually_exclusive_group()
        new.add_argument("text", nargs="?", metavar="TEXT", help="the new description")
        new.add_argument("--file", metavar="FILE", help="it is in this file; '-': standard input")
        add_output_options(parser)

    def run(self, arguments: argparse.Namespace) -> int:
        """Show or change it."""
        store, (path,) = find_targets([arguments.path], arguments.store)
        text = arguments.text if arguments.file is None else _content(arguments.file)
        if text is None:
            description = store.get(path).description
            if arguments.json:
                print_json({"path": str(path), "description": description})
            else:
                print(description)
            return 0
        account = Account(arguments.json)
        account.perform(store, "described", path, SetDescription(path, text))
        return account.close()


def _content(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise from_os_error(error, file) from error


VERBS = {"label": Label(), "describe": Describe()}
