"""People, units, leaves, invitations and PINs."""
