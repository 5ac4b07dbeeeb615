"""What a server really presents, and how files reach it."""
