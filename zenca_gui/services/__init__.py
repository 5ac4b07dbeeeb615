"""What zenca does: one use case a file, told by the window and by the command line alike."""
