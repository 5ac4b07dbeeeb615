"""The evidence pack of a change: gathered once, written as JSON, said as a report."""
