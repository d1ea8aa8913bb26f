"""What de-duplication costs and finds: look-ups as the store grows, near-duplicates, and events kept apart."""
