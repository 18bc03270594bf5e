"""The page *Portfolio*: the book through time, by what a member sees of it."""
