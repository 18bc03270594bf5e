"""Engines: the only place that runs SQL over facts."""
