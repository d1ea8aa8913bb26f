"""What a poll costs, beside other programs that read the same feeds from the same server."""
