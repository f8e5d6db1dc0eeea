"""Transitions as rows."""

from casework.transitions import TRANSITION, Measure, lapses_at
from storage.dossiers import Dossiers, of_sides

TRANSITIONS: Dossiers[Measure] = Dossiers(TRANSITION, Measure, of_sides, lapses_at)
