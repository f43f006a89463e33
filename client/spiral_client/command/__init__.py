"""The command ``spiral``."""

import typer

from . import (
    ask,
    chain,
    contrast,
    history,
    judged,
    proposing,
    public,
    push,
    readings,
    records,
    report,
    reports,
    setup,
    synthesis,
    voices,
)

app = typer.Typer(
    help="Push criteria and records from spreadsheets to SPIRAL Commons, and read what the network says.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a pretty traceback shows variables, and one of them is the key
    rich_markup_mode=None,
)
app.command("push")(push.push)
app.command("check")(push.check)
app.command("template")(setup.template)
app.command("configure")(setup.configure)
app.command("whoami")(setup.whoami)
app.command("status")(ask.status)
app.command("trends")(ask.trends)
app.command("search")(ask.search)
app.command("synthesise")(synthesis.synthesise)
app.command("syntheses")(synthesis.syntheses)
app.command("report")(report.report)
app.command("contrast")(contrast.contrast)
app.command("alarms")(contrast.alarms)
app.command("review")(contrast.review)
app.add_typer(records.app, name="records")
app.command("chain")(chain.chain)
app.command("progress")(readings.progress)
app.command("said")(voices.said)
app.command("voices")(voices.voices)
app.command("proposals")(proposing.proposals)
app.command("diagnosis")(judged.diagnosis)
app.command("matrix")(judged.matrix)
app.command("practices")(proposing.practices)
app.command("history")(history.history)
app.command("coverage")(readings.coverage)
app.command("rights")(readings.rights)
app.command("yearly-report")(reports.yearly_report)
app.command("review-chapter")(reports.review_chapter)
app.command("budget")(public.budget)
app.command("summary")(public.summary)


def main() -> None:
    """Run the command."""
    app()
