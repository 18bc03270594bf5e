"""The book laid out to be searched: one row per account, made from the newest results."""
