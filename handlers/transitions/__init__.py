"""Transitions: what outside's letter begins, the meeting before the end, the first contact after it."""
