"""Programme, call with its frozen pack, calendar, themes; the public pages of both."""
