"""The tables of the catalog. Migrations bring older databases here, see ``migrations``.

Names and keys compare by code point everywhere, so that lists have one order on
every database. Times are microseconds since 1970.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeDecorator


class Ordered(TypeDecorator[str]):
    """A text that compares by code point."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Text:
        return Text(collation="C") if dialect.name == "postgresql" else Text()


Number = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers the rows of a table by itself only if the column is a plain INTEGER."""

ROOT_ID = 1
"""The node above the users' roots; nobody sees it."""

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("value", BigInteger, nullable=False),
)
"""One row: the number of the last change. Who changes anything holds it to the end."""

users = Table(
    "users",
    metadata,
    Column("id", Number, primary_key=True),
    Column("name", Ordered, nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("is_disabled", Boolean, nullable=False),
    Column("quota", BigInteger),
    Column("used", BigInteger, nullable=False, server_default=text("0")),
    Column("created", BigInteger, nullable=False),
)

groups = Table(
    "user_groups",
    metadata,
    Column("id", Number, primary_key=True),
    Column("name", Ordered, nullable=False, unique=True),
)

members = Table(
    "members",
    metadata,
    Column("group_id", Number, primary_key=True, autoincrement=False),
    Column("user_id", Number, primary_key=True, autoincrement=False, index=True),
)

keys = Table(
    "access_keys",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("user_id", Number, nullable=False, index=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("label", Text, nullable=False),
    Column("scope", String(16), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("expires", BigInteger),
    Column("revoked", BigInteger),
    Column("last_used", BigInteger),
)

nodes = Table(
    "nodes",
    metadata,
    Column("id", Number, primary_key=True),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("parent_id", Number),  # NULL in the trash
    Column("name", Ordered, nullable=False),
    Column("type", String(16), nullable=False),
    Column("storage_type", Integer, nullable=False),
    Column("labels", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("extra", Text, nullable=False),
    Column("editor", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("modified", BigInteger, nullable=False),
    Column("moved_at", BigInteger, nullable=False),
    Column("is_reserved", Boolean, nullable=False),
    Column("found_by", Text, nullable=False),
    Column("parameters", Text, nullable=False),
    Index("ix_nodes_parent_id_name", "parent_id", "name", unique=True),
)

grants = Table(
    "grants",
    metadata,
    Column("node_id", Number, primary_key=True, autoincrement=False),
    Column("kind", String(8), primary_key=True),
    Column("principal", Ordered, primary_key=True),
    Column("permission", String(8)),
    Column("sequence", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Index("ix_grants_kind_principal", "kind", "principal"),
)

contents = Table(
    "contents",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("md5", String(32), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("address", Text, nullable=False),
    Column("touched", BigInteger, nullable=False),
    Column("owner_id", Number),  # who brought it first; NULL: it counts for nobody
)

objects = Table(
    "objects",
    metadata,
    Column("node_id", Number, primary_key=True, autoincrement=False),
    Column("key", Ordered, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("md5", String(32), nullable=False),
    Column("mtime", BigInteger, nullable=False),
    Column("content_type", Text, nullable=False),
)

records = Table(
    "records",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("data", LargeBinary, nullable=False),
    Column("touched", BigInteger, nullable=False),
)

commits = Table(
    "commits",
    metadata,
    Column("asset_id", Number, primary_key=True, autoincrement=False),
    Column("id", Ordered, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

refs = Table(
    "refs",
    metadata,
    Column("asset_id", Number, primary_key=True, autoincrement=False),
    Column("kind", String(8), primary_key=True),
    Column("name", Ordered, primary_key=True),
    Column("commit_id", String(64), nullable=False),
)

staged = Table(
    "staged",
    metadata,
    Column("asset_id", Number, primary_key=True, autoincrement=False),
    Column("branch", Ordered, primary_key=True),
    Column("path", Ordered, primary_key=True),
    Column("existed", Boolean, nullable=False),
    Column("size", BigInteger),
    Column("sha256", String(64)),
    Column("md5", String(32)),
    Column("mtime", BigInteger),
    Column("content_type", Text),
)

edges = Table(
    "edges",
    metadata,
    Column("source", Ordered, primary_key=True),
    Column("target", Ordered, primary_key=True),
    Column("source_node", String(36), nullable=False, index=True),
    Column("target_node", String(36), nullable=False, index=True),
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("user_id", Number, nullable=False),
    Column("path", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
)

upload_parts = Table(
    "upload_parts",
    metadata,
    Column("upload_id", String(36), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("md5", String(32), nullable=False),
    Column("address", Text, nullable=False),
)

trash = Table(
    "trash",
    metadata,
    Column("node_id", Number, primary_key=True, autoincrement=False),
    Column("parent_id", Number, nullable=False),
    Column("path", Text, nullable=False),
    Column("owner", Ordered, nullable=False, index=True),
    Column("by", Ordered, nullable=False, index=True),
    Column("removed", BigInteger, nullable=False, index=True),
)

changes = Table(
    "changes",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("node", String(36), nullable=False),
    Column("path", Text, nullable=False),
    Column("old_path", Text),
    Column("audience", Text, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("user_id", Number, primary_key=True, autoincrement=False),
    Column("key", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
)
"""What was answered to requests with an idempotency key."""
