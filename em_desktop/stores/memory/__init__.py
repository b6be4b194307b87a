"""A store in memory: the reference that the contract of all stores was written against."""

from em_desktop.stores.memory.store import MemoryStore

__all__ = ["MemoryStore"]
