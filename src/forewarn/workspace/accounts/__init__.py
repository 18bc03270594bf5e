"""The pages *Accounts* and *Account*."""
