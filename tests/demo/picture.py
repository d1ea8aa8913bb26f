"""The README's picture: a stretch of the real demo's terminal as SVG, `python -m tests.demo.picture [FILE]`."""

import asyncio
import io
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from monitor.app import logs
from monitor.demo.rehearsal import run

WIDTH = 100
FIRST_LINE, LAST_LINE = "Monday 9 June", "Tuesday 10 June"
CALM = TerminalTheme(
    (24, 26, 31),
    (214, 217, 222),
    [(60, 64, 72), (224, 108, 117), (152, 195, 121), (229, 192, 123), (97, 175, 239), (198, 120, 221), (86, 182, 194),
     (200, 204, 212)],
    [(92, 99, 112), (240, 128, 136), (172, 215, 141), (245, 210, 140), (117, 195, 255), (218, 140, 241),
     (106, 202, 214), (255, 255, 255)],
)  # fmt: skip
SVG = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: {char_height}px; \
line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def main() -> None:
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "deploy/demo.svg")
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, color_system="truecolor", width=WIDTH, highlight=False)
    logs.configure("auto", "error", logs.Redactor())
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder) / "demo", console=console, pace=0))
    recorder = Console(record=True, width=WIDTH, file=io.StringIO())
    recorder.print(Text.from_ansi(_stretch(screen.getvalue())))
    recorder.save_svg(str(target), title="parley demo", theme=CALM, code_format=SVG, unique_id="parley")
    print(f"{target}: {target.stat().st_size} bytes")


def _stretch(text: str) -> str:
    """From one day's header to the next."""
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines) if FIRST_LINE in line)
    last = next(number for number, line in enumerate(lines) if LAST_LINE in line)
    return "\n".join(lines[first:last])


if __name__ == "__main__":
    main()
