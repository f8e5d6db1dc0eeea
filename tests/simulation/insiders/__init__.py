"""The insiders' drill: curious colleagues in the simulated city, and whether each look of theirs is heard."""
