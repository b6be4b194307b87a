"""Verbs that copy: cp, put, get."""

from __future__ import annotations

import argparse
from pathlib import Path

from em_desktop.cli.outcome import Account, add_output_options, add_taken_option, if_taken
from em_desktop.cli.progress import bar, show_line
from em_desktop.cli.target import find_targets
from em_desktop.cli.tree import into
from em_desktop.domain.operations import Copy
from em_desktop.domain.paths import NodePath
from em_desktop.errors import AlreadyExistsError, NotFoundError, NotSupportedError
from em_desktop.stores.base import Store
from em_desktop.sync.deliveries import transfer_of
from em_desktop.sync.meter import Progress
from em_desktop.sync.plans import Plan, plan_copy, plan_export, plan_import


class Cp:
    """Copy nodes into a folder of the same store or of another one."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="SOURCE", help="the nodes")
        parser.add_argument("target", metavar="TARGET", help="a folder, or the copy's name")
        _add_options(parser)

    def run(self, arguments: argparse.Namespace) -> int:
        """Copy them."""
        account = Account(arguments.json, arguments.dry_run)
        source, target, paths, at = _ends(arguments)
        parent, name = into(target, at, len(paths))
        if name is not None and source is target:
            operation = Copy(paths[0], parent, name, if_taken(arguments))
            account.perform(source, "copied", paths[0], operation)
            return account.close()
        if name is not None:
            raise NotFoundError(str(at), "between stores a copy keeps its name")
        plan = plan_copy(source, paths, target, parent)
        return carry_out(plan, "copied", arguments, account)


class Put:
    """Copy files into a node, or files and recordings into a folder.

    In a folder plain files become one new Artifact, recordings the nodes that they are.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="files and directories")
        parser.add_argument("target", metavar="TARGET", help="an Artifact, or a folder")
        parser.add_argument("--name", help="of the new Artifact")
        _add_options(parser)

    def run(self, arguments: argparse.Namespace) -> int:
        """Copy them."""
        store, (path,) = find_targets([arguments.target], arguments.store)
        sources = [Path(file) for file in arguments.files]
        plan = plan_import(store, path, sources, name=arguments.name)
        return carry_out(plan, "put", arguments, Account(arguments.json, arguments.dry_run))


class Get:
    """Copy nodes, or files of one node, into a directory."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="the nodes")
        parser.add_argument("directory", metavar="DIR", type=Path, help="what they go into")
        parser.add_argument(
            "--file", action="append", default=[], metavar="KEY", help="only this file of the node"
        )
        _add_options(parser)

    def run(self, arguments: argparse.Namespace) -> int:
        """Copy them."""
        store, paths = find_targets(arguments.paths, arguments.store)
        if arguments.file and len(paths) != 1:
            raise NotSupportedError(arguments.paths[-1], "files are taken out of one node")
        directory = arguments.directory.absolute()
        plan = plan_export(store, paths, directory, keys=arguments.file)
        return carry_out(plan, "got", arguments, Account(arguments.json, arguments.dry_run))


def carry_out(plan: Plan, word: str, arguments: argparse.Namespace, account: Account) -> int:
    """Do what a plan says, with progress on a terminal; the exit code."""
    plan = plan.answered(if_taken(arguments))
    if account.dry_run:
        for item in plan.items:
            if item.taken and not plan.is_settled:
                account.fail(item.name, AlreadyExistsError(item.name, "the name is taken"))
            elif not item.is_skipped:
                facts = {"replaces": item.taken} if item.taken else {}
                account.note(word, item.name, bytes=item.size, **facts)
        return account.close()
    transfer = transfer_of(plan)
    for progress in transfer.run():
        _show(progress)
    result = transfer.result
    if result is not None:
        for name in result.done:
            account.note(word, name)
        for failure in result.failures:
            account.fail(failure.subject, failure.error)
        if account.as_json:
            account.done.append({"did": "hashed", "subject": "sha256", "files": result.hashes})
    return account.close()


def _show(progress: Progress) -> None:
    line = ""
    if not progress.finished:
        share = progress.bytes / max(progress.total_bytes, 1)
        line = f"{bar(share)}  {progress.speed / 1e6:.0f} MB/s  {progress.current[-50:]}"
    show_line(line)


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_taken_option(parser)
    add_output_options(parser, dry_run=True)


def _ends(arguments: argparse.Namespace) -> tuple[Store, Store, list[NodePath], NodePath]:
    """The stores of both ends, one and the same where they are, the nodes and the target."""
    texts = [*arguments.paths, arguments.target]
    try:
        store, (*paths, at) = find_targets(texts, arguments.store)
    except NotSupportedError:
        source, paths = find_targets(arguments.paths, arguments.store)
        target, (at,) = find_targets([arguments.target])
        return source, target, paths, at
    return store, store, paths, at


VERBS = {"cp": Cp(), "put": Put(), "get": Get()}
