"""Uploads in parts. They survive restarts, and any server of the store takes any part."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from em_desktop.errors import InvalidValueError
from em_desktop.stores.engine import objects
from em_desktop.stores.engine.errors import PartsMismatchError, UploadNotFoundError
from em_desktop.stores.engine.schema import upload_parts, uploads
from em_desktop.stores.engine.session import Session

MOST_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is there.

    Attributes:
        md5: what the client is given as its tag.
    """

    number: int
    size: int
    md5: str
    address: str


def begin(session: Session, path: str) -> str:
    """Begin to put an object in parts; the upload's id."""
    objects.writable(session, path)
    upload = str(uuid.uuid4())
    session.tick()
    session.connection.execute(
        insert(uploads).values(
            id=upload, user_id=session.caller.user_id, path=path, created=session.now
        )
    )
    return upload


def check(session: Session, upload: str, path: str, number: int = 1) -> None:
    """Refuse a part that can't be taken.

    Raises:
        UploadNotFoundError: no such upload of the caller to this path.
        InvalidValueError: the number is none of a part.
    """
    query = select(uploads).where(uploads.c.id == upload)
    row = session.connection.execute(query).one_or_none()
    if row is None or row.user_id != session.caller.user_id or row.path != path:
        raise UploadNotFoundError(upload)
    if not 1 <= number <= MOST_PARTS:
        raise InvalidValueError(str(number), f"parts are numbered from 1 to {MOST_PARTS}")
    objects.writable(session, path)


def put_part(session: Session, upload: str, path: str, part: Part) -> str | None:
    """Note a part that was placed; one of the same number is replaced: its address."""
    check(session, upload, path, part.number)
    session.tick()
    same = (upload_parts.c.upload_id == upload, upload_parts.c.number == part.number)
    old = session.connection.scalar(select(upload_parts.c.address).where(*same))
    session.connection.execute(delete(upload_parts).where(*same))
    session.connection.execute(
        insert(upload_parts).values(
            upload_id=upload,
            number=part.number,
            size=part.size,
            md5=part.md5,
            address=part.address,
        )
    )
    return old


def parts(session: Session, upload: str) -> list[Part]:
    """The parts that are there, by number."""
    query = select(upload_parts).where(upload_parts.c.upload_id == upload)
    rows = session.connection.execute(query.order_by(upload_parts.c.number))
    return [Part(row.number, row.size, row.md5, row.address) for row in rows]


def chosen(session: Session, upload: str, wanted: Sequence[tuple[int, str]]) -> list[Part]:
    """The parts that the object is made of, in order.

    Args:
        session: the transaction.
        upload: the upload's id.
        wanted: number and tag of each, as the client lists them.

    Raises:
        PartsMismatchError: none is listed, one is listed twice, or isn't what is there.
    """
    there = {part.number: part for part in parts(session, upload)}
    numbers = [number for number, _ in wanted]
    if not wanted or len(set(numbers)) != len(numbers):
        raise PartsMismatchError(upload, "list each part once")
    found = []
    for number, tag in sorted(wanted):
        part = there.get(number)
        if part is None or part.md5 != tag.strip('"'):
            raise PartsMismatchError(upload, f"part {number} isn't there with the tag {tag}")
        found.append(part)
    return found


def finish(session: Session, upload: str) -> list[str]:
    """Forget an upload; the addresses of its parts, which nobody needs any more."""
    addresses = [part.address for part in parts(session, upload)]
    session.tick()
    session.connection.execute(delete(upload_parts).where(upload_parts.c.upload_id == upload))
    session.connection.execute(delete(uploads).where(uploads.c.id == upload))
    return addresses
