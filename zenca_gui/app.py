"""Where it all meets: the only module that knows every layer, and the only reader of the clock."""
