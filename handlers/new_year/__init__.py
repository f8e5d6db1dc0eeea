"""New-Year care (春節): lists, visits, results, and the papers of it [003]."""
