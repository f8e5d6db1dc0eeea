"""What is left: free words, refusals, outages."""
