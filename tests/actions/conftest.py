"""What is done without a phone: actions are called with an open transaction, on each database."""

from tests.storage.conftest import case, database, kind, store, url

__all__ = ["case", "database", "kind", "store", "url"]
