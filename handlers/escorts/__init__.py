"""Police escorts: asked for on the card of a case, answered by the precinct."""
