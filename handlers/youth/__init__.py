"""少輔會's youth: told one by one or by a list of dropouts, planned, gone on with, told back."""
