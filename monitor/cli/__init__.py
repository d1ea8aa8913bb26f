"""The command line: a thin face that loads, asks and prints. Data goes to stdout, talk to stderr."""
