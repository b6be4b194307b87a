"""A folder on disk as a store."""

from em_desktop.stores.local.store import LocalStore
from em_desktop.stores.local.summaries import Summary, SummaryCache

__all__ = ["LocalStore", "Summary", "SummaryCache"]
