"""Where facts live: one module an engine, each with its own driver."""
