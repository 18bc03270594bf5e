"""SQL of the primitives, one module a primitive."""
