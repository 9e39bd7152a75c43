"""Which keys came before, in a memory that stays small however many they are."""

from __future__ import annotations

import sqlite3


class Seen:
    """Counts how often each key came. What outgrows a cache of a few megabytes goes to disk."""

    def __init__(self) -> None:
        # An empty name is a database of this connection alone, on disk only when it must be.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute(
            "CREATE TABLE seen (key BLOB PRIMARY KEY, times INTEGER) WITHOUT ROWID"
        )

    def add(self, key: str) -> int:
        """Note `key`; how often it has come by now, this time included."""
        ((times,),) = self._database.execute(
            "INSERT INTO seen VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1"
            " RETURNING times",
            (key.encode("utf-8", "surrogatepass"),),
        )
        return int(times)
