"""Referrals: from the card of a case to a desk, from outside by letter, and back with what came of it."""
