"""The C library's heap, told that this process lives for months."""

import ctypes
from contextlib import suppress

# Of <malloc.h>; and that any of them is set keeps the thresholds from growing by themselves.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_ARENAS = 2
_LARGE = 64 * 1024
"""Bytes from which a block is the system's as soon as it is free: documents, and the buffers of encrypted connections,
which would leave holes between what stays."""


def keep_heap_small() -> None:
    """Give back what is freed. Costs a little time, and spares a third of what a service grows by; where the C
    library has no such settings nothing happens."""
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        for setting, value in ((_ARENA_MAX, _ARENAS), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE)):
            mallopt(setting, value)
