"""New-Year care (春節加強關懷) [003]: who is cared for, visited once, and what is counted of it."""
