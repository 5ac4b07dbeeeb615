"""Multizone sharing: subscriptions, what is handed over, and what is taken in."""
