"""How much of the store a user's uploads take, and how much they may.

A content counts once, for whoever brought it first, from then on until `collect` removes it:
that is what the disk holds, and it needn't be counted anew when folders move or are shared.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, func, select, update

from em_desktop.stores.engine.accounts import user_number
from em_desktop.stores.engine.errors import QuotaError
from em_desktop.stores.engine.schema import upload_parts, uploads, users
from em_desktop.stores.engine.session import Caller, Session

_CHARGE = (
    update(users)
    .where(users.c.id == bindparam("who"))
    .values(used=users.c.used + bindparam("further"))
)


def used(connection: Connection, user_id: int) -> int:
    """Bytes that count for a user."""
    return connection.scalar(select(users.c.used).where(users.c.id == user_id)) or 0


def require_room(connection: Connection, caller: Caller, size: int) -> None:
    """Refuse what there is no room for.

    Raises:
        QuotaError: so many further bytes would be more than the caller's quota.
    """
    if caller.quota is not None:
        _check(caller, used(connection, caller.user_id) + size)


def require_room_for_part(connection: Connection, caller: Caller, size: int) -> None:
    """The same for a part of an upload, with all parts that wait for their end."""
    if caller.quota is None:
        return
    query = (
        select(func.sum(upload_parts.c.size))
        .join(uploads, uploads.c.id == upload_parts.c.upload_id)
        .where(uploads.c.user_id == caller.user_id)
    )
    waiting = connection.scalar(query) or 0
    _check(caller, used(connection, caller.user_id) + int(waiting) + size)


def charge(session: Session, size: int) -> None:
    """Count a content that the caller brings.

    Raises:
        QuotaError: it is too much.
    """
    caller = session.caller
    session.connection.execute(_CHARGE, {"who": caller.user_id, "further": size})
    require_room(session.connection, caller, 0)


def give_back(session: Session, sizes: Mapping[int, int]) -> None:
    """Count contents no more: bytes by the user's number."""
    for user_id, size in sizes.items():
        session.connection.execute(_CHARGE, {"who": user_id, "further": -size})


def set_quota(session: Session, user: str, quota: int | None) -> None:
    """Let a user's uploads take at most so many bytes; None: as many as there is room for.

    Raises:
        UserNotFoundError: nobody is called so.
    """
    session.tick()
    number = user_number(session, user)
    session.connection.execute(update(users).where(users.c.id == number).values(quota=quota))


def _check(caller: Caller, wanted: int) -> None:
    assert caller.quota is not None
    if wanted > caller.quota:
        raise QuotaError(caller.user, f"{wanted} bytes are more than the quota of {caller.quota}")
