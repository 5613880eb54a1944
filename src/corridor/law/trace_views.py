"""A trace as plain text and as HTML."""

from __future__ import annotations

from fractions import Fraction
from html import escape
from typing import Any

from corridor.i18n import _
from corridor.law.trace import ParameterUse, Step, Trace, decimal_text, plain_key


def trace_text(trace: Trace) -> str:
    """Every step on a line: title, value with unit, article; below it the parameters with value, date and source."""
    about = trace.about
    lines = [
        f"{about.get('scheme_name', '')} [{about.get('scheme', '')}], {about.get('country', '')}",
        _("Claim on {day}; instruments: {set}; route: {route}").format(
            day=about.get("claim_date"), set=about.get("instruments"), route=about.get("route")
        ),
        _("This is an estimate, not a decision. Validation: {label}.").format(label=about.get("validation")),
        "",
        _("What the career says"),
    ]
    lines += [f"  {s.title} = {value_text(s)}" for s in trace.inputs]
    lines += ["", _("Steps of the scheme's law")]
    for number, step in enumerate(trace.steps, start=1):
        lines += _step_lines(step, f"{number}.")
    if trace.coordination:
        lines += ["", _("Steps of the agreement")]
        for number, step in enumerate(trace.coordination, start=1):
            lines += _step_lines(step, f"{number}.")
    lines += ["", _("Result")]
    for key, value in trace.result.items():
        if value not in (None, []):
            lines.append(f"  {key.replace('_', ' ')} = {_value(value)}")
    return "\n".join(lines)


def _step_lines(step: Step, number: str) -> list[str]:
    lines = [f"  {number} {step.title} = {value_text(step)}    [{step.article}]"]
    lines += [f"       {_parameter(use)}" for use in step.parameters]
    if step.note:
        lines.append(f"       {step.note}")
    return lines


def _parameter(use: ParameterUse) -> str:
    read = "" if use.read == "yes" else _(", read: {read}").format(read=use.read)
    return _("{title}: {value} {unit} since {since} [{article}] - {source} ({grade}{read})").format(
        title=use.title,
        value=_value(use.value),
        unit=use.unit,
        since=use.effective_from,
        article=use.article,
        source=use.source,
        grade=use.grade,
        read=read,
    )


def value_text(step: Step) -> str:
    """The value of a step with its unit; rows that are empty are left out."""
    unit = "" if step.unit in ("yes/no", "date", "month", "year", "text") else f" {step.unit}"
    if isinstance(step.value, list):
        shown = [
            f"{label}: {_value(v)}"
            for label, v in zip(step.rows, step.value, strict=True)
            if v not in (0, False, None, "")
        ]
        return ("; ".join(shown) if shown else _("none")) + (unit if shown else "")
    return f"{_value(step.value)}{unit}"


def _value(value: Any) -> str:
    if value is None:
        return _("never")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Fraction):
        text = decimal_text(value)
        # a fraction that decimals cannot show is shown as it is
        short = value.denominator != 1 and value.denominator < 10_000 and Fraction(text) != value
        return f"{text} ({value})" if short else text
    if isinstance(value, dict):
        return "{" + ", ".join(f"{plain_key(k)}: {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "; ".join(_value(v) for v in value)
    return str(value)


def trace_html(trace: Trace) -> str:
    """The trace as an HTML fragment: an ordered list that opens step by step."""
    about = trace.about

    def item(step: Step) -> str:
        extra = "".join(f"<li>{escape(_parameter(use))}</li>" for use in step.parameters)
        note = f"<p>{escape(step.note)}</p>" if step.note else ""
        more = f"<ul>{extra}</ul>{note}" if extra or note else ""
        title = f"<b>{escape(step.title)}</b>: {escape(value_text(step))} <cite>{escape(step.article)}</cite>"
        return (
            f"<li><details><summary>{title}</summary>{more}</details></li>" if more else f"<li>{title}</li>"
        )

    parts = [
        f"<h3>{escape(str(about.get('scheme_name', '')))} [{escape(str(about.get('scheme', '')))}]</h3>",
        f"<p>{escape(_('This is an estimate, not a decision.'))} "
        f"{escape(_('Validation: {label}.').format(label=about.get('validation')))} "
        f"{escape(str(about.get('validation_note', '')))}</p>",
        f"<h4>{escape(_('What the career says'))}</h4><ul>{''.join(item(s) for s in trace.inputs)}</ul>",
        f"<h4>{escape(_('Steps of the law'))}</h4><ol>{''.join(item(s) for s in trace.steps)}</ol>",
    ]
    if trace.coordination:
        parts.append(
            f"<h4>{escape(_('Steps of the agreement'))}</h4><ol>{''.join(item(s) for s in trace.coordination)}</ol>"
        )
    return f"<section class='trace'>{''.join(parts)}</section>"
