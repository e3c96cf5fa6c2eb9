"""What Splink alone takes for the records of a house: the limit of `match_full`. Run as a program of its own, over the
database that its environment names."""

import json
import sys
import time

from huitouke.cli.wiring import database, set_up_tables


def main() -> None:
    """Prints the seconds of Splink's predict and cluster over the frame, the pairs and the weights of the product's own
    run. Reading the records, keys and pairs is done before and not counted."""
    with database():
        set_up_tables()
        from huitouke.identity.match_models import in_force
        from huitouke.identity.models import KeptRow
        from huitouke.identity.services.match_reading import all_rows

        rows = KeptRow.objects.count()
        model = in_force(rows).model
        with all_rows(lambda *_told: None, rows) as (table, _owners):
            table.write_frame(model.frequencies)
            pairs = table.propose_pairs()
            began = time.monotonic()
            linker = table.linker("pairs", model, detailed=False)
            found = linker.inference.predict(threshold_match_probability=model.ask_at, warning_mode="never")
            linker.clustering.cluster_pairwise_predictions_at_threshold(
                found, threshold_match_probability=model.link_at
            )
            seconds = time.monotonic() - began
    sys.stdout.write(json.dumps({"rows": rows, "pairs": pairs, "seconds": round(seconds, 3)}) + "\n")


if __name__ == "__main__":
    main()
