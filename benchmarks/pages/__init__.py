"""The workspace under load: a book made up, people who look at it, a server that counts."""
