"""Groups whose help names each command with its whole first sentence, however long."""

import click

_UNCUT = 1000


class Listing(click.Group):
    """click cuts what does not fit beside a command's name; here it goes on in the next line."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [
            (name, command.get_short_help_str(_UNCUT))
            for name, command in commands
            if command is not None and not command.hidden
        ]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)
