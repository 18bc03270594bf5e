"""Handing an account over: what its new owner has to know, on two printed pages."""
