"""The service among hostile sources: every attack at once, while ordinary sources are polled on time.

    python -m tests.hostile [--seconds N] [--json]

The real service runs as a process of its own with the limits it has by default. Measured are the end of every hostile
visit and the reason that `parley status` gives, the pauses between polls of ordinary sources of every kind, the memory
of the whole process tree, and whether anything went where it must not. Then each source is visited alone, and its time
and its memory are measured.

Where the system lets it, everything happens in a network namespace where every address is our own and names are looked
up with us: hostile servers have a public address, nothing is allowed that is not by default, and a canary sits at every
other address there is. Elsewhere the servers are on loopback, and the addresses, names and certificates are left out.
"""
