"""The wizard of a CA change: a flow of core with a face, one file per page."""
