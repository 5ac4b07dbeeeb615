"""A plain list comes in: its columns and words are mapped, and its first rows shown."""
