"""How keys, certificates, requests, chains and backups are made and read."""
