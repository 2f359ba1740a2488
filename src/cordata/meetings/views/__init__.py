"""The pages: for anyone, for who registered, for organisers, for the door."""
