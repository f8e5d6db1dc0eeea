"""Questions about cases, answered from what is kept."""
