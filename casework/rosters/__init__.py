"""Lists of households that units hand in: what is owed, what stands in them, and who in them is one."""
