"""Who is left behind, by the date of activation: a curve, a date to move, a list by name."""
