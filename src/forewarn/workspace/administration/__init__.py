"""Members, teams, territories and the audit trail: for operations."""
