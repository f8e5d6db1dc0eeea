"""Forms: one question a screen, and the words of each."""
