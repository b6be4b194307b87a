"""Verbs that change the tree: mkdir, mv, ln, rm."""

from __future__ import annotations

import argparse

from em_desktop.cli.outcome import Account, add_output_options, add_taken_option, if_taken
from em_desktop.cli.target import find_targets
from em_desktop.domain.operations import (
    CreateFolder,
    CreateShortcut,
    Move,
    MoveObject,
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
    """Move nodes into a folder, or files inside their node; or give one another name."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="SOURCE", help="nodes, or files of a node")
        parser.add_argument("target", metavar="TARGET", help="a folder, or the new name")
        add_taken_option(parser)
        add_output_options(parser, dry_run=True)

    def run(self, arguments: argparse.Namespace) -> int:
        """Move them."""
        store, (*paths, target) = find_targets(
            [*arguments.paths, arguments.target], arguments.store
        )
        account = Account(arguments.json, arguments.dry_run)
        files = [file for path in paths if (file := file_of_node(store, path)) is not None]
        if len(files) == len(paths):
            for path, (node, key) in zip(paths, files, strict=True):
                new_key = key_inside(store, node, key, target, len(paths))
                operation = MoveObject(node, key, new_key, if_taken(arguments))
                account.perform(store, "moved", path, operation)
            return account.close()
        parent, name = into(store, target, len(paths))
        for path in paths:
            account.perform(store, "moved", path, Move(path, parent, name, if_taken(arguments)))
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


def file_of_node(store: Store, path: NodePath) -> tuple[NodePath, str] | None:
    """The node in which a path names a file or directory, and its key there; None for a node."""
    for above in path.ancestors()[1:]:
        if exists(store, above) and not store.get(above).is_folder:
            return above, "/".join(path.parts[len(above.parts) :])
    return None


def key_inside(store: Store, node: NodePath, key: str, target: NodePath, count: int) -> str:
    """The key that a file of a node gets at a target in the same node.

    Raises:
        NotSupportedError: the target is in another node, or several files can't have one name.
    """
    if target != node and not target.is_below(node):
        raise NotSupportedError(str(target), "files are moved inside their node; use get and put")
    wanted = "/".join(target.parts[len(node.parts) :])
    is_directory = not wanted or any(
        info.key.startswith(f"{wanted}/") for info in store.objects(node).list(wanted)
    )
    if not is_directory and count > 1:
        raise NotSupportedError(str(target), "several files need a directory that is there")
    name = key.rpartition("/")[2]
    return (f"{wanted}/{name}" if wanted else name) if is_directory else wanted


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
