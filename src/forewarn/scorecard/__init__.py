"""The scorecard: from its text file to a checked value, with every problem at its place."""
