"""Notes, contexts and marks on signals, entered in the page of an account."""
