"""Verbs that change the tree: mkdir, mv, ln, rm."""

from __future__ import annotations

import argparse

from em_desktop.cli.outcome import Account, add_output_options, add_taken_option, if_taken
from em_desktop.cli.target import find_targets
from em_desktop.domain.operations import (
    CreateFolder,
    CreateShortcut,
    Move,
    Remove,
)
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import EmError, NotFoundError, NotSupportedError
from em_desktop.stores.base import Store


class Mkdir:
    """Make folders."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="the new folders")
        parser.add_argument(
            "-p", "--parents", action="store_true", help="also those above; no error if there"
        )
        add_output_options(parser)

    def run(self, arguments: argparse.Namespace) -> int:
        """Make them."""
        account = Account(arguments.json)
        store, paths = find_targets(arguments.paths, arguments.store)
        for path in paths:
            above = path.ancestors()[1:] if arguments.parents else ()
            for each in (*above, path):
                if not (arguments.parents and exists(store, each)):
                    account.perform(store, "made", each, CreateFolder(each.parent, each.name))
        return account.close()


class Mv:
    """Move nodes into a folder, or give one another name."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="SOURCE", help="the nodes")
        parser.add_argument("target", metavar="TARGET", help="a folder, or the new name")
        add_taken_option(parser)
        add_output_options(parser, dry_run=True)

    def run(self, arguments: argparse.Namespace) -> int:
        """Move them."""
        store, (*paths, target) = find_targets(
            [*arguments.paths, arguments.target], arguments.store
        )
        parent, name = into(store, target, len(paths))
        account = Account(arguments.json, arguments.dry_run)
        for path in paths:
            operation = Move(path, parent, name, if_taken(arguments))
            account.perform(store, "moved", path, operation)
        return account.close()


class Ln:
    """Make shortcuts to nodes, which find them wherever they are moved."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="NODE", help="what they stand for")
        parser.add_argument("target", metavar="TARGET", help="a folder, or the shortcut's name")
        add_taken_option(parser)
        add_output_options(parser)

    def run(self, arguments: argparse.Namespace) -> int:
        """Make them."""
        store, (*paths, target) = find_targets(
            [*arguments.paths, arguments.target], arguments.store
        )
        parent, name = into(store, target, len(paths))
        account = Account(arguments.json)
        for path in paths:
            operation = CreateShortcut(path, parent, name, if_taken(arguments))
            account.perform(store, "linked", path, operation)
        return account.close()


class Rm:
    """Move nodes to the trash, from which 'restore' takes them back."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="the nodes")
        add_output_options(parser, dry_run=True)

    def run(self, arguments: argparse.Namespace) -> int:
        """Remove them."""
        store, paths = find_targets(arguments.paths, arguments.store)
        account = Account(arguments.json, arguments.dry_run)
        for path in paths:
            if arguments.dry_run and not exists(store, path):
                account.fail(str(path), NotFoundError(str(path), "nothing is there"))
            else:
                account.perform(store, "removed", path, Remove(path))
        return account.close()


def into(store: Store, target: NodePath, count: int) -> tuple[NodePath, str | None]:
    """The folder that nodes go into, and the name that a single one gets there.

    Raises:
        NotSupportedError: several nodes can't have one name.
    """
    if target == ROOT or (exists(store, target) and store.get(target).is_folder):
        return target, None
    if count > 1:
        raise NotSupportedError(str(target), "several nodes need a folder that is there")
    return target.parent, target.name


def exists(store: Store, path: NodePath) -> bool:
    """Whether there is a node."""
    try:
        store.get(path)
    except EmError:
        return False
    return True


VERBS = {"mkdir": Mkdir(), "mv": Mv(), "ln": Ln(), "rm": Rm()}
