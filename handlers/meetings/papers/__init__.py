"""The papers of meetings: notice, agenda, list of signatures, minutes, the table of a year."""
