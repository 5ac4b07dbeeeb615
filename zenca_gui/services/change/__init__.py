"""The CA change: one flow, told from its first page to its evidence."""
