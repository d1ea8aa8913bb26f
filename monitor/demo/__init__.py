"""The rehearsal: a week of June 2025 played to the real service on this machine, judged at the wire."""
