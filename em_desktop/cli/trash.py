"""Verbs of the trash: trash, restore."""

from __future__ import annotations

import argparse

from em_desktop.cli.outcome import Account, add_output_options, add_taken_option, if_taken
from em_desktop.cli.output import print_json, print_table
from em_desktop.cli.target import find_targets
from em_desktop.domain.operations import Restore
from em_desktop.domain.paths import NodePath
from em_desktop.errors import EmError, NotFoundError
from em_desktop.stores.base import Store, TrashedNode


class Trash:
    """List what is in the trash of a store, or delete it for good."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("what", choices=("list", "empty"), help="what to do")
        parser.add_argument("folder", metavar="STORE", help="the store, or a folder in it")
        parser.add_argument("ids", nargs="*", metavar="ID", help="only these; all if none is named")
        add_output_options(parser, dry_run=True)

    def run(self, arguments: argparse.Namespace) -> int:
        """List or empty it."""
        store = store_of(arguments.folder, arguments.store)
        if arguments.what == "list":
            return _list(store, as_json=arguments.json)
        trashed = {one.id: one for one in store.trashed()}
        account = Account(arguments.json, arguments.dry_run)
        for trash_id in arguments.ids or trashed:
            if trash_id not in trashed:
                account.fail(trash_id, NotFoundError(trash_id, "not in the trash"))
                continue
            path = str(trashed[trash_id].node.path)
            try:
                if not arguments.dry_run:
                    store.empty_trash([trash_id])
                account.note("deleted", path, trashId=trash_id)
            except EmError as error:
                account.fail(path, error)
        return account.close()


class Restorer:
    """Take nodes out of the trash, back to where they were."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", metavar="STORE", help="the store, or a folder in it")
        parser.add_argument(
            "what",
            nargs="+",
            metavar="ID|PATH",
            help="from 'trash list'; of several of one path, the one removed last",
        )
        add_taken_option(parser)
        add_output_options(parser)

    def run(self, arguments: argparse.Namespace) -> int:
        """Restore them."""
        store = store_of(arguments.folder, arguments.store)
        account = Account(arguments.json)
        for text in arguments.what:
            try:
                found = _find(store, text)
            except EmError as error:
                account.fail(text, error)
                continue
            restore = Restore(found.id, if_taken(arguments))
            account.perform(store, "restored", found.node.path, restore)
        return account.close()


def store_of(text: str, store: str | None) -> Store:
    """The store that a folder is or lies in."""
    return find_targets([f"{text}/."], store)[0]


def _list(store: Store, *, as_json: bool) -> int:
    trashed = store.trashed()
    if as_json:
        print_json(
            [
                {
                    "id": one.id,
                    "path": str(one.node.path),
                    "name": one.node.name,
                    "type": one.node.type.value,
                    "removed": one.removed,
                }
                for one in trashed
            ]
        )
    else:
        rows = [
            (one.removed.astimezone().strftime("%Y-%m-%d %H:%M"), one.id, str(one.node.path))
            for one in trashed
        ]
        print_table(("REMOVED", "ID", "PATH"), rows)
    return 0


def _find(store: Store, text: str) -> TrashedNode:
    trashed = store.trashed()
    for one in trashed:
        if one.id == text:
            return one
    path = NodePath.parse(text)
    for one in trashed:
        if one.node.path == path:
            return one
    raise NotFoundError(text, "not in the trash")


VERBS = {"trash": Trash(), "restore": Restorer()}
