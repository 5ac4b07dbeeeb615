"""Numbers, side by side with what a user would use instead; printed, never asserted."""
