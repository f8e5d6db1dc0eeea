"""Who takes part: people and units, who is away, who answers for a unit."""
