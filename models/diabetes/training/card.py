"""CARD.md of each package, from measured figures only."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from blend import Blend
from settings import Recipe
from tables import Table
from texts import WORDS
from unusual import Familiar
from validate import Validation, reliability, standard_error

NAMES = {"auc": "AUC", "sensitivity": "sensitivity", "specificity": "specificity", "ece": "ECE", "brier": "Brier score"}

LIMITS = {
    "diabetes": """- The outcome is what people said they had been told, not a measurement; people who have diabetes and do not know of it count as healthy, so
  the model learns who has been diagnosed. It says nothing about the future.
- The table is balanced by design: a risk is valid only after re-weighting, which the calibration holds (prevalence 0.14). At a site with
  another prevalence it must be set.
- `GenHlth`, `PhysHlth`, `HighBP`, `HighChol`, `CholCheck` are partly consequences of a diagnosis and of the care that follows it.
- Many rows are equal in all columns, as twelve coarse answers of 60,000 people must be; they are kept as different people.
- Under 45 years the threshold finds fewer than half (sensitivity 0.45 against 0.80 in all): few are ill there, and one threshold serves all ages. Such
  rows carry the flag `SENSITIVITY_LOW_IN_GROUP`; an answer below the threshold reassures little there.
- Answers by telephone, 2015, United States; survey weights are not in the table.""",
    "diabetes-nhanes": """- The outcome is what people said they had been told, not a measurement. Treated people have changed what is measured of them: statins
  lower cholesterol, and who is ill judges the own health as worse.
- `DiabetesAge` is never read: only people with the diagnosis have it. Urine flow, income category doublets and columns of one survey year are not read either.
- The published table draws 10,000 rows with repeats; a person is one row here with the number of draws as weight, and in one fold only.
- Ethnic group is not an input; its figures stand among the subgroups. Under 45 years the threshold finds three in ten
  (sensitivity 0.31, 53 persons with diabetes). Such rows carry the flag `SENSITIVITY_LOW_IN_GROUP`; an answer below the threshold reassures little there.""",
    "heart-disease": """- Referred patients: about half have the disease. In people who are not referred the risk would be far too high.
- Zurich and Basel are one site in the table (Detrano 1989 names both; 303 patients of Cleveland, 200 of Long Beach, 143 of Switzerland). Its Hungarian
  number could not be confirmed from a readable copy, nor the years of collection: the tables were given to the repository in July 1988.
- The sites differ in whom they sent and in what they wrote down: disease in 35 % (Hungary) to 95 % (Switzerland). `site` and `num` are
  never read, and no sign of an empty cell is an input, because which cells are empty (`ca`, `thal`, `slope`, `chol` = 0) betrays the hospital. Trees can
  still tell a filled cell by its exact value, so some of it may be left. See the table by site: there is no calibration that is right for a hospital which was not in the training.
- `chol` = 0 and `trestbps` = 0 mean not measured. `ca` and `thal` are known of few outside Cleveland.
- Definitions, tests and treatment of before 1988 were others.""",
    "heart-failure": """- 255 patients of two hospitals in one city (the published table has 299, of whom 96 died): the intervals are wide, and no table from elsewhere was at hand.
- The paper calls all of them patients with systolic dysfunction in NYHA class III or IV; the class is no column, and 55 of the 255 have an ejection
  fraction of 50 % or more.
- Units as the numbers are, not as they are printed: platelets are published as `kiloplatelets/mL` and are counts of a microlitre; creatine kinase is
  published as mcg/L and has the size of an activity in U/L.
- `time` (days of follow-up) is never read: who died early was followed shortly, so it holds the outcome.
- Follow-up was of different length; a method for survival times would need `time` as outcome. The probability is of death within the follow-up that
  these patients had.
- The calibration error cannot be told from chance on so few: a perfectly calibrated model with these probabilities would show 0.065 on average and
  0.037 to 0.098 in 95 of 100 draws of 255 persons. Read the probability as high, middle or low.
- `diabetes`, `smoking`, `sex` and `platelet` carry next to nothing here; treatment is not recorded.""",
}


def write_blend_card(
    path: Path,
    blend: Blend,
    table: Table,
    found: Validation,
    threshold: float,
    measured: list,
    difference: tuple[float, tuple[float, float]],
    groups: list[dict],
    sites: list[dict],
) -> None:
    recipe, words = blend.recipe, WORDS[blend.recipe.id]
    parts = [
        f"# {words.title[0]}\n\nModel `{recipe.id}`. Research use only.",
        f"## What it estimates\n\n{words.estimates[0]}\n\n{words.use[0]}\n\nNot for:\n\n"
        + "\n".join(f"- {en}" for en, _ in words.exclusions),
        _inputs(recipe),
        f"## Data\n\n{words.source}. Licence: {words.data_licence}. {len(table.y):,} persons, {int(table.y.sum()):,} with the outcome.\n\n{words.citation}",
        _method(blend, threshold),
        _results(blend, table, found, measured, difference),
        _reliability(table, found),
        _groups(groups),
        *([_sites(sites)] if sites else []),
        f"## Known weaknesses\n\n{LIMITS[recipe.id]}",
    ]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _inputs(recipe: Recipe) -> str:
    rows = []
    for column in recipe.columns:
        allowed = ", ".join(cell for cell, _, _ in column.choices) or f"{column.low:g} to {column.high:g}"
        also = f"; {', '.join(column.missing)} = not known" if column.missing else ""
        rows.append(f"| `{column.name}` | {column.title[0]} | {column.unit or 'code'} | {allowed}{also} |")
    age = recipe.age_limits
    limits = f" `{age[0]}` has to be known and from {age[1]} to {age[2]}." if age else ""
    return (
        "## Inputs\n\n| column | meaning | unit | allowed |\n|---|---|---|---|\n"
        + "\n".join(rows)
        + f"\n\nA value outside of what is allowed is not clipped: the row is not assessed.{limits} Empty cells are filled with the training table's"
        f" median inside the graph and flagged; at least {recipe.least_known} of {len(recipe.columns)} columns have to be known."
    )


def _method(blend: Blend, threshold: float) -> str:
    recipe = blend.recipe
    shares = ", ".join(f"{name} {share:.2f}" for name, share in zip(("additive", "trees", "net"), blend.weight))
    return f"""## Method

{len(blend.members)} members, each fitted without one fold. A member is a weighted mean, in log-odds, of an additive logistic model (value, square, cube,
hinges at five quantiles, one indicator a code), of gradient boosted trees ({recipe.tree_rounds} trees of up to {recipe.tree_leaves} leaves) and of a net with two hidden layers
of {recipe.net_hidden}. Shares, fitted on out-of-fold predictions: {shares}. The range beside a probability is that of the members. Platt scaling on
out-of-fold predictions: slope {blend.slope:.3f}, intercept {blend.intercept:.3f}, prevalence {blend.prevalence:.3f}.

Threshold {threshold:.4f}: the largest calibrated probability that keeps a sensitivity of {recipe.sensitivity} on out-of-fold predictions."""


def _results(blend: Blend, table: Table, found: Validation, measured: list, difference: tuple) -> str:
    rows = "\n".join(f"| {NAMES[name]} | {value:.4f} | {low:.4f} to {high:.4f} |" for name, value, (low, high) in measured)
    gain, (low, high) = difference
    repeats = blend.recipe.outer_repeats
    spread = np.std(found.fold_auc, ddof=1)
    n = len(table.y)
    apart = n * 15 / 85
    share = table.y.mean()
    error = standard_error(float(np.mean(found.fold_auc)), round(apart * share), round(apart * (1 - share)))
    return f"""## Results

Nested cross-validation, {blend.recipe.outer_folds} folds, {"once" if repeats == 1 else f"{repeats} times"}: in every outer fold features, {blend.recipe.inner_folds} members, shares and calibration are fitted
anew. AUC as the table is; the other figures at the stated prevalence. Intervals: 200 bootstrap draws of persons. Mean over the repeats. The ECE of
a draw is never below chance, so its interval lies a little too high.

| measure | value | 95 % interval |
|---|---|---|
{rows}

AUC by fold: mean {np.mean(found.fold_auc):.4f}, standard deviation {spread:.4f}. Plain gradient boosting (scikit-learn's histogram trees as they come, empty cells
as such) on the same folds: {np.mean(found.plain_fold_auc):.4f}; difference of the pooled AUC {gain:+.4f} ({low:+.4f} to {high:+.4f}). On a part kept apart of the usual size
(15 %, {round(apart)} persons) one standard error of the AUC is {error:.3f}."""


def _reliability(table: Table, found: Validation) -> str:
    p = found.probability.mean(axis=0)
    rows = "\n".join(
        f"| {mean:.3f} | {seen:.3f} | {count} |" for mean, seen, _, count in reliability(table.y, p, found.weight)
    )
    return f"""## Calibration

Ten bins of equal weight at the stated prevalence, out-of-fold probabilities.

| mean probability | observed share | persons |
|---|---|---|
{rows}"""


def _groups(groups: list[dict]) -> str:
    rows = "\n".join(
        f"| {g['name'][0]} | {g['n']} | {g['positives']} | {g['auc']:.3f} ({g['ci'][0]:.3f} to {g['ci'][1]:.3f}) | {g['sensitivity']:.3f} | {g['specificity']:.3f} | {g['mean']:.3f} | {g['seen']:.3f} |"
        for g in groups
    )
    return f"""## Subgroups

Groups with fewer than five persons on one side are left out. Sensitivity and specificity at the threshold.

| group | persons | with outcome | AUC (95 % interval) | sensitivity | specificity | mean probability | observed share |
|---|---|---|---|---|---|---|---|
{rows}"""


def _sites(sites: list[dict]) -> str:
    rows = "\n".join(
        f"| {s['site']} | {s['n']} | {s['auc']:.3f} ({s['low']:.3f} to {s['high']:.3f}) | {s['mean']:.3f} | {s['share']:.3f} |" for s in sites
    )
    return f"""## One hospital left out

Each hospital judged by a model that was fitted on the other three: what a new hospital has to expect.

| hospital | persons | AUC (95 % interval) | mean probability | observed share |
|---|---|---|---|---|
{rows}"""


def write_familiar_card(path: Path, tables: list[Familiar]) -> None:
    rows = "\n".join(
        f"| `{t.recipe.id}` | {t.report['n']:.0f} | {t.report['flagged_held_out']:.3f} | {t.report['flagged_wrong_cell']:.3f} | {t.report['flagged_shuffled']:.3f} | {t.report['auc_shuffled']:.3f} ({t.report['auc_ci'][0]:.3f} to {t.report['auc_ci'][1]:.3f}) |"
        for t in tables
    )
    path.write_text(
        f"""# How unusual a patient's row is

Model `unusual-patient`. Research use only. It goes with the models `diabetes`, `diabetes-nhanes`, `heart-disease` and `heart-failure` and flags rows that are unlike
the table which that model was fitted on (`UNUSUAL_INPUT`). The flag is a warning: the estimate stands beside it.

## Method

One autoencoder a table (24, 5, 24 hidden units, tanh), all in one graph. Standardised columns; an empty cell is passed over, in the input as in the error.
Score: mean squared error of the rebuilt cells, each measured by what is usual for its column, plus a quarter of the largest one. The limit is the value that 1 % of held-out rows of the training table exceed. The graph also gives the code, scaled to unit
covariance: two rows that are near in it are similar patients.

## Results

Five folds: rows held out of the fit; the same with one number at an end of its allowed range (some ends, such as 0 days, are usual); and with their cells shuffled
between patients, so that each value is usual and only their company is not. Tables of coarse or nearly independent columns can hardly show the latter: what
is flagged is above all a far value.

| table | rows | flagged, held out | flagged, one cell at an end of its range | flagged, shuffled | AUC held out against shuffled (95 % interval) |
|---|---|---|---|---|---|
{rows}

## Known weaknesses

- Usual is what the training table holds: a rare but healthy person is flagged, and a wrong value within the usual range is not.
- A low score does not mean that the estimate is right.
- Data and licences: as in the cards of the four models.
""",
        encoding="utf-8",
    )
