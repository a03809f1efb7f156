"""One command from the open data to the model package.

    VESALIUS_DATA=<folder> python3 models/chest-film/training/train.py --work <folder> --package <folder>

Prepares the data, trains the members and the gate, chooses calibration, threshold and limits, judges, exports, writes
golden vectors, manifest and card. Seeded; started again with the same work folder it goes on where it stopped. The
package is made in the work folder and moved to --package when it is complete; nothing else is written there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import shutil
import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Callable, TypeVar

import numpy as np
import torch

import data
from card import Trained, write_card
from cleaning import Duplicates, find_duplicates
from ensemble import FindingEnsemble, gradient_error
from evaluate import OutOfFold, Rules, answer, choose_rules, judge_ensemble, judge_folds
from export import ChestFilm, export_gradient, export_model
from faithfulness import FILMS, faithfulness
from fit_finding import as_batch
from gate_evaluate import Limits
from gate_net import Gate
from gate_pools import Pools, load_pools
from gate_run import GATE_STEPS, TRIAL_STEPS, judged_gate, trained_gate
from golden import cases, write_golden, write_preprocess
from members import learned_films, load_member, train_member
from neutral import neutral_zone
from package import manifest, write_json
from settings import MEMBERS, SEED, STEPS
from together import gate_on_failures, without_lungs

HERE = Path(__file__).resolve().parent
LARGEST_GRADIENT_ERROR = 1e-9  # of the formula of gradient.onnx against automatic differentiation, relative, float64
# What decides about the figures on the findings: they are made anew where one of these has changed.
JUDGES = ("augment", "calibrate", "data", "ensemble", "evaluate", "faithfulness", "folds", "neutral", "settings", "views")

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Budget:
    """Batches of each training."""

    steps: int
    gate_steps: int
    trial_steps: int


def own_folder(work: Path, budget: Budget) -> None:
    """Take a work folder for one budget; a folder of another one would mix trainings."""
    work.mkdir(parents=True, exist_ok=True)
    stored, wanted = work / "budget.json", asdict(budget)
    if not stored.exists():
        write_json(stored, wanted)
    elif json.loads(stored.read_text()) != wanted:
        raise SystemExit(f"{work} holds a run with another budget ({stored}): take another --work folder.")


def kept(path: Path, key: str, make: Callable[[], Kept]) -> Kept:
    """A result of an earlier run with the same key, or a new one. Reads only what this recipe wrote itself."""
    if path.exists():
        known, value = pickle.loads(path.read_bytes())
        if known == key:
            return value
    value = make()
    part = path.with_suffix(".part")
    part.write_bytes(pickle.dumps((key, value)))
    part.replace(path)
    return value


def gate_pools_in(folder: Path) -> Pools:
    """Pictures of the gate; chests are computed by the program's own generator where they are not there yet."""
    computed = folder / "synthetic"
    if not computed.exists():
        part = folder / "synthetic.part"
        shutil.rmtree(part, ignore_errors=True)
        subprocess.run(["node", str(HERE / "gate_synthetic.mjs"), str(part)], check=True)
        part.replace(computed)
    return load_pools(folder / "cache", computed)


def gate_in(folder: Path, budget: Budget) -> tuple[Gate, Limits, dict, Pools]:
    """The trained and judged gate, read back where it is done."""
    folder.mkdir(parents=True, exist_ok=True)
    pools = gate_pools_in(folder)
    gate = trained_gate(pools, folder, budget.gate_steps)
    limits, figures = judged_gate(gate, pools, folder, budget.trial_steps)
    return gate, limits, figures, pools


def _gate_job(folder: Path, budget: Budget) -> str:
    torch.set_num_threads(1)
    gate_in(folder, budget)
    return "gate"


def _member_job(work: Path, number: int, budget: Budget) -> str:
    train_member(work, number, budget.steps)
    return f"member {number + 1}"


def train_all(work: Path, gate_work: Path, budget: Budget, workers: int) -> None:
    """Members and gate, `workers` of them at a time on one thread each: two such are faster than one on two threads."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(_member_job, work, number, budget) for number in range(MEMBERS)]
        jobs.append(pool.submit(_gate_job, gate_work, budget))
        for job in as_completed(jobs):
            if job.exception() is not None:
                pool.shutdown(cancel_futures=True)
            print(f"{job.result()} is ready", flush=True)


def marked_films(ensemble: FindingEnsemble, films: data.Films, rules: Rules) -> torch.Tensor:
    """Pneumonia films of the part `val` that the ensemble marks, FILMS of a random order, as a batch."""
    index = np.flatnonzero((films.part == "val") & (films.label == 1))
    index = np.random.default_rng(SEED).permutation(index)[: 2 * FILMS]
    image = as_batch(films.plain[index])
    marked = rules.platt(answer(ensemble, image).logit) >= rules.threshold
    return image[torch.from_numpy(np.flatnonzero(marked)[:FILMS])]


@dataclass(frozen=True)
class Judged:
    """Rules and every figure on the findings."""

    rules: Rules
    folds: dict
    whole: dict
    faithful: dict


def judge(ensemble: FindingEnsemble, films: data.Films, work: Path) -> Judged:
    """Choose the rules out of fold, then judge; each part is read back where weights, rules and judges are the same."""
    weights = [(work / f"member-{number}.done.pt").read_bytes() for number in range(MEMBERS)]
    judges = [(HERE / f"{name}.py").read_bytes() for name in JUDGES]
    key = hashlib.sha256(b"".join(weights + judges)).hexdigest()
    out = OutOfFold.read(work)
    unseen = kept(
        work / "spread.result", key, lambda: answer(ensemble, as_batch(films.plain[films.part == "val"])).members
    )
    neutral = kept(work / "neutral.result", key, lambda: neutral_zone(ensemble, films))
    rules = choose_rules(out, films, unseen, neutral)
    adults = data.load_adult_films()
    return Judged(
        rules,
        kept(work / "folds.result", key, lambda: judge_folds(out, rules, films)),
        kept(work / "whole.result", key, lambda: judge_ensemble(ensemble, rules, films, adults)),
        kept(
            work / "faithful.result",
            key,
            lambda: faithfulness(ensemble, rules, marked_films(ensemble, films, rules)),
        ),
    )


def checked_gradient(ensemble: FindingEnsemble) -> float:
    """Error of the hand-written gradient on two golden pictures; ends the run where the formula is wrong."""
    error = gradient_error(ensemble, as_batch(np.stack(list(cases().values())[:2])))
    if not error <= LARGEST_GRADIENT_ERROR:
        raise RuntimeError(f"the gradient is off by {error:.1e}")
    return error


def facts(
    films: data.Films,
    duplicates: Duplicates,
    ensemble: FindingEnsemble,
    gate: Gate,
    limits: Limits,
    judged: Judged,
    work: Path,
) -> Trained:
    """What the card tells about the training, and what nets and gate answer together."""
    checkpoints = [torch.load(work / f"member-{number}.pt") for number in range(MEMBERS)]
    remarks = work / "remarks.txt"
    return Trained(
        minutes=[saved["spent"] / 60 for saved in checkpoints],
        steps=[saved["step"] for saved in checkpoints],
        weights_of_member=sum(p.numel() for p in load_member(work, 0).parameters()),
        weights_of_gate=sum(p.numel() for p in gate.net.parameters()),
        duplicates=duplicates,
        films=films,
        gradient_error=checked_gradient(ensemble),
        remarks=remarks.read_text().rstrip() if remarks.exists() else "",
        ablation=[json.loads(path.read_text()) for path in sorted((work / "ablation").glob("*.json"))],
        other_series=[json.loads(path.read_text()) for path in sorted((work / "ablation-series").glob("*.json"))],
        covered=without_lungs(ensemble, gate, judged.rules, limits, films),
        failures_at_gate=gate_on_failures(gate, limits, films, judged.whole["failures"]),
    )


def write_package(made: Path, films: data.Films, judged: Judged, work: Path, gate_work: Path, budget: Budget) -> None:
    """The whole package into a fresh folder."""
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    ensemble = FindingEnsemble([load_member(work, number) for number in range(MEMBERS)]).eval()
    gate, limits, gate_figures, pools = gate_in(gate_work, budget)
    model = ChestFilm(ensemble, gate).eval()
    files = {
        "weights": export_model(model, made / "model.onnx"),
        "gradient": export_gradient(ensemble, made / "gradient.onnx"),
    }
    write_golden(model, made / "golden")
    write_preprocess(made / "golden")
    used, duplicates = learned_films(films), find_duplicates(films)
    sick = used & (films.label == 1)
    counts = {
        "children": int(used.sum()),
        "adults": len(pools.adults["train"]),
        "others": sum(len(kind.train) for kind in pools.kinds.values()),
        "bacterial_share": float((films.subtype[sick] == 1).mean()),
    }
    rules, folds, whole = judged.rules, judged.folds, judged.whole
    write_json(made / "manifest.json", manifest(files, ensemble.biases, rules, limits, folds, whole, counts))
    trained = facts(films, duplicates, ensemble, gate, limits, judged, work)
    text = write_card(rules, limits, folds, whole, judged.faithful, gate_figures, counts, trained)
    (made / "CARD.md").write_text(text, encoding="utf-8")
    everything = {"folds": folds, "whole": whole, "faithfulness": judged.faithful, "gate": gate_figures}
    write_json(work / "metrics.json", everything)


PARTS = ("model.onnx", "gradient.onnx", "manifest.json", "CARD.md", "golden")


def publish(made: Path, package: Path) -> None:
    """Put a complete package in the place of the old one; what else lies in the folder stays."""
    package.mkdir(parents=True, exist_ok=True)
    for name in PARTS:
        fresh, old = package / f"{name}.new", package / name
        if (made / name).is_dir():
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.copytree(made / name, fresh)
            shutil.rmtree(old, ignore_errors=True)
        else:
            shutil.copyfile(made / name, fresh)
        fresh.replace(old)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--work",
        type=Path,
        default=Path(tempfile.gettempdir()) / "chest-film-work",
        help="folder for decoded films, checkpoints and results",
    )
    parser.add_argument("--package", type=Path, required=True, help="folder the complete package is put into")
    parser.add_argument("--gate-work", type=Path, help="folder of the gate's pools and checkpoints (else in --work)")
    parser.add_argument("--steps", type=int, default=STEPS, help="batches of each member's training")
    parser.add_argument("--gate-steps", type=int, default=GATE_STEPS, help="batches of the gate's training")
    parser.add_argument("--trial-steps", type=int, default=TRIAL_STEPS, help="batches of each trial gate's training")
    parser.add_argument("--workers", type=int, default=2, help="trainings at a time, one thread each")
    options = parser.parse_args()
    work, budget = options.work, Budget(options.steps, options.gate_steps, options.trial_steps)
    own_folder(work, budget)
    gate_work = options.gate_work or work / "gate"

    films = data.load_films(work)
    train_all(work, gate_work, budget, options.workers)
    torch.set_num_threads(options.workers)
    ensemble = FindingEnsemble([load_member(work, number) for number in range(MEMBERS)]).eval()
    judged = judge(ensemble, films, work)
    write_package(work / "package", films, judged, work, gate_work, budget)
    publish(work / "package", options.package)
    print(json.dumps({row["name"]: row["value"] for row in judged.whole["metrics"]}))


if __name__ == "__main__":
    main()
