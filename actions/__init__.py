"""What can be done, by whoever does it: plain functions that judge, save and say who hears."""
