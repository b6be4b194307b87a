"""Changes that share a commit: each is done and on the disk, or not at all."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from em_desktop.errors import EmError, NoSpaceError
from em_desktop.stores.engine.database import Database
from em_desktop.stores.engine.engine import Engine

Body = Callable[[Connection], None]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    engine = Engine(tmp_path)
    with engine.database.writing() as (connection, _):
        connection.execute(text("CREATE TABLE things (name TEXT UNIQUE)"))
    yield engine.database
    engine.close()


def add(name: str) -> Body:
    return lambda connection: connection.execute(
        text("INSERT INTO things VALUES (:name)"), {"name": name}
    ).close()


def names(database: Database) -> set[str]:
    """As another process sees them."""
    path = database.url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM things")}


def together(database: Database, *bodies: Body) -> list[BaseException | None]:
    """Do changes of which all wait before the first one ends; how each ended."""
    begun, all_wait = threading.Event(), threading.Event()

    def first(body: Body) -> None:
        with database.writing() as (connection, time):
            begun.set()
            all_wait.wait(30)
            body(connection)
            time.tick()

    def other(body: Body) -> None:
        with database.writing() as (connection, time):
            body(connection)
            time.tick()

    with ThreadPoolExecutor(len(bodies)) as pool:
        done: list[Future[None]] = [pool.submit(first, bodies[0])]
        begun.wait(30)
        done += [pool.submit(other, body) for body in bodies[1:]]
        while database._writer._waiting < len(bodies) - 1:
            threading.Event().wait(0.001)
        all_wait.set()
    return [one.exception() for one in done]


def commits(database: Database) -> list[object]:
    found: list[object] = []
    event.listen(database.engine, "commit", found.append)
    return found


def test_changes_that_wait_share_one_commit(database: Database) -> None:
    before, counted = database.last_change(), commits(database)
    assert together(database, *(add(str(number)) for number in range(8))) == [None] * 8
    assert names(database) == {str(number) for number in range(8)}
    assert len(counted) == 1
    assert database.last_change() == before + 8


def test_a_change_that_nobody_waits_for_is_committed_at_once(database: Database) -> None:
    counted = commits(database)
    for number in range(3):
        with database.writing() as (connection, _):
            add(str(number))(connection)
        assert str(number) in names(database)
    assert len(counted) == 3


def fail(connection: Connection) -> None:
    add("half")(connection)
    raise ValueError("no")


@pytest.mark.parametrize("place", [0, 1, 2], ids=["first", "between", "last"])
def test_one_that_fails_takes_nothing_else_with_it(database: Database, place: int) -> None:
    bodies = [add("a"), add("b")]
    bodies.insert(place, fail)
    ended = together(database, *bodies)
    assert [error is None for error in ended] == [number != place for number in range(3)]
    assert names(database) == {"a", "b"}


def test_a_conflict_is_the_one_changes_own(database: Database) -> None:
    ended = together(database, add("same"), add("same"), add("other"))
    assert sum(error is not None for error in ended) == 1
    assert names(database) == {"same", "other"}


def lose_all(connection: Connection) -> None:
    """As SQLite does on a full disk: the whole transaction is gone."""
    driver: Any = connection.connection.dbapi_connection
    driver.execute("ROLLBACK")
    raise ValueError("the disk is full")


@pytest.mark.parametrize("place", [0, 1, 2], ids=["first", "between", "last"])
def test_where_all_is_undone_nobody_is_told_that_it_is_done(database: Database, place: int) -> None:
    bodies = [add("a"), add("b")]
    bodies.insert(place, lose_all)
    ended = together(database, *bodies)
    done = {name for name, error in zip("ab", _without(ended, place), strict=True) if not error}
    assert names(database) >= done
    assert ended[place] is not None
    with database.writing() as (connection, _):
        add("later")(connection)
    assert names(database) == done | {"later"}


def _without(ended: list[BaseException | None], place: int) -> list[BaseException | None]:
    return [error for number, error in enumerate(ended) if number != place]


def test_a_commit_that_fails_is_told_to_each(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(connection: Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(database.engine.dialect, "do_commit", full)
    ended = together(database, *(add(str(number)) for number in range(4)))
    assert all(isinstance(error, NoSpaceError | EmError) for error in ended)
    monkeypatch.undo()
    assert names(database) == set()
    with database.writing() as (connection, _):
        add("later")(connection)
    assert names(database) == {"later"}
