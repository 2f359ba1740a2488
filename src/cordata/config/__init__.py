"""How an installation is put together: settings, URLs, the WSGI entry."""
