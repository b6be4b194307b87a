"""Verb ``admin``: users, groups and keys of a server, and its upkeep."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from em_desktop.cli import upkeep
from em_desktop.cli.amounts import byte_count
from em_desktop.cli.output import print_json, print_table
from em_desktop.cli.serve import add_store_options, open_engine


class Admin:
    """Users, groups, keys and upkeep of a server, on its own machine; it may be running."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        subjects = parser.add_subparsers(dest="subject", required=True, metavar="WHAT")
        for name, adder in _SUBJECTS.items():
            adder(subjects, name)

    def run(self, arguments: argparse.Namespace) -> int:
        """Do what was named."""
        work: Callable[[argparse.Namespace], int] = arguments.work
        return work(arguments)


def _verb(verbs: Any, name: str, work: Callable[[argparse.Namespace], int], text: str) -> Any:
    parser = verbs.add_parser(name, help=text, description=text)
    add_store_options(parser)
    parser.add_argument("--json", action="store_true", help="print an object")
    parser.set_defaults(work=work)
    return parser


def _user(subjects: Any, name: str) -> None:
    verbs = subjects.add_parser(name, help="add, list, disable and enable users").add_subparsers(
        required=True, metavar="VERB"
    )
    add = _verb(verbs, "add", _add_user, "make a user and tell the key, this once")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--admin", action="store_true", help="an administrator")
    add.add_argument("--quota", type=byte_count, metavar="BYTES", help="such as 500G")
    _verb(verbs, "list", _list_users, "list users, with their quotas and what they use")
    quota = _verb(verbs, "quota", _set_quota, "how much a user's uploads may take")
    quota.add_argument("name", metavar="NAME")
    quota.add_argument(
        "quota", type=_quota_of, metavar="BYTES", help="such as 500G; 'none' for no limit"
    )
    for word, disabled in (("disable", True), ("enable", False)):
        verb = _verb(verbs, word, _disable_user, f"{word} a user's keys; the tree stays")
        verb.add_argument("name", metavar="NAME")
        verb.set_defaults(disabled=disabled)


def _key(subjects: Any, name: str) -> None:
    verbs = subjects.add_parser(name, help="add, list and revoke keys").add_subparsers(
        required=True, metavar="VERB"
    )
    add = _verb(verbs, "add", _add_key, "make a key for a user and tell it, this once")
    add.add_argument("user", metavar="USER")
    add.add_argument("--label", default="", help="what it is for")
    add.add_argument("--read-only", action="store_true", help="it changes nothing")
    add.add_argument("--days", type=int, metavar="N", help="it expires then")
    listing = _verb(verbs, "list", _list_keys, "list a user's keys, without telling them")
    listing.add_argument("user", metavar="USER")
    revoke = _verb(verbs, "revoke", _revoke_key, "let a key open nothing from now on")
    revoke.add_argument("user", metavar="USER")
    revoke.add_argument("id", metavar="ID", help="from 'key list'")


def _group(subjects: Any, name: str) -> None:
    verbs = subjects.add_parser(name, help="who is in a group").add_subparsers(
        required=True, metavar="VERB"
    )
    put = _verb(verbs, "set", _set_group, "let a group have exactly these users")
    put.add_argument("name", metavar="GROUP")
    put.add_argument("users", nargs="*", metavar="USER")


def _gc(subjects: Any, name: str) -> None:
    text = "remove what nothing needs any more, beside a running server"
    upkeep.add_grace(_verb(subjects, name, upkeep.collect, text))


def _verify(subjects: Any, name: str) -> None:
    verb = _verb(subjects, name, upkeep.verify, "look whether all is there and is what was kept")
    verb.add_argument("--quick", action="store_true", help="the catalog alone")


def _backup(subjects: Any, name: str) -> None:
    text = "copy everything, or what is new, into a directory, beside a running server"
    verb = _verb(subjects, name, upkeep.back_up, text)
    verb.add_argument("directory", type=Path, metavar="DIR")


def _restore(subjects: Any, name: str) -> None:
    verb = _verb(subjects, name, upkeep.restore, "fill an empty store from a backup")
    verb.add_argument("directory", type=Path, metavar="DIR")


def _migrate_objects(subjects: Any, name: str) -> None:
    text = "copy all contents elsewhere; the servers are stopped meanwhile"
    verb = _verb(subjects, name, upkeep.migrate_objects, text)
    verb.add_argument("--to", required=True, metavar="URL", help="s3://BUCKET/PREFIX or a folder")


def _import(subjects: Any, name: str) -> None:
    verb = _verb(subjects, name, upkeep.import_store, "copy a folder of experiments to a user")
    verb.add_argument("store", metavar="STORE", help="the folder")
    verb.add_argument("--user", required=True, metavar="USER", help="whose it becomes")
    verb.add_argument("--into", default="", metavar="PATH", help="below the user's root")


_SUBJECTS = {
    "user": _user,
    "key": _key,
    "group": _group,
    "gc": _gc,
    "verify": _verify,
    "backup": _backup,
    "restore": _restore,
    "migrate-objects": _migrate_objects,
    "import": _import,
}


def _add_user(arguments: argparse.Namespace) -> int:
    from em_desktop.stores.engine import accounts, quotas
    from em_desktop.stores.engine.engine import SYSTEM
    from em_desktop.stores.engine.session import Role

    engine = open_engine(arguments)
    role = Role.ADMIN if arguments.admin else Role.USER
    with engine.writing(SYSTEM) as session:
        accounts.add_user(session, arguments.name, role)
        key = accounts.add_key(session, arguments.name, "first key").key
        quotas.set_quota(session, arguments.name, arguments.quota)
    if arguments.json:
        print_json({"user": arguments.name, "key": key})
    else:
        print(f"user {arguments.name} was made; the key is told this once: {key}")
    return 0


def _list_users(arguments: argparse.Namespace) -> int:
    from em_desktop.stores.engine import accounts
    from em_desktop.stores.engine.engine import SYSTEM

    with open_engine(arguments).reading(SYSTEM) as session:
        users = accounts.all_users(session)
    if arguments.json:
        print_json(
            [
                {
                    "user": user.name,
                    "role": user.role,
                    "disabled": user.is_disabled,
                    "quota": user.quota,
                    "used": user.used,
                }
                for user in users
            ]
        )
    else:
        rows = [
            (
                user.name,
                user.role.value,
                "" if user.quota is None else f"{user.quota:,}",
                f"{user.used:,}",
                "disabled" if user.is_disabled else "",
            )
            for user in users
        ]
        print_table(("USER", "ROLE", "QUOTA", "USED", ""), rows)
    return 0


def _quota_of(text: str) -> int | None:
    return None if text == "none" else byte_count(text)


def _set_quota(arguments: argparse.Namespace) -> int:
    from em_desktop.stores.engine import quotas
    from em_desktop.stores.engine.engine import SYSTEM

    with open_engine(arguments).writing(SYSTEM) as session:
        quotas.set_quota(session, arguments.name, arguments.quota)
    return 0


def _disable_user(arguments: argparse.Namespace) -> int:
    from em_desktop.stores.engine import accounts
    from em_desktop.stores.engine.engine import SYSTEM

    with open_engine(arguments).writing(SYSTEM) as session:
        accounts.disable_user(session, arguments.name, disabled=arguments.disabled)
    return 0


def _add_key(arguments: argparse.Namespace) -> int:
    from em_desktop.stores.engine import accounts
    from em_desktop.stores.engine.engine import SYSTEM
    from em_desktop.stores.engine.session import Scope

    scope = Scope.READ if arguments.read_only else Scope.FULL
    with open_engine(arguments).writing(SYSTEM) as session:
        expires = None
        if arguments.days is not None:
            expires = session.now + arguments.days * 24 * 3600 * 1_000_000
        made = accounts.add_key(session, arguments.user, arguments.label, scope, expires)
    if arguments.json:
        print_json({"user": arguments.user, "id": made.id, "key": made.key})
    else:
        print(f"key {made.id} was made; it is told this once: {made.key}")
    return 0


def _list_keys(arguments: argparse.Namespace) -> int:
    from em_desktop.stores.engine import accounts
    from em_desktop.stores.engine.engine import SYSTEM
    from em_desktop.stores.engine.session import time_text

    with open_engine(arguments).reading(SYSTEM) as session:
        keys = accounts.keys_of(session, arguments.user)
    names = ("id", "label", "scope", "created", "expires", "revoked", "lastUsed")
    rows = [
        (
            key.id,
            key.label,
            key.scope.value,
            *(
                "" if time is None else time_text(time)
                for time in (key.created, key.expires, key.revoked, key.last_used)
            ),
        )
        for key in keys
    ]
    if arguments.json:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        print_table(tuple(name.upper() for name in names), rows)
    return 0


def _revoke_key(arguments: argparse.Namespace) -> int:
    from em_desktop.stores.engine import accounts
    from em_desktop.stores.engine.engine import SYSTEM

    with open_engine(arguments).writing(SYSTEM) as session:
        accounts.revoke_key(session, arguments.user, arguments.id)
    return 0


def _set_group(arguments: argparse.Namespace) -> int:
    from em_desktop.stores.engine import accounts
    from em_desktop.stores.engine.engine import SYSTEM

    with open_engine(arguments).writing(SYSTEM) as session:
        accounts.set_members(session, arguments.name, arguments.users)
    return 0


VERBS = {"admin": Admin()}
