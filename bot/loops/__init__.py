"""The loops that fetch, work, send and ring."""
