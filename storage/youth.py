"""Youth of 少輔會 as rows."""

from casework.youth import YOUTH, Youth
from storage.dossiers import Dossiers, of_sides

YOUTHS: Dossiers[Youth] = Dossiers(YOUTH, Youth, of_sides)
