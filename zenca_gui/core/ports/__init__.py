"""What zenca asks of the world, as Protocols: the adapters fit these, unit tests fake them."""
