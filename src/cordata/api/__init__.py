"""The versioned HTTP interface: gathers the steps' routers; has no rule of its own."""
