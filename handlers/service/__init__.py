"""Service: acceptance, visits, follow-ups, plans, closing."""
