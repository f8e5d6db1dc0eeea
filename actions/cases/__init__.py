"""Cases: who the household is, and what is read of it behind the PIN."""
