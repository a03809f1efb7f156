"""The one command: fits, validates and packs all five models. See README.md."""

from __future__ import annotations

import argparse
import os
import time
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from blend import fit_blend
from package import pack_blend, pack_familiar
from settings import RECIPES, SEED
from subgroups import judge
from tables import read_table
from unusual import fit_familiar
from validate import by_site, threshold_of, validate

MODELS = Path(__file__).resolve().parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=MODELS, help="folder of the packages")
    parser.add_argument("--rows", type=int, default=None, help="only so many rows of a table, for a trial")
    parser.add_argument("--only", nargs="*", default=[*RECIPES, "unusual-patient"])
    parser.add_argument("--quick", action="store_true", help="few folds, for a trial")
    options = parser.parse_args()
    warnings.filterwarnings("ignore", category=FutureWarning)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
    familiar = []
    for recipe in RECIPES.values():
        started = time.monotonic()
        if options.quick:
            recipe = replace(recipe, folds=2, inner_folds=2, outer_folds=2, outer_repeats=1, member_repeats=1)
        table = read_table(recipe, options.rows)
        if "unusual-patient" in options.only:
            familiar.append(fit_familiar(recipe, table))
        if recipe.id not in options.only:
            continue
        found = validate(recipe, table)
        blend, held_out = fit_blend(recipe, table, SEED)
        probability = 1 / (1 + np.exp(-(blend.slope * held_out + blend.intercept)))
        threshold = threshold_of(recipe, table.y, probability, found.weight)
        sites = by_site(recipe, table, "site") if "site" in table.frame else []
        groups = judge(recipe, table, found, threshold)
        pack_blend(options.out / recipe.id, blend, table, found, threshold, groups, sites)
        print(
            f"{recipe.id}: blend {np.mean(found.fold_auc):.4f}, plain {np.mean(found.plain_fold_auc):.4f},"
            f" shares {np.round(blend.weight, 2)}, {time.monotonic() - started:.0f} s",
            flush=True,
        )
    if familiar:
        pack_familiar(options.out / "unusual-patient", familiar)
        for each in familiar:
            print(f"unusual-patient {each.recipe.id}: {each.report}", flush=True)


if __name__ == "__main__":
    main()
