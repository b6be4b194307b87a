"""Bringing a database to the tables of this version."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from em_desktop.errors import UnavailableError
from em_desktop.stores.engine.database import Database

_LOCK = 7_160_211
"""A number for PostgreSQL's advisory lock: servers that start together migrate in turn."""


def upgrade(database: Database) -> None:
    """Make or change the tables, if they aren't those of this version.

    Raises:
        UnavailableError: the database is a newer version's.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    script = ScriptDirectory.from_config(config)
    wanted = script.get_current_head()
    if _version(database) == wanted:
        return
    with database.engine.connect() as connection:
        immediate = connection.execution_options(immediate=True)
        with immediate.begin():
            if not database.is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            present = MigrationContext.configure(connection).get_current_revision()
            if present is not None and present not in {
                one.revision for one in script.walk_revisions()
            }:
                raise UnavailableError(
                    present, "a newer version of the server made this database: use that one"
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _version(database: Database) -> str | None:
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()
