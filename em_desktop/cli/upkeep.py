"""Upkeep of a server's store: gc, verify, backup, restore, migrate-objects, import."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from em_desktop.cli.output import print_json
from em_desktop.cli.serve import open_engine


def collect(arguments: argparse.Namespace) -> int:
    """Remove what nothing needs any more."""
    from em_desktop.stores.engine.collecting import collect as work

    engine = open_engine(arguments)
    found = work(
        engine,
        grace=timedelta(hours=arguments.grace_hours),
        trash_days=arguments.trash_days,
        dry_run=arguments.dry_run,
    )
    return _tell(arguments, asdict(found))


def verify(arguments: argparse.Namespace) -> int:
    """Look whether everything is there and is what was kept; 1 if not."""
    from em_desktop.stores.engine.checking import verify as work

    found = work(open_engine(arguments), read_contents=not arguments.quick)
    _tell(arguments, asdict(found))
    return 1 if found.problems else 0


def back_up(arguments: argparse.Namespace) -> int:
    """Copy everything into a directory, or what is new into an earlier backup."""
    from em_desktop.stores.engine.backing_up import back_up as work

    return _tell(arguments, asdict(work(open_engine(arguments), arguments.directory)))


def restore(arguments: argparse.Namespace) -> int:
    """Fill an empty store from a backup."""
    from em_desktop.stores.engine.backing_up import restore as work

    return _tell(arguments, asdict(work(open_engine(arguments), arguments.directory)))


def migrate_objects(arguments: argparse.Namespace) -> int:
    """Copy all contents elsewhere, and name them there."""
    from em_desktop.stores.engine.backing_up import move_contents
    from em_desktop.stores.engine.blobs import open_blobs

    target = open_blobs(arguments.to, arguments.data)
    return _tell(arguments, asdict(move_contents(open_engine(arguments), target)))


def import_store(arguments: argparse.Namespace) -> int:
    """Copy a folder of experiments into a user's tree."""
    from em_desktop.stores.engine.importing import import_store as work
    from em_desktop.stores.local import LocalStore

    engine = open_engine(arguments)
    done = work(engine, LocalStore(Path(arguments.store)), arguments.user, arguments.into)
    _tell(arguments, asdict(done))
    return 1 if done.problems else 0


def add_grace(parser: argparse.ArgumentParser) -> None:
    """Options of ``gc``."""
    parser.add_argument("--grace-hours", type=float, default=24, metavar="N", help="younger stays")
    parser.add_argument("--trash-days", type=int, default=30, metavar="N", help="older is deleted")
    parser.add_argument("-n", "--dry-run", action="store_true", help="only tell what would go")


def _tell(arguments: argparse.Namespace, found: dict[str, Any]) -> int:
    if arguments.json:
        print_json(found)
    else:
        for name, value in found.items():
            for one in value if isinstance(value, list) else [value]:
                print(f"{name}: {one}")
    return 0
