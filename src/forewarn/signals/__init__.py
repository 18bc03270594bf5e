"""Signals: their forms in the file, and how few primitives become one value of an account."""
