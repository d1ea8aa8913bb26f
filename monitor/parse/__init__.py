"""Bytes to entries: pure.

`fast` is bounded in time and memory, and light to import. `document` (by the kind of a source), `article` and
`discovery` are neither, so they run in `app`'s worker process.
"""
