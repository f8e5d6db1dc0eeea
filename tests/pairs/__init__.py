"""Pairs: the same session lived twice, differing only in what some must not know, is the same to them."""
