"""Students' matters as rows."""

from casework.students import STUDENT, Matter
from storage.dossiers import Dossiers, of_sides

STUDENTS: Dossiers[Matter] = Dossiers(STUDENT, Matter, of_sides)
