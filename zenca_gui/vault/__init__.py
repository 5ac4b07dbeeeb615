"""Where a passphrase lives: the operating system's keyring."""
