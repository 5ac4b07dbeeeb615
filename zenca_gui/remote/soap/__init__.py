"""ZENworks over SOAP."""
