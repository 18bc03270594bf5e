"""Timing: made-up facts, one yardstick, one measurement a module, and the table of goals."""
