"""Copying a whole store: to a backup, back from it, and contents from one place to another."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert, select, update

from em_desktop.errors import AlreadyExistsError, MalformedError, from_os_error
from em_desktop.stores.engine.blobs import Blobs, DirectoryBlobs, new_address
from em_desktop.stores.engine.contents import Incoming
from em_desktop.stores.engine.engine import SYSTEM, Engine
from em_desktop.stores.engine.schema import contents, metadata

_MANIFEST = "backup.json"
_CATALOG = "catalog"
_ROWS = 1000


@dataclass(slots=True)
class Copied:
    """What was copied: rows of tables, contents, and their bytes."""

    rows: int = 0
    contents: int = 0
    bytes: int = 0


def back_up(engine: Engine, target: Path) -> Copied:
    """Copy a store into a directory; the server may run, and what it does meanwhile isn't in it.

    The catalog is copied as of one moment, then the contents that it names: while they
    are younger than the grace period of `collect`, or used, they stay. Contents that an earlier
    backup in the same directory has aren't copied again.

    Raises:
        EmError: the directory can't be written.
    """
    done = Copied()
    place = DirectoryBlobs(target / "objects")
    there = {one.address.partition(".")[0]: one.address for one in place.all()}
    catalog = target / f"{_CATALOG}.new"
    shutil.rmtree(catalog, ignore_errors=True)
    try:
        catalog.mkdir(parents=True)
        with engine.reading(SYSTEM) as session:
            for table in _tables():
                rows = session.connection.execute(select(table)).mappings()
                done.rows += _write(catalog / f"{table.name}.jsonl", rows)
    except OSError as error:
        raise from_os_error(error, os.fspath(target)) from error
    for row in list(_read(catalog / "contents.jsonl")):
        name = f"{row['sha256'][:2]}/{row['sha256']}"
        if name not in there:
            _copy(engine.blobs, row["address"], row["size"], place, row["sha256"])
            done.contents += 1
            done.bytes += row["size"]
    try:
        (catalog / _MANIFEST).write_text(json.dumps({"format": 1}))
        old = target / f"{_CATALOG}.old"
        shutil.rmtree(old, ignore_errors=True)
        if (target / _CATALOG).exists():
            (target / _CATALOG).rename(old)
        catalog.rename(target / _CATALOG)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise from_os_error(error, os.fspath(target)) from error
    return done


def restore(engine: Engine, source: Path) -> Copied:
    """Fill an empty store from a backup.

    Raises:
        AlreadyExistsError: the store isn't empty.
        MalformedError: the directory is no backup.
    """
    done = Copied()
    catalog = source / _CATALOG
    if not (catalog / _MANIFEST).exists():
        raise MalformedError(os.fspath(source), "no complete backup is here")
    place = DirectoryBlobs(source / "objects")
    there = {one.address.partition(".")[0]: one for one in place.all()}
    addresses: dict[str, str] = {}
    for row in _read(catalog / "contents.jsonl"):
        lying = there.get(f"{row['sha256'][:2]}/{row['sha256']}")
        if lying is None:
            raise MalformedError(os.fspath(source), f"the content {row['sha256']} is missing")
        addresses[row["sha256"]] = _copy(
            place, lying.address, row["size"], engine.blobs, row["sha256"]
        )
        done.contents += 1
        done.bytes += row["size"]
    with engine.writing(SYSTEM) as session:
        nodes = metadata.tables["nodes"]
        if len(session.connection.execute(select(nodes.c.id).limit(2)).all()) > 1:
            raise AlreadyExistsError(os.fspath(engine.data), "the store isn't empty")
        for table in _tables():
            session.connection.execute(table.delete())
            for rows in _batches(_read(catalog / f"{table.name}.jsonl")):
                values = [_decoded(table, row) for row in rows]
                if table is contents:
                    values = [{**row, "address": addresses[row["sha256"]]} for row in values]
                session.connection.execute(insert(table), values)
                done.rows += len(values)
        _draw_numbers_anew(session.connection)
        value = session.connection.scalar(select(metadata.tables["clock"].c.value))
        assert session.clock is not None
        session.clock.value = value or 0
    return done


def move_contents(engine: Engine, target: Blobs) -> Copied:
    """Copy all contents to another place and let the catalog name them there.

    The servers are stopped meanwhile, and started with the new place; the old one stays
    as it is, but for unfinished uploads in parts, which begin anew.
    """
    done = Copied()
    with engine.reading(SYSTEM) as session:
        rows = list(session.connection.execute(select(contents)))
    for row in rows:
        address = _copy(engine.blobs, row.address, row.size, target, row.sha256)
        with engine.writing(SYSTEM) as session:
            session.connection.execute(
                update(contents).where(contents.c.sha256 == row.sha256).values(address=address)
            )
        done.contents += 1
        done.bytes += row.size
    return done


def _tables() -> list[Table]:
    """What a backup has; unfinished uploads in parts begin anew after it."""
    return [one for one in metadata.sorted_tables if one.name not in {"uploads", "upload_parts"}]


def _copy(source: Blobs, address: str, size: int, target: Blobs, sha256: str) -> str:
    with Incoming(target.incoming) as incoming:
        for block in source.read(address, 0, size):
            incoming.write(block)
        incoming.finish()
        if incoming.content().sha256 != sha256:
            raise MalformedError(address, "the content isn't what was kept: see 'admin verify'")
        placed = new_address(sha256)
        target.place(incoming.path, placed)
    return placed


def _write(path: Path, rows: Iterable[Any]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            values = {
                str(name): {"hex": value.hex()} if isinstance(value, bytes) else value
                for name, value in row.items()
            }
            file.write(json.dumps(values, ensure_ascii=False) + "\n")
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return count


def _read(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except OSError as error:
        raise from_os_error(error, os.fspath(path)) from error
    except ValueError as error:
        raise MalformedError(os.fspath(path), str(error)) from error


def _decoded(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {
        column.name: bytes.fromhex(value["hex"]) if isinstance(value, dict) else value
        for column in table.columns
        for value in [row.get(column.name)]
    }


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


def _draw_numbers_anew(connection: Any) -> None:
    """PostgreSQL numbers new rows by sequences, which know nothing of rows put in by number."""
    if connection.dialect.name != "postgresql":
        return
    for name in ("nodes", "users", "user_groups"):
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'),"  # noqa: S608 - names of ours
            f" (SELECT coalesce(max(id), 1) FROM {name}))"
        )
