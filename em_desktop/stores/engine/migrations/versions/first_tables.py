"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from em_desktop.stores.engine.schema import ROOT_ID, Number, Ordered

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, the clock and the node above all others."""
    _accounts()
    _tree()
    _files()
    _versions()
    _history()
    op.execute("INSERT INTO clock (id, value) VALUES (1, 0)")
    root = sa.text(
        "INSERT INTO nodes (id, uuid, parent_id, name, type, storage_type, labels, description,"
        " extra, editor, created, modified, moved_at, is_reserved, found_by, parameters)"
        " VALUES (:root, '00000000-0000-0000-0000-000000000000', NULL, '', 'Folder', 0,"
        " '[]', '', '', '', 0, 0, 0, true, '', '')"
    )
    op.execute(root.bindparams(root=ROOT_ID))
    if op.get_bind().dialect.name == "postgresql":  # the row took a number that wasn't drawn
        op.execute("SELECT setval(pg_get_serial_sequence('nodes', 'id'), 1)")


def _accounts() -> None:
    """Users, groups and keys."""
    op.create_table(
        "users",
        sa.Column("id", Number, nullable=False),
        sa.Column("name", Ordered(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("quota", sa.BigInteger()),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
    )
    op.create_table(
        "user_groups",
        sa.Column("id", Number, nullable=False),
        sa.Column("name", Ordered(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user_groups"),
        sa.UniqueConstraint("name", name="uq_user_groups_name"),
    )
    op.create_table(
        "members",
        sa.Column("group_id", Number, autoincrement=False, nullable=False),
        sa.Column("user_id", Number, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("group_id", "user_id", name="pk_members"),
    )
    op.create_index("ix_members_user_id", "members", ["user_id"], unique=False)
    op.create_table(
        "access_keys",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", Number, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger()),
        sa.Column("revoked", sa.BigInteger()),
        sa.Column("last_used", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_access_keys"),
        sa.UniqueConstraint("hash", name="uq_access_keys_hash"),
    )
    op.create_index("ix_access_keys_user_id", "access_keys", ["user_id"], unique=False)


def _tree() -> None:
    """Nodes, sharing, data flow and trash."""
    op.create_table(
        "nodes",
        sa.Column("id", Number, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("parent_id", Number),
        sa.Column("name", Ordered(), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("storage_type", sa.Integer(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.Column("editor", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("modified", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=False),
        sa.Column("is_reserved", sa.Boolean(), nullable=False),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_nodes"),
        sa.UniqueConstraint("uuid", name="uq_nodes_uuid"),
    )
    op.create_index("ix_nodes_parent_id_name", "nodes", ["parent_id", "name"], unique=True)
    op.create_table(
        "grants",
        sa.Column("node_id", Number, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("principal", Ordered(), nullable=False),
        sa.Column("permission", sa.String(length=8)),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("node_id", "kind", "principal", name="pk_grants"),
    )
    op.create_index("ix_grants_kind_principal", "grants", ["kind", "principal"], unique=False)
    op.create_table(
        "edges",
        sa.Column("source", Ordered(), nullable=False),
        sa.Column("target", Ordered(), nullable=False),
        sa.Column("source_node", sa.String(length=36), nullable=False),
        sa.Column("target_node", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("source", "target", name="pk_edges"),
    )
    op.create_index("ix_edges_source_node", "edges", ["source_node"], unique=False)
    op.create_index("ix_edges_target_node", "edges", ["target_node"], unique=False)
    op.create_table(
        "trash",
        sa.Column("node_id", Number, autoincrement=False, nullable=False),
        sa.Column("parent_id", Number, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("owner", Ordered(), nullable=False),
        sa.Column("by", Ordered(), nullable=False),
        sa.Column("removed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("node_id", name="pk_trash"),
    )
    op.create_index("ix_trash_by", "trash", ["by"], unique=False)
    op.create_index("ix_trash_owner", "trash", ["owner"], unique=False)
    op.create_index("ix_trash_removed", "trash", ["removed"], unique=False)


def _files() -> None:
    """Contents, objects and uploads in parts."""
    op.create_table(
        "contents",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("md5", sa.String(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("touched", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_contents"),
    )
    op.create_table(
        "objects",
        sa.Column("node_id", Number, autoincrement=False, nullable=False),
        sa.Column("key", Ordered(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("md5", sa.String(length=32), nullable=False),
        sa.Column("mtime", sa.BigInteger(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("node_id", "key", name="pk_objects"),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", Number, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_table(
        "upload_parts",
        sa.Column("upload_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("md5", sa.String(length=32), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("upload_id", "number", name="pk_upload_parts"),
    )


def _versions() -> None:
    """Versions of Models and Datasets."""
    op.create_table(
        "records",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("touched", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_records"),
    )
    op.create_table(
        "commits",
        sa.Column("asset_id", Number, autoincrement=False, nullable=False),
        sa.Column("id", Ordered(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("asset_id", "id", name="pk_commits"),
    )
    op.create_table(
        "refs",
        sa.Column("asset_id", Number, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", Ordered(), nullable=False),
        sa.Column("commit_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("asset_id", "kind", "name", name="pk_refs"),
    )
    op.create_table(
        "staged",
        sa.Column("asset_id", Number, autoincrement=False, nullable=False),
        sa.Column("branch", Ordered(), nullable=False),
        sa.Column("path", Ordered(), nullable=False),
        sa.Column("existed", sa.Boolean(), nullable=False),
        sa.Column("size", sa.BigInteger()),
        sa.Column("sha256", sa.String(length=64)),
        sa.Column("md5", sa.String(length=32)),
        sa.Column("mtime", sa.BigInteger()),
        sa.Column("content_type", sa.Text()),
        sa.PrimaryKeyConstraint("asset_id", "branch", "path", name="pk_staged"),
    )


def _history() -> None:
    """What happened, and what was answered."""
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clock"),
    )
    op.create_table(
        "changes",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("node", sa.String(length=36), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("old_path", sa.Text()),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_changes"),
    )
    op.create_table(
        "answers",
        sa.Column("user_id", Number, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "key", name="pk_answers"),
    )
    op.create_index("ix_answers_at", "answers", ["at"], unique=False)
