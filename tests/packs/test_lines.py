"""The locator knows on which line each key of a TOML text stands."""

from __future__ import annotations

from cordata.packs.lines import line_of, locate

TEXT = '''# a remark
code = "x"
long = """
fake = 1
[fake]
"""
list = [
  "a = 1",
  ["b"],
]

[[theme]]
code = "one"
names.fr = "Un" # = 2
[[theme.envelope]]
amount = 1

[[theme.envelope]]
amount = 2

[[theme]]
code = "two"
[[theme.envelope]]
amount = 3

["odd name".inner]
"a.b" = 1
when = { field = "f", is = ["x"] }
'''


def test_each_key_is_found_on_its_line() -> None:
    lines = locate(TEXT)
    found = {
        ("code",): 2,
        ("long",): 3,
        ("list",): 7,
        ("theme", 0): 12,
        ("theme", 0, "names", "fr"): 14,
        ("theme", 0, "envelope", 0, "amount"): 16,
        ("theme", 0, "envelope", 1, "amount"): 19,
        ("theme", 1, "code"): 22,
        ("theme", 1, "envelope", 0, "amount"): 24,
        ("odd name", "inner", "a.b"): 27,
    }
    assert {path: lines.get(path) for path in found} == found
    assert ("fake",) not in lines


def test_a_key_that_is_missing_is_sought_in_the_table_around_it() -> None:
    lines = locate(TEXT)
    assert line_of(lines, ("theme", 1, "names", "it")) == 21
    assert line_of(lines, ("odd name", "inner", "when", "field")) == 28
    assert line_of(lines, ("nowhere",)) == 1
