"""The console command: every verb of `./huitouke`."""


def main() -> None:
    raise SystemExit("huitouke: no command yet")
