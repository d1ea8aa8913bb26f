"""The service, killed again and again while it works, and judged by what arrived.

    python -m tests.crash --kills 50 --alerts 500 --faults 0.15

`plan` decides everything from a seed; `feeds` publish and `receivers` misbehave in this process; `service` is the real
one, in a process of its own; `trial` lets it live and kills it; `verdict` judges; `report` tells.
"""
