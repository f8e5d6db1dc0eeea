"""What somebody has open, and how it moves to somebody else."""
