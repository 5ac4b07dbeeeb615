"""How it lies on disk: one SQLite database, opened safely, and rows turned into values."""
