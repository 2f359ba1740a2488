"""Information meetings: places, registrations, waiting list, check-in."""
