"""Bringing a database to the tables of this version."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from em_desktop.errors import UnavailableError
from em_desktop.stores.engine.database import Database

_LOCK = 7_160_211
"""A number for PostgreSQL's advisory lock: servers that start together migrate in turn."""


NEWEST = "0002"
"""The last of the migrations. That of a database is compared with it before anything is loaded."""


def upgrade(database: Database) -> None:
    """Make or change the tables, if they aren't those of this version.

    Raises:
        UnavailableError: the database is a newer version's.
    """
    if _version(database) != NEWEST:
        _migrate(database)


def _migrate(database: Database) -> None:
    from alembic import command  # a third of the time that a server takes to start
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    with database.engine.connect() as connection:
        immediate = connection.execution_options(immediate=True)
        with immediate.begin():
            if not database.is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            present = MigrationContext.configure(connection).get_current_revision()
            if present is not None and present not in known:
                raise UnavailableError(
                    present, "a newer version of the server made this database: use that one"
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _version(database: Database) -> str | None:
    with database.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found
