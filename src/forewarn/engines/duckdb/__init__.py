"""The DuckDB engine: facts in one file, measured in native SQL."""
