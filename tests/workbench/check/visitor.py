"""A visitor without JavaScript: opens pages, fills in their forms, presses their buttons."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from lxml import html

from corridor.workbench.app import create_app
from corridor.workbench.settings import Settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient


class Visitor:
    """Keeps the page that was answered last."""

    def __init__(self, folder: Path, language: str = "en") -> None:
        self.client = TestClient(
            create_app(Settings(data=folder)),
            base_url="http://127.0.0.1:8477",
            headers={"accept-language": language, "accept": "text/html"},
        )
        self.status = 0
        self.text = ""
        self.tree: Any = None
        self.answer: Any = None

    def _take(self, answer: Any) -> Visitor:
        self.answer = answer
        self.status, self.text = (
            answer.status_code,
            answer.text if "text" in answer.headers.get("content-type", "") else "",
        )
        self.tree = html.fromstring(self.text) if self.text.strip() else None
        return self

    def open(self, address: str) -> Visitor:
        return self._take(self.client.get(address))

    def heading(self) -> str:
        return " ".join(self.tree.xpath("string(//main//h1)").split())

    def main(self) -> str:
        return " ".join(self.tree.xpath("string(//main)").split())

    def form(self, action: str) -> Any:
        found = [f for f in self.tree.forms if f.action == action]
        assert found, f"no form to {action}; there are {[f.action for f in self.tree.forms]}"
        return found[-1]

    def send(
        self,
        action: str,
        do: str | None = None,
        to: str | None = None,
        files: dict[str, tuple[str, bytes]] | None = None,
        **fields: Any,
    ) -> Visitor:
        """Press a button of the form that goes to ``action``; ``__`` in names of fields stands for a dot."""
        form = self.form(action)
        values: dict[str, Any] = {}
        for name, value in form.form_values():
            values.setdefault(name, []).append(value)
        values.update({k.replace("__", "."): v for k, v in fields.items()})
        if do is not None:
            values["do"] = do
        return self._take(self.client.post(to or action, data=values, files=files))

    def problems(self) -> list[str]:
        return [" ".join(e.text_content().split()) for e in self.tree.xpath("//*[@id='problems']//li")]
