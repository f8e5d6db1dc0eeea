"""On call (值班): who answers now, each unit's list, and who is called by night and on days off."""
