"""The governance pack as sections of tables, written the same as text, Markdown and HTML."""
