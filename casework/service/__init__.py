"""Service: what is done for a household, and the forms in which it is written down."""
