"""What the service under trial talks to: feeds and a webhook receiver. Run inside, by the system's own Python.

    python3 world.py FOLDER

GET /NAME.xml gives FOLDER/NAME.xml. POST /hook/… notes `{"id", "answer"}` in FOLDER/hooks.jsonl; the first is refused.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PORT = 8085


class World(BaseHTTPRequestHandler):
    folder: Path

    def do_GET(self) -> None:
        content = (self.folder / Path(self.path).name).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        notes = self.folder / "hooks.jsonl"
        answer = 204 if notes.exists() else 500
        with notes.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"id": self.headers["webhook-id"], "answer": answer}) + "\n")
        self.send_response(answer)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of http.server
        """Its journal is not what is looked at."""


if __name__ == "__main__":
    World.folder = Path(sys.argv[1])
    ThreadingHTTPServer(("0.0.0.0", PORT), World).serve_forever()
