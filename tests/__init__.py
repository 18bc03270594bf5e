"""Tests of Forewarn; the folders mirror the package."""
