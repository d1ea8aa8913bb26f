"""What the service and its parser processes write to each other; see `parse_worker`."""

import struct

LENGTH = struct.Struct(">I")
"""The length of a frame, before it."""

LONGEST_PACKET = 256
"""Bytes that the nursery is told, or tells, at once."""
