"""Charts as Vega-Lite specs, each with its reading guide, its text alternative and its table."""
