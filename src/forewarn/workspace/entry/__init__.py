"""Signing in: by password and second factor, the company's sign-in, or a link that works once."""
