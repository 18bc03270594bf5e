"""What somebody sees in an account, entered beside its score."""
