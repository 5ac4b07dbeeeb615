"""Who may speak to a running lab? Who can read the token in its folder; one JSON line each way."""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from zenca_gui.core.errors import ZencaError
from zenca_gui.lab.notes import Note
from zenca_gui.lab.private_file import write_private

FILE = "lab.json"
LONGEST = 128 * 1024 * 1024
Asking = Callable[[Mapping[str, Any]], Any]


class Doorkeeper:
    """Listens on loopback and answers what `asked` answers, by the name of the question."""

    def __init__(self, folder: Path, answers: Mapping[str, Asking]) -> None:
        self._path = folder / FILE
        self._answers = answers
        self._token = secrets.token_urlsafe(32)
        self._listener: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen, and leave port and token in the folder."""
        self._listener = await asyncio.start_server(self._meet, "127.0.0.1", 0, limit=LONGEST)
        port = self._listener.sockets[0].getsockname()[1]
        note = {"port": port, "token": self._token, "pid": os.getpid()}
        write_private(self._path, json.dumps(note).encode())

    def close(self) -> None:
        """Listen no more. Who asked for the end is told by the end of the connection."""
        if self._listener is not None:
            self._listener.close()
        self._path.unlink(missing_ok=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = json.loads(await reader.readline())
            given = str(asked.get("token", "")).encode()
            if hmac.compare_digest(given, self._token.encode()):
                answer: Note = self._answer(asked)
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
                await reader.read()  # the other side closes first, or this process ends
        except (OSError, ValueError, AttributeError):
            pass  # a stranger, or one who left
        finally:
            writer.close()

    def _answer(self, asked: Mapping[str, Any]) -> Note:
        do = self._answers.get(str(asked.get("do")))
        if do is None:
            return {"refused": f"the lab does not know {asked.get('do')}"}
        try:
            return {"answer": do(asked)}
        except (KeyError, TypeError, ValueError) as error:
            return {"refused": f"the lab does not understand that: {error}"}
        except ZencaError as error:
            return {"refused": error.title.rstrip(".")}
        except OSError as error:
            return {"refused": f"its files cannot be written or read: {error.strerror}"}
