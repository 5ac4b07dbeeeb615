"""How the window reads a zone from ZENworks."""
