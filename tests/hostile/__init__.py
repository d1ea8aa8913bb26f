"""The service among hostile sources: every attack at once, while ordinary sources are polled on time.

    python -m tests.hostile [--seconds N] [--json]

The real service runs as a process of its own with the limits it has by default. Measured are the end of every hostile
visit and the reason that `parley status` gives, the pauses between polls of ordinary sources, the memory of the whole
process tree, and whether anything went where it must not. Where the system lets it, everything happens in a network
namespace that holds nothing but loopback.
"""
