"""The one table URL x role (ACC-01): a module of `ROWS` for each package, the people, the worlds.

`ROWS` maps a URL name to what a GET answers each role: `{"visitor": 302, "default": 404, ...}`.
A name that has several addresses is written with the parameters of the one meant
("applications:start code"), or without for all of them. A registrant is a visitor unless the row
says otherwise. `POSTS` says what a stranger's empty POST answers where it may be sent at all.
"""
