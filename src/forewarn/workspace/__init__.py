"""The workspace: where reps, leaders and operations work every day. A Django site on the ledger.

Importing this package loads no Django. ``python -m forewarn.workspace`` (what ``forewarn serve``
becomes) sets Django up through ``site.prepare`` and serves it.
"""
