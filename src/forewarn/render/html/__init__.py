"""Results as HTML files: each holds all that it needs, and asks for nothing from outside."""
