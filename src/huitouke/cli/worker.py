"""`./huitouke worker`: does the jobs that were deferred, until it is stopped."""

import click

from huitouke.cli.wiring import database, set_up_tables


@click.command()
@click.option("--concurrency", default=4, show_default=True, type=click.IntRange(1, 32), help="Jobs at once.")
@click.option("--once", is_flag=True, help="Do what is waiting and end.")
def worker(concurrency: int, once: bool) -> None:
    """Do the jobs that are waiting, and those to come."""
    with database():
        set_up_tables()
        from django.core.management import call_command

        words = ["worker", f"--concurrency={concurrency}", "--shutdown-graceful-timeout=10"]
        if once:
            words.append("--one-shot")
        call_command("procrastinate", *words)
