"""Users, groups and keys. A key is a UUID; only its hash is kept."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from em_desktop.domain.nodes import NodeType
from em_desktop.errors import AlreadyExistsError, InvalidNameError, NotFoundError
from em_desktop.stores.engine import rows
from em_desktop.stores.engine.errors import KeyNotFoundError, UserNotFoundError
from em_desktop.stores.engine.schema import ROOT_ID, groups, keys, members, users
from em_desktop.stores.engine.session import Caller, Role, Scope, Session

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,62}")
_USE_NOTED_AFTER = 600 * 1_000_000
"""The last use of a key is kept to ten minutes, so that reading seldom writes."""

_BY_KEY = (
    select(
        keys.c.id,
        keys.c.scope,
        keys.c.expires,
        keys.c.revoked,
        keys.c.last_used,
        users.c.id.label("user_id"),
        users.c.name,
        users.c.role,
        users.c.is_disabled,
        users.c.quota,
    )
    .join(users, users.c.id == keys.c.user_id)
    .where(keys.c.hash == bindparam("wanted"))
)
_GROUPS_OF = (
    select(groups.c.name)
    .join(members, members.c.group_id == groups.c.id)
    .where(members.c.user_id == bindparam("member"))
)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was made; the only time that it is told."""

    id: str
    key: str


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """What is known of a key. Times are microseconds since 1970."""

    id: str
    label: str
    scope: Scope
    created: int
    expires: int | None
    revoked: int | None
    last_used: int | None


@dataclass(frozen=True, slots=True)
class UserInfo:
    """What is known of a user.

    Attributes:
        quota: bytes that their uploads may take; None: as many as there is room for.
        used: bytes that they take.
    """

    name: str
    role: Role
    is_disabled: bool
    quota: int | None
    used: int


def add_user(session: Session, name: str, role: Role = Role.USER) -> int:
    """Make a user with an empty tree; the number.

    Raises:
        AlreadyExistsError, InvalidNameError: the name can't be given.
    """
    if _NAME.fullmatch(name) is None or name in {".", ".."}:
        raise InvalidNameError(name, "a user's name has letters, digits, '.', '_', '@' and '-'")
    if session.connection.scalar(select(users.c.id).where(users.c.name == name)) is not None:
        raise AlreadyExistsError(name, "there is a user of this name")
    values = {"name": name, "role": role.value, "is_disabled": False, "created": session.now}
    result = session.connection.execute(insert(users).values(values))
    session.tick()
    wanted = rows.Wanted(name, extra=rows.creation_note(session))
    rows.insert_node(session, ROOT_ID, NodeType.FOLDER, wanted, reserved=True)
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def add_key(
    session: Session,
    user: str,
    label: str = "",
    scope: Scope = Scope.FULL,
    expires: int | None = None,
) -> NewKey:
    """Make a key for a user.

    Raises:
        UserNotFoundError: nobody is called so.
    """
    made = NewKey(str(uuid.uuid4()), str(uuid.uuid4()))
    session.tick()
    session.connection.execute(
        insert(keys).values(
            id=made.id,
            user_id=user_number(session, user),
            hash=key_hash(made.key),
            label=label,
            scope=scope.value,
            created=session.now,
            expires=expires,
        )
    )
    return made


def revoke_key(session: Session, user: str, key_id: str) -> None:
    """Let a key of a user open nothing from now on.

    Raises:
        NotFoundError: the user has no such key.
    """
    session.tick()
    result = session.connection.execute(
        update(keys)
        .where(keys.c.id == key_id, keys.c.user_id == user_number(session, user))
        .values(revoked=session.now)
    )
    if result.rowcount == 0:
        raise NotFoundError(key_id, "no key of this user")


def keys_of(session: Session, user: str) -> Sequence[KeyInfo]:
    """What is known of a user's keys, oldest first."""
    query = select(keys).where(keys.c.user_id == user_number(session, user))
    return [
        KeyInfo(
            row.id,
            row.label,
            Scope(row.scope),
            row.created,
            row.expires,
            row.revoked,
            row.last_used,
        )
        for row in session.connection.execute(query.order_by(keys.c.created, keys.c.id))
    ]


def disable_user(session: Session, name: str, *, disabled: bool) -> None:
    """Let a user's keys open nothing, or let them work again; the tree stays."""
    session.tick()
    number = user_number(session, name)
    session.connection.execute(
        update(users).where(users.c.id == number).values(is_disabled=disabled)
    )


def set_members(session: Session, group: str, names: Sequence[str]) -> None:
    """Let a group have exactly these users; one that isn't there is made.

    Raises:
        UserNotFoundError, InvalidNameError: a name is nobody's.
    """
    if _NAME.fullmatch(group) is None:
        raise InvalidNameError(group, "a group's name has letters, digits, '.', '_', '@' and '-'")
    session.tick()
    number = session.connection.scalar(select(groups.c.id).where(groups.c.name == group))
    if number is None:
        key = session.connection.execute(insert(groups).values(name=group)).inserted_primary_key
        assert key is not None
        number = int(key[0])
    session.connection.execute(delete(members).where(members.c.group_id == number))
    for user_id in sorted({user_number(session, name) for name in names}):
        session.connection.execute(insert(members).values(group_id=number, user_id=user_id))


def user_number(session: Session, name: str) -> int:
    """The number of a user.

    Raises:
        UserNotFoundError: nobody is called so.
    """
    number = session.connection.scalar(select(users.c.id).where(users.c.name == name))
    if number is None:
        raise UserNotFoundError(name)
    return int(number)


def all_users(session: Session) -> Sequence[UserInfo]:
    """Everybody, by name."""
    query = select(users).order_by(users.c.name)
    return [
        UserInfo(row.name, Role(row.role), row.is_disabled, row.quota, row.used)
        for row in session.connection.execute(query)
    ]


def key_hash(key: str) -> str:
    """What is kept of a key. It is random, so that a plain hash can't be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()


def authenticate(connection: Connection, key: str, now: int) -> tuple[Caller, bool]:
    """Who came with a key, and whether its use should be noted.

    Raises:
        KeyNotFoundError: it is unknown, revoked, expired or its user is disabled.
    """
    row = connection.execute(_BY_KEY, {"wanted": key_hash(key)}).one_or_none()
    is_over = row is not None and row.expires is not None and row.expires <= now
    if row is None or row.revoked is not None or row.is_disabled or is_over:
        raise KeyNotFoundError("", "the key is unknown, revoked or expired")
    names = frozenset(connection.scalars(_GROUPS_OF, {"member": row.user_id}))
    scope, role = Scope(row.scope), Role(row.role)
    caller = Caller(row.user_id, row.name, role, names, scope, row.id, row.quota)
    is_stale = row.last_used is None or now - row.last_used > _USE_NOTED_AFTER
    return caller, is_stale


def note_use(session: Session) -> None:
    """Keep that the caller's key was used now."""
    session.connection.execute(
        update(keys).where(keys.c.id == session.caller.key_id).values(last_used=session.now)
    )
