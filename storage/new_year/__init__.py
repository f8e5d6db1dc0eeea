"""New-Year care as it is kept: campaigns, parts of units, households with their lists and visits."""
