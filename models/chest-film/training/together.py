"""What finding nets and gate answer together: for films without lungs, and for the ten worst calls."""

from __future__ import annotations

import numpy as np

from data import Films
from ensemble import FindingEnsemble
from evaluate import Rules, answer
from fit_finding import as_batch
from gate_evaluate import Limits, judge, reasons
from gate_net import Gate
from views import BLINDS


def without_lungs(
    ensemble: FindingEnsemble, gate: Gate, rules: Rules, limits: Limits, films: Films
) -> dict[str, dict[str, float]]:
    """Films of the part `val` plain and under each cover: spread of the logit, probabilities, and what a reader is told."""
    plain = as_batch(films.plain[films.part == "val"])
    rows = {}
    for name, image in (("as they are", plain), *((name, view(plain)) for name, view in BLINDS.items())):
        found = answer(ensemble, image)
        probability = rules.platt(found.logit)
        refused = reasons(judge(gate, image), limits) != ""
        rows[name] = {
            "n": len(plain),
            "logit_sd": float(found.logit.std()),
            "low": float(np.quantile(probability, 0.01)),
            "high": float(np.quantile(probability, 0.99)),
            "marked": float((probability >= rules.threshold).mean()),
            "refused": float(refused.mean()),
            "referred": float((rules.refer(found) & ~refused).mean()),
        }
    return rows


def gate_on_failures(gate: Gate, limits: Limits, films: Films, failures: list[dict]) -> dict[str, dict]:
    """By file name: P(usable), familiarity and the reason of a refusal ('' where assessed)."""
    named = {name.rsplit("/", 1)[-1]: index for index, name in enumerate(map(str, films.name))}
    index = [named[failure["file"]] for failure in failures]
    verdicts = judge(gate, as_batch(films.plain[index]))
    told = reasons(verdicts, limits)
    return {
        failure["file"]: {
            "usable": float(verdicts.probability[k, 0]),
            "familiarity": float(verdicts.familiarity[k]),
            "reason": str(told[k]),
        }
        for k, failure in enumerate(failures)
    }
