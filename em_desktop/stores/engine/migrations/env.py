"""Runs the migrations on the connection that `migrating.upgrade` opened."""

from __future__ import annotations

from alembic import context

from em_desktop.stores.engine.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
)
context.run_migrations()
