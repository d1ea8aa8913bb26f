"""The `parley` command."""

from monitor.cli import root

# Each command is imported when it is asked for: `parley check` need not wait for an SMTP server.
COMMANDS = {
    "run": "monitor.cli.run:run",
    "demo": "monitor.demo.command:demo",
    "check": "monitor.cli.check:check",
    "poll": "monitor.cli.poll:poll",
    "scan": "monitor.cli.scan:scan",
    "explain": "monitor.cli.explain:explain",
    "rules": "monitor.cli.rules:rules",
    "lexicon": "monitor.cli.lexicon:lexicon",
    "alerts": "monitor.cli.alerts:alerts",
    "events": "monitor.cli.events:events",
    "deliveries": "monitor.cli.deliveries:deliveries",
    "sources": "monitor.cli.sources:sources",
    "rebuild": "monitor.cli.rebuild:rebuild",
    "quarantine": "monitor.cli.quarantine:quarantine",
    "status": "monitor.cli.status:status",
    "db": "monitor.cli.db:db",
}


def main() -> None:
    """Run the command line and exit: 0 fine, 1 found something wrong, 2 usage, 78 configuration."""
    root.build(COMMANDS).main(prog_name="parley")


if __name__ == "__main__":
    main()
