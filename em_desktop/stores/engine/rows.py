"""Rows of the table of nodes: what may stand in them, and putting them in."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError

from em_desktop.domain.nodes import NodeType, storage_type
from em_desktop.domain.paths import check_segment
from em_desktop.errors import InvalidNameError, InvalidValueError
from em_desktop.stores.engine.errors import NameTakenError
from em_desktop.stores.engine.schema import nodes
from em_desktop.stores.engine.session import Session

LONGEST_NAME = 255
MOST_LABELS = 256
LONGEST_TEXT = 1 << 20
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_TOUCH = (
    update(nodes)
    .where(nodes.c.id == bindparam("touched"))
    .values(modified=bindparam("now"), editor=bindparam("who"))
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new or changed node shall say of itself."""

    name: str
    labels: tuple[str, ...] = ()
    description: str = ""
    extra: str = ""


def insert_node(
    session: Session, parent_id: int, kind: NodeType, wanted: Wanted, *, reserved: bool = False
) -> tuple[int, str]:
    """Put a row in; its number and its id."""
    node_id = str(uuid.uuid4())
    values = {
        "uuid": node_id,
        "parent_id": parent_id,
        "type": kind.value,
        "storage_type": int(storage_type(kind)),
        "created": session.now,
        "moved_at": 0,
        "is_reserved": reserved,
        "parameters": "",
        **row_values(session, wanted),
    }
    with name_is_free(session, wanted.name):
        result = session.connection.execute(insert(nodes).values(values))
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0]), node_id


def creation_note(session: Session) -> str:
    """The extra text that says when a folder was made, as clients write it."""
    made = datetime.fromtimestamp(session.now / 1e6, UTC).isoformat().replace("+00:00", "Z")
    return json.dumps({"createdTimestamp": made})


def check_values(wanted: Wanted) -> None:
    """Refuse names and texts that a node can't have.

    Raises:
        InvalidNameError, InvalidValueError: with the reason.
    """
    check_name(wanted.name)
    if len(wanted.labels) > MOST_LABELS:
        raise InvalidValueError(wanted.name, f"more than {MOST_LABELS} labels")
    for text in (*wanted.labels, wanted.description, wanted.extra):
        if len(text) > LONGEST_TEXT:
            raise InvalidValueError(wanted.name, "a text is too long")
        if "\0" in text:
            raise InvalidValueError(wanted.name, "a text holds a NUL")


def check_name(name: str) -> str:
    """``name``, if a node may have it.

    Raises:
        InvalidNameError: with the rule that it breaks.
    """
    check_segment(name)
    if len(name.encode("utf-8", "surrogatepass")) > LONGEST_NAME:
        raise InvalidNameError(name[:80], f"a name has at most {LONGEST_NAME} bytes")
    if _CONTROL.search(name) or any("\ud800" <= one <= "\udfff" for one in name):
        raise InvalidNameError(ascii(name), "a name is valid text without control characters")
    return name


def row_values(session: Session, wanted: Wanted) -> dict[str, Any]:
    """The columns that say what a node says of itself, and who said it when."""
    return {
        "name": wanted.name,
        "labels": json.dumps(list(wanted.labels), ensure_ascii=False),
        "description": wanted.description,
        "extra": wanted.extra,
        "editor": session.caller.user,
        "modified": session.now,
        "found_by": found_by(wanted.name, wanted.labels, wanted.description, wanted.extra),
    }


def found_by(name: str, labels: Sequence[str], description: str, extra: str) -> str:
    """What a search looks in; of the extra text the name that a recording had at first."""
    return "\n".join([name, *labels, description, _alternative_name(extra)]).casefold()


def _alternative_name(extra: str) -> str:
    try:
        notes = json.loads(extra)
    except (ValueError, RecursionError):
        return ""
    name = notes.get("alternativeName") if isinstance(notes, dict) else None
    return name if isinstance(name, str) and "\0" not in name else ""


@contextmanager
def name_is_free(session: Session, name: str) -> Iterator[None]:
    """Within it, a name that is taken is refused as such."""
    try:
        with session.connection.begin_nested():
            yield
    except IntegrityError as error:
        raise NameTakenError(name) from error


def touch(session: Session, node_id: int) -> None:
    """Note that the caller changed what a node holds."""
    values = {"touched": node_id, "now": session.now, "who": session.caller.user}
    session.connection.execute(_TOUCH, values)
