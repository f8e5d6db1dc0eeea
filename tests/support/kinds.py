"""The kinds of subject that the bot has, for a transaction that a test opens itself."""

from bot.app import SUBJECTS

SUBJECT_KINDS = {one.rules.name: one for one in SUBJECTS}
