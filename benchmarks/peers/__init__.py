"""Other ways to the same eight signals, each in an environment of its own.

A peer is a script ``NAME.py FOLDER TO`` and the packages that it needs in ``NAME.txt``, names and
versions only. It reads the facts in FOLDER and writes one row per account and week to TO.
"""
