"""Filters: a small closed grammar over the columns of a row; no code, no text into SQL."""
