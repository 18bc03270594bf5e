"""Evidence: was the score right, 30 to 180 days before renewals that are known by now.

Pure arithmetic on plain values: who asks hands in contracts, outcomes and what was scored.
"""
