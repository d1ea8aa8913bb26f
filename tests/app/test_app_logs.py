import io
import json

import structlog

from monitor.app import logs


def lines(*, log_format: str = "json", environ: dict[str, str] | None = None, **event: object) -> str:
    stream, redactor = io.StringIO(), logs.Redactor()
    redactor.learn(["whsec_c2VjcmV0", "short", None])
    logs.configure(log_format, "info", redactor, stream=stream, environ=environ or {})
    try:
        structlog.get_logger().info("poll", **event)
    finally:
        structlog.reset_defaults()
    return stream.getvalue()


def test_secrets_are_hidden_wherever_they_stand() -> None:
    shown = lines(
        url="https://user:hunter2@mod.example/feed?api_key=abc123&page=2",
        detail="sent with whsec_c2VjcmV0 to a short list",
        nested=["whsec_c2VjcmV0", {"deep": "ftp://a:b@c/"}],
        password="in the clear",
    )
    for secret in ("hunter2", "abc123", "whsec_c2VjcmV0", "a:b@", "in the clear"):
        assert secret not in shown
    assert json.loads(shown)["url"] == "https://[hidden]@mod.example/feed?api_key=[hidden]&page=2"
    assert "to a short list" in shown, "too short to be hidden without hiding everything"


def test_a_traceback_is_hidden_too() -> None:
    shown = lines(exc_info=ValueError("https://user:hunter2@mod.example/"))
    assert "ValueError" in shown
    assert "hunter2" not in shown


def test_json_under_systemd_and_text_on_a_terminal() -> None:
    assert json.loads(lines(log_format="auto", environ={"JOURNAL_STREAM": "8:1"}, source="mod"))["source"] == "mod"
    assert "source=mod" in lines(log_format="auto", source="mod")


def test_texts_keep_their_alphabet() -> None:
    assert "обмін" in lines(title="обмін")
