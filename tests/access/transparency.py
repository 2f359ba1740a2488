"""The published register and its open data: everybody reads them, nobody signs in for it."""

OPEN = {"default": 200}

ROWS = {
    "transparency:list": OPEN,
    "transparency:detail": OPEN,
    "transparency:figures": OPEN,
    "transparency:figures_csv": OPEN,
    "transparency:figures_xlsx": OPEN,
    "transparency:csv": OPEN,
    "transparency:xlsx": OPEN,
    "transparency:json": OPEN,
}
