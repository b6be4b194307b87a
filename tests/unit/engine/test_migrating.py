"""The tables that migrations make are those that the engine uses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from em_desktop.errors import UnavailableError
from em_desktop.stores.engine.engine import Engine
from em_desktop.stores.engine.migrating import NEWEST
from em_desktop.stores.engine.schema import metadata


def test_the_migrations_end_in_the_tables_of_this_version(tmp_path: Path) -> None:
    engine = Engine(tmp_path)
    with engine.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.close()


def test_a_store_that_is_there_opens_without_loading_what_migrates(tmp_path: Path) -> None:
    engine = Engine(tmp_path)
    with engine.database.reading() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == NEWEST
    engine.close()
    code = (
        "import sys; from pathlib import Path;"
        "from em_desktop.stores.engine.engine import Engine;"
        f"Engine(Path({str(tmp_path)!r})).close(); print('alembic' in sys.modules)"
    )
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    engine = Engine(tmp_path)
    with engine.database.writing() as (connection, _):
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.close()
    with pytest.raises(UnavailableError, match="newer version"):
        Engine(tmp_path)
