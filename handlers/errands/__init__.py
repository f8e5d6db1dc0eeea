"""What takes long: asked for, shown while it is done, told; and the files that people send."""
