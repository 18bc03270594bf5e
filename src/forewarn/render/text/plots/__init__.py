"""Plots of a backtest on a terminal: with and without colour, in plain ASCII where need be."""
