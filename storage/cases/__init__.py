"""Cases, the reports they rest on, and what was done in them."""
