"""The page *Evidence*: what outcomes said of the scoring, the two proofs, the packs."""
