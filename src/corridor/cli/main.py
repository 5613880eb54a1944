"""The command line: parse, call, print.

Exit codes: 0 done, 1 done with a finding, 2 the input is not what it must be, 3 an internal error.
Results go to standard output, progress and messages to standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

import corridor
from corridor.cli.cases import case, template
from corridor.cli.catalogue import agreements, compute, schemes
from corridor.cli.commitments import assess, coverage, draft, questionnaire
from corridor.cli.consult import consult
from corridor.cli.demo import demo
from corridor.cli.dialogue import dialogue
from corridor.cli.dossier import dossier
from corridor.cli.evidence import evidence
from corridor.cli.find_clauses import find_clauses
from corridor.cli.gravity import gravity
from corridor.cli.many import careers, run
from corridor.cli.network import network
from corridor.cli.partnerships import partnerships
from corridor.cli.person import check, explain, letter
from corridor.cli.plan import plan
from corridor.cli.profile import profile
from corridor.cli.serve import serve
from corridor.cli.verify import verify

OK, FINDING, BAD_INPUT, INTERNAL = 0, 1, 2, 3


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(corridor.__version__, prog_name="corridor")
def cli() -> None:
    """What each country owes out of a career split over countries, with and without agreements.

    Every result is an estimate, not a decision.
    """


for command in (
    demo,
    serve,
    check,
    explain,
    letter,
    careers,
    run,
    schemes,
    agreements,
    network,
    gravity,
    evidence,
    profile,
    dossier,
    verify,
    compute,
    case,
    template,
    questionnaire,
    assess,
    draft,
    coverage,
    find_clauses,
    dialogue,
    plan,
    partnerships,
    consult,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run_cli(arguments))


def run_cli(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    from corridor.careers import CareerProblems
    from corridor.evidence.problems import EvidenceProblems
    from corridor.law.parameters import LawDataError

    try:
        code = cli.main(args=arguments, prog_name="corridor", standalone_mode=False)
        return int(code) if isinstance(code, int) else OK
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        return FINDING
    except click.ClickException as error:
        error.show()
        return BAD_INPUT
    except CareerProblems as error:
        click.echo(str(error), err=True)
        return BAD_INPUT
    except (EvidenceProblems, LawDataError) as error:
        click.echo(str(error), err=True)
        return BAD_INPUT
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"{where}{error.strerror or error}", err=True)
        return BAD_INPUT
    except BrokenPipeError:
        return OK
    except Exception as error:
        import traceback

        traceback.print_exc()
        click.echo(f"internal error: {error}. Please report it with the lines above.", err=True)
        return INTERNAL
