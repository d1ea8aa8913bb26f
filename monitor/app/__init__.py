"""Wiring, daemon, pools, reload: the only place that knows the edges and the pipeline."""
