"""Takes what is due out of the outbox and hands it to desks: one folder a channel, one dispatcher, one retry policy."""
