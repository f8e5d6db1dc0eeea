"""New-Year care [003]: begun, listed, visited, counted."""
