"""Police escorts: what was asked and answered, as rows."""
