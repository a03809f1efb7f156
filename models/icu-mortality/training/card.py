"""CARD.md: what the model is for, how it was made, and how well it does, with every figure as it was measured."""

from __future__ import annotations

from data import Stays
from judge import Rules
from package import CITATION, EXCLUSIONS, INTENDED_USE
from settings import FOLDS, MODEL_ID, MODEL_VERSION, NET_SEEDS, TREE_HOURS, TREE_SETS


def _figure(row: tuple[float, tuple[float, float]]) -> str:
    value, (low, high) = row
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


def _table(head: list[str], rows: list[list[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _cleaning(stays: Stays) -> str:
    rows = [
        [name, done["kept"], done["repaired"], done["refused"], done["missing"]]
        for name, done in stays.counts.items()
        if done["repaired"] or done["refused"] or done["missing"]
    ]
    return _table(["parameter", "kept", "repaired", "refused", "marked as missing"], rows)


def _results(figures: dict, rules: Rules) -> str:
    whole, saps, days, parts = figures["whole"], figures["saps"], figures["days"], figures["parts"]
    names = {"auc": "area under the ROC curve", "event-1": "Event 1 (smaller of sensitivity and predictive value)", "sensitivity": "sensitivity",
             "specificity": "specificity", "ppv": "positive predictive value", "ece": "expected calibration error, ten equal steps", "brier": "Brier score"}
    measures = _table(["measure", "value (95 % interval)"], [[title, _figure(whole[name])] for name, title in names.items()])
    hours = _table(
        ["after hours", "AUC", "calibration error", "Brier score"],
        [[row["hour"], *(_figure(row[name]) for name in ("auc", "ece", "brier"))] for row in figures["by hour"]],
    )
    compared = _table(
        ["out of the same folds", "AUC", "best Event 1"],
        [[name, f"{row['auc']:.4f}", f"{row['best event-1']:.3f}"] for name, row in parts.items()],
    )
    subgroups = _table(
        ["group", "stays", "died", "mean risk", "AUC", "sensitivity", "predictive value", "Event 1"],
        [
            [row["group"], row["n"], f"{row['died']} ({row['died'] / row['n']:.1%})", f"{row['mean risk']:.1%}",
             *(_figure(row[name]) for name in ("auc", "sensitivity", "ppv", "event-1"))]
            for row in figures["subgroups"]
        ],
    )
    folds = ", ".join(f"{value:.4f}" for value in figures["auc of each fold"])
    return f"""## Results out of fold

{figures['n']} stays, {figures['died']} deaths. Each stay is scored by the one member that never saw it, with weights and calibration made on the other folds.
The shipped model is the mean of all {FOLDS} members, which no stay of these sets can test; a kept-apart set has to. Intervals: 500 draws of stays.
Threshold {rules.threshold:.4f}.

{measures}

AUC of each fold: {folds}. Event 1 where the threshold too comes from the other folds: {figures['event-1 with the threshold of the other folds']:.4f}.
Hosmer-Lemeshow over tenths of risk: {figures['hosmer']['statistic']:.1f}, p = {figures['hosmer']['p']:.3f} (10 degrees of freedom).

### Earlier hours

{hours}

The model sees nothing but the hours before; these rows are for patients who stayed at least 48 hours.

### Compared

{compared}

The best Event 1 takes the best threshold on the same stays, for all rows alike. Plain boosting: scikit-learn's, 100 trees, on all features.
SAPS-I on the {saps['n']} stays that have one: AUC {saps['auc of SAPS-I']:.3f}, best Event 1 {saps['best event-1 of SAPS-I']:.3f}; this model on the same stays: AUC {saps['auc of the model']:.3f}.
The challenge's own figures on its test set: best entry Event 1 0.5353, SAPS-I 0.3125 (Silva et al. 2012).

### Subgroups

{subgroups}

### Length of stay

{days['n']} stays with a recorded length. Mean absolute error of the median {days['mae']:.2f} days, half of the errors below {days['median absolute error']:.2f}; one
constant for everybody ({days['constant']:.0f} days) has {days['mae of a constant']:.2f}. The interval from the 10 % to the 90 % quantile, {days['mean width']:.1f} days wide on average, holds
{days['inside']:.1%} of the stays (wanted {days['wanted inside']:.0%}). A single patient's length of stay is hardly foreseeable from two days; the interval says so."""


def write_card(rules: Rules, figures: dict, stays: Stays, epochs: int) -> str:
    """The card's text."""
    exclusions = "\n".join(f"- {line}" for line in EXCLUSIONS["en"])
    tried = ", ".join(str(hour) for hour in TREE_HOURS)
    return f"""# {MODEL_ID} {MODEL_VERSION}: death in hospital from the first 48 hours of intensive care

Research use only. Not a medical device. A probability for a clinician to weigh, never a decision.

## Intended use

{INTENDED_USE['en']}

{INTENDED_USE['zh-CN']}

Not for:

{exclusions}

## What it gives

- `logit` [N,1]: the mean of the members' log-odds. Probability = sigmoid({rules.platt.slope:.4f} x logit + {rules.platt.intercept:.4f}), at a share of deaths of {stays.died.mean():.3f}.
- `members` [N,{FOLDS}]: the log-odds of each member; their range shows how far the training stays decide about the answer.
- `days` [N,3]: quantiles 10 %, 50 % and 90 % of the days from admission to the unit to the end of the stay in hospital, alive or dead.

Input `grid` [N,48,columns]: for each hour whether it is over, for each series the hour's mean (urine: sum) and how many values there were, and
what is known at admission. Hours that are not over are empty: the risk after h hours is the answer to a grid that ends at hour h, so that it
cannot see the future. Scaling, forward fill and features are inside the graph. SAPS-I, SOFA, length of stay and survival are no inputs.

## Data

PhysioNet/Computing in Cardiology Challenge 2012, sets a and b: {len(stays.died)} adult stays of at least 48 hours in four kinds of units of one hospital,
{int(stays.died.sum())} deaths in hospital. Open Data Commons Attribution License 1.0.

{CITATION}

## Cleaning

The catalogue in the manifest (`inputs[0].measurements`) names for each parameter the plausible range with its source and the repairs. A value inside
the range is never touched; outside of it the first repair that leads into the range is made, else the value is refused. Nothing is clipped.
What that did to sets a and b:

{_cleaning(stays)}

## Method

{FOLDS} members, one for each fold. Each is the weighted sum of two kinds of models, weights by the number of hours that are over:

- boosted trees (scikit-learn), {TREE_SETS} sets of a random half of 510 features each, learned after {tried} hours of each stay; features are statistics of each
  channel so far (first, last, extremes, mean, spread, slope, number, time since last, the same of the last 12 hours), pressures of a line or a cuff joined;
- an LSTM in one direction with the mean and the maximum of its states so far, {NET_SEEDS} of them a member, {epochs} passes; at each hour it reads the values carried
  forward, which were measured, the time since, and what is known at admission. It learns the outcome at every hour, and the length of stay beside it.

Trees and nets are in one graph. Weights, calibration (Platt) and threshold were made on out-of-fold answers.

{_results(figures, rules)}

## Limits

- One hospital, 2001 to 2008. Practice, devices and survival have changed; calibration elsewhere is unknown until it is checked.
- Which tests are ordered tells the model how ill the staff held the patient to be. Where ordering habits differ, so will its answers.
- All stays lasted 48 hours or more. Early in the course the risk is that of patients who will stay that long.
- Decisions to limit treatment are not recorded in the source and are part of what is predicted.
- Explanations show what the model reacts to, not causes.

## Licence

Apache-2.0 for the weights; data as named above.
"""
