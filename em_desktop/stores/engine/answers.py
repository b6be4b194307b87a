"""Answers by idempotency key: a request that comes twice has its effect once."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from em_desktop.stores.engine.errors import KeyReusedError
from em_desktop.stores.engine.schema import answers
from em_desktop.stores.engine.session import Session

KEPT = 48 * 3600 * 1_000_000
"""Answers are kept for two days, in microseconds; clients may count on one."""


def earlier(session: Session, key: str, fingerprint: str) -> tuple[int, str] | None:
    """What the same request was answered before: the status and the body.

    Raises:
        KeyReusedError: the key came with another request.
    """
    query = select(answers).where(answers.c.user_id == session.caller.user_id, answers.c.key == key)
    row = session.connection.execute(query).one_or_none()
    if row is None or row.at < session.now - KEPT:
        return None
    if row.fingerprint != fingerprint:
        raise KeyReusedError(key, "it was used for another request")
    return row.status, row.body


def remember(session: Session, key: str, fingerprint: str, status: int, body: str) -> None:
    """Keep an answer, in the transaction of its effect."""
    user = session.caller.user_id
    forget = answers.c.at < session.now - KEPT
    same = (answers.c.user_id == user) & (answers.c.key == key)
    session.connection.execute(delete(answers).where(forget | same))
    session.connection.execute(
        insert(answers).values(
            user_id=user, key=key, fingerprint=fingerprint, status=status, body=body, at=session.now
        )
    )
