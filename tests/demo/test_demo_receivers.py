"""The receivers keep what arrives, and believe nothing unsigned."""

import base64
import hmac
import json
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import aiohttp
import aiosmtplib
import pytest
from standardwebhooks import Webhook

from monitor.clock import SteppedClock
from monitor.demo.receivers import MailServer, WebhookReceiver
from monitor.demo.scenario import START

KEY = b"rehearsal key of 32 bytes length"
SECRET = "whsec_" + base64.b64encode(KEY).decode()
BODY = json.dumps({"alert": {"title": "Обмін"}}, ensure_ascii=False).encode()
NOW = int(START.timestamp())


def signed(key: bytes = KEY, call_id: str = "msg_1", timestamp: int = NOW, body: bytes = BODY) -> dict[str, str]:
    signature = base64.b64encode(hmac.digest(key, f"{call_id}.{timestamp}.".encode() + body, "sha256")).decode()
    return {"webhook-id": call_id, "webhook-timestamp": str(timestamp), "webhook-signature": f"v1,{signature}"}


async def post(folder: Path, headers: dict[str, str], body: bytes = BODY) -> tuple[int, list[dict[str, object]]]:
    """The receiver's answer to one call, and the lines it kept."""
    kept = folder / "webhooks.jsonl"
    async with (
        WebhookReceiver(SECRET, kept, SteppedClock(START, running=False)) as receiver,
        aiohttp.ClientSession() as session,
        session.post(receiver.url, data=body, headers=headers) as answer,
    ):
        assert len(receiver.calls) == 1
        assert receiver.calls[0].verified is (answer.status == 204)
    return answer.status, [json.loads(line) for line in kept.read_text("utf-8").splitlines()]


async def test_a_signed_call_is_kept_with_its_payload(tmp_path: Path) -> None:
    status, lines = await post(tmp_path, signed())
    assert status == 204
    assert lines == [
        {"webhook_id": "msg_1", "timestamp": str(NOW), "fault": None, "payload": {"alert": {"title": "Обмін"}}}
    ]


async def test_the_signature_of_the_standard_s_own_library_is_accepted(tmp_path: Path) -> None:
    signature = Webhook(SECRET).sign("msg_2", START, BODY.decode())
    headers = {"webhook-id": "msg_2", "webhook-timestamp": str(NOW), "webhook-signature": signature}
    assert (await post(tmp_path, headers))[0] == 204


async def test_one_good_signature_among_several_is_enough(tmp_path: Path) -> None:
    headers = signed()
    headers["webhook-signature"] = f"v1a,zzz v1,AAAA {headers['webhook-signature']}"
    assert (await post(tmp_path, headers))[0] == 204


@pytest.mark.parametrize(
    ("headers", "body", "fault"),
    [
        (signed(key=b"another key"), BODY, "signature"),
        (signed(), BODY + b" ", "signature"),
        ({**signed(), "webhook-id": "msg_2"}, BODY, "signature"),
        ({**signed(), "webhook-timestamp": str(NOW + 1)}, BODY, "signature"),
        ({**signed(), "webhook-signature": "v1,не основа64"}, BODY, "signature"),
        ({**signed(), "webhook-signature": "v2," + signed()["webhook-signature"].partition(",")[2]}, BODY, "signature"),
        ({}, BODY, "signature"),
        (signed(timestamp=NOW - 301), BODY, "timestamp"),
        (signed(timestamp=NOW + 301), BODY, "timestamp"),
        (signed(body=b"no json"), b"no json", "payload"),
    ],
)
async def test_what_is_not_rightly_signed_fresh_and_json_is_refused(
    tmp_path: Path, headers: dict[str, str], body: bytes, fault: str
) -> None:
    status, lines = await post(tmp_path, headers, body)
    assert status == 401
    assert [(line["fault"], line["payload"]) for line in lines] == [(fault, None)]


async def test_letters_are_kept_byte_for_byte(tmp_path: Path) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "parley@parley.example", "desk@parley.example"
    letter["Subject"], letter["Message-ID"] = "[ALERT] Обмін полоненими: перший етап", "<1@parley.example>"
    letter.set_content("Один.\n.\nДва.\n")
    async with MailServer(tmp_path / "mail") as server:
        for _ in range(2):
            await aiosmtplib.send(letter, hostname="127.0.0.1", port=server.port)
    assert [kept.subject for kept in server.letters] == [letter["Subject"]] * 2
    assert server.letters[0].message_id == "<1@parley.example>"
    assert server.letters[0].recipients == ("desk@parley.example",)
    files = sorted((tmp_path / "mail").iterdir())
    assert [file.name for file in files] == ["0001.eml", "0002.eml"]
    assert len({sha256(file.read_bytes()).hexdigest() for file in files}) == 1
    assert "\n.\n" in str(server.letters[0].message.get_payload(decode=True), "utf-8").replace("\r\n", "\n")
