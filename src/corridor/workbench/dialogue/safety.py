"""What is protected and what is not, in plain words."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from corridor.i18n import _
from corridor.workbench.pages import page

router = APIRouter(include_in_schema=False)


@router.get("/take-part-safely")
def safety(request: Request) -> Response:
    """What is protected and what is not."""
    protected = [
        _("You need no name, no account, no phone number and no papers. The code on your slip is enough."),
        _("The association knows which codes it handed out. It cannot see what was said with any of them."),
        _("Your code opens nothing after you used it. You get a key of your own that only you hold."),
        _(
            "We keep no internet address, no phone, no kind of device and no time. These pages ask no other "
            "computer for anything."
        ),
        _(
            "When you vote on options, your ballot goes into a box without your key. Nobody can find it again, not even we."
        ),
        _(
            "Results are shown only after the end, and never for fewer people than the smallest number that "
            "each consultation names."
        ),
        _(
            "Nobody can work such a number out by subtracting results from each other: other results are held back for that."
        ),
        _("After the end the votes of single people are deleted for good. Only totals stay."),
        _(
            "You can erase your votes on statements and what you said about yourself with your key, at any time before that."
        ),
    ]
    not_protected = [
        _(
            "Whoever saw your code can use it before you, or find out that it was used, but never what was said with it."
        ),
        _(
            "Whoever holds your phone, or looks over your shoulder, sees what you see. Use the button to leave when you are done."
        ),
        _(
            "Whoever gives you the internet can see that you opened this page, but not more if its address "
            "begins with https. If it begins with http, the network can read everything: use paper instead."
        ),
        _(
            "Whoever runs this computer could change the program or watch it while you vote. Take part only if you trust them."
        ),
        _(
            "As long as the consultation is open, your votes on statements are kept together under your key. "
            "Somebody who steals the database and knows several of your answers already could find the "
            "others."
        ),
        _(
            "If a statement that you write names you or tells your story, people may recognise you. Staff "
            "read it first and can ask for other words, but write nothing that only you could know."
        ),
        _("If all people of a group say the same, everybody knows what each of them said."),
        _(
            "If the same people are asked twice and only one of them is missing the second time, "
            "the two results can be compared."
        ),
        _("A ballot that was cast cannot be taken back or erased, because nobody can find it."),
        _("Results that were published stay published. Copies that others made are out of our reach."),
        _("Backups of the computer may keep deleted data until they are overwritten."),
    ]
    return page(request, "dialogue/safety.html", name="", protected=protected, not_protected=not_protected)
