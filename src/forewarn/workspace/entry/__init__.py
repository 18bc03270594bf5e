"""Signing in: by password and second factor, by the company's sign-in, by a link that works once."""
