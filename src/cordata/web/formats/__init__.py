"""Formats of days and numbers for Django's own widgets: our pages use `web.moments`."""
