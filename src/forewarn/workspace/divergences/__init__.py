"""Divergences: whom to ask, what they answered, what became of it."""
