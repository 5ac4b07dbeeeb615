"""What it looks like, and what a click starts."""
