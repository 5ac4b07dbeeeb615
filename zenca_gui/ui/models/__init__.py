"""Rows for tables: frozen values in, cells out; sorting and filtering belong to SQL."""
