"""The histories of ``test_versioning`` once more, kept in the tables of a database."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings

from em_desktop.stores.engine.engine import SYSTEM, Engine
from em_desktop.stores.engine.version_tables import TableStorage
from em_desktop.versioning.storage import VersionStorage
from tests.property.test_versioning import Versions


class TableVersions(Versions):
    """In one transaction, which is never finished."""

    def make_storage(self) -> VersionStorage:
        self.root = Path(tempfile.mkdtemp(prefix="em-versions-"))
        self.engine = Engine(self.root)
        self.transaction = self.engine.writing(SYSTEM)
        return TableStorage(self.transaction.__enter__(), 7)

    def teardown(self) -> None:
        if hasattr(self, "engine"):
            self.transaction.__exit__(None, None, None)
            self.engine.close()
        super().teardown()


TableVersions.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestTableVersions = TableVersions.TestCase
