"""Frozen values, the Catalog's shape, and the ports. Imports nothing of Parley but `errors` and `clock`."""
