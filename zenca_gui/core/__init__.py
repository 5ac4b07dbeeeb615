"""What zenca knows: values and rules, with the standard library only."""
