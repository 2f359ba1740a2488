"""A rehearsal instance: the clock that moves, the mailbox, the scenario of others."""
