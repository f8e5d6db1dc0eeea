"""Police escorts, from the phones."""
