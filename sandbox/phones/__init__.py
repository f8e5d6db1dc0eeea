"""The people's side: what somebody does on a phone and sees there, over plain JSON."""
