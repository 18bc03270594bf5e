"""The page *Weekly review*: the agenda, an account after another, what is decided, the minutes."""
