"""What stands on the board: one question a file."""
