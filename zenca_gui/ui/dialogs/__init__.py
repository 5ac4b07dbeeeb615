"""The small windows: log in, the warning, and what an action asks before it acts."""
