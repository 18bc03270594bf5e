"""The field's words as frozen types, shared by every room. Standard library only."""
