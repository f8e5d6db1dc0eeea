"""The database itself: connection, tables, sealing, keys, journal."""
