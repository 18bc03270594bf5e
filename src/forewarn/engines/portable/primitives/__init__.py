"""The primitives in Ibis expressions, one module a primitive."""
