"""Lists of households: kept, and matched."""
