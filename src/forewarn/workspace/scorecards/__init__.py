"""The page *Scorecards*: what is in force and was, and a plan to read, approve and apply."""
