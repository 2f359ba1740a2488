"""How the site answered, minute by minute: its own probe, and what the minutes add up to."""
