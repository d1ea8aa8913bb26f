"""A simulated day: thousands of sources, one in ten of which goes wrong at six and is itself again at eighteen.

    python -m tests.day [--sources 2000] [--postgres]

The store, the pipeline, the parser and the poller are the real ones; the web is in memory (`web`), and time is a clock
that jumps from one event to the next (`drive`). Judged (`verdict`) are the state that each source is said to be in and
what the operators are told, by what its site really did; what is stored, by what was published; and politeness, by the
servers' own log.
"""
