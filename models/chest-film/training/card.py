"""CARD.md, written from the measured numbers so that text and numbers cannot part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ablation import ROWS
from cleaning import ALIKE, SAME, Duplicates
from data import Films
from evaluate import Rules
from fit_finding import BATCH, PEAK_RATE, SHARES
from gate_evaluate import Limits
from members import RECIPE, SHIFTED_EVERY
from package import (
    CAUTION,
    CITATION,
    EXCLUSIONS,
    FAMILIARITY_RULE,
    INTENDED_USE,
    LICENCE,
    MIRRORED_RULE,
    QUALITY_RULE,
    REFER_RULE,
    THRESHOLD_RULE,
)
from readings import READINGS
from settings import (
    CAM_SIDE,
    DOUBT,
    LABEL_SMOOTHING,
    MEMBERS,
    MODEL_ID,
    MODEL_VERSION,
    NEUTRAL_FILMS,
    SIDE,
    STATED_PREVALENCE,
)


@dataclass(frozen=True)
class Trained:
    """Facts of the training. minutes, steps: of each member. remarks: what was irregular about the run. ablation, other_series: rows of
    ablation.py. covered, failures_at_gate: see together.py."""

    minutes: list[float]
    steps: list[int]
    weights_of_member: int
    weights_of_gate: int
    duplicates: Duplicates
    films: Films
    gradient_error: float
    remarks: str
    ablation: list[dict]
    other_series: list[dict]
    covered: dict[str, dict]
    failures_at_gate: dict[str, dict]


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _table(head: list[str], rows: list[list[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(c) for c in row) + " |" for row in rows]
    return "\n".join(lines)


def _interval(ci95: list[float]) -> str:
    return f"{ci95[0]:.3f} to {ci95[1]:.3f}"


def _with_interval(value: float, ci95: list[float]) -> str:
    return f"{value:.3f} ({_interval(ci95)})"


def _figures(rows: list[dict]) -> str:
    return _table(
        ["measure", "value", "95 % interval", "films", "pneumonia"],
        [[r["name"], r["value"], _interval(r["ci95"]), r["n"], r["positives"]] for r in rows],
    )


def _groups(rows: list[dict]) -> str:
    return _table(
        ["group", "measure", "value", "95 % interval", "films"],
        [[r["group"], r["name"], r["value"], _interval(r["ci95"]), r["n"]] for r in rows],
    )


def _views(rows: dict[str, dict]) -> str:
    return _table(
        ["view", "AUC", "sensitivity", "specificity", "mean probability, normal", "mean probability, pneumonia"],
        [
            [
                name,
                r["auc"],
                r["sensitivity"],
                r["specificity"],
                r["mean_probability_normal"],
                r["mean_probability_pneumonia"],
            ]
            for name, r in rows.items()
        ],
    )


def _reliability(rows: list[dict]) -> str:
    return _table(
        ["probability", "films", "mean probability", "observed share (re-weighted)"],
        [[f"{r['low']:.1f} to {r['high']:.1f}", r["n"], r["mean"], r["observed"]] for r in rows],
    )


def _ablation_rows(found: list[dict], parts: list[str]) -> str:
    order = list(ROWS)
    rows = []
    for row in sorted(found, key=lambda r: order.index(r["name"])):
        for part in parts:
            r = row[part]
            rows.append(
                [
                    row["name"],
                    f"{part.replace('_', ' ')} ({r['n']})",
                    _with_interval(r["auc"], r["auc_ci95"]),
                    r["specificity_at_95"],
                    r["specificity_at_98"],
                    _with_interval(r["covered_auc"], r["covered_ci95"]),
                    r["swap_lung_auc"],
                    _with_interval(r["swap_frame_auc"], r["swap_frame_ci95"]),
                    r["pattern_auc"],
                ]
            )
    return _table(
        [
            "training",
            "judged on (films)",
            "AUC",
            "specificity at sensitivity 0.95",
            "at 0.98",
            "AUC, lungs covered",
            "swap: AUC by lungs",
            "swap: AUC by frame",
            "AUC of the pattern",
        ],
        rows,
    )


def _steps(trained: Trained) -> str:
    return " to ".join(str(steps) for steps in sorted({min(trained.steps), max(trained.steps)}))


def _ablation(trained: Trained) -> str:
    if not trained.ablation:
        return "The ablation was not run with this package."
    steps, side = trained.ablation[0]["steps"], trained.ablation[0]["side"]
    text = f"""Short trainings ({steps} batches, {side} px unless the row says otherwise; the shipped members: {_steps(trained)} batches, {SIDE} px), one run a row,
each line adding to the one above up to the whole recipe, the others changing one thing of it. `random`: a random fold of patients. `proxy`: the lowest
file numbers of each series (see Data). One run a row is noisy: from seed to seed AUCs near 0.995 move by about 0.002, specificities by several points.
`pattern` without a pattern head is chance.

{_ablation_rows(trained.ablation, ["random", "proxy"])}
"""
    if trained.other_series:
        text += f"""
A harder proxy for specificity: trained on normal films of the number series NORMAL2-IM only, judged on those of series IM (with pneumonia films of a
random fold):

{_ablation_rows(trained.other_series, ["random", "other_series"])}
"""
    return text


def _ensemble(whole: dict) -> str:
    single = whole["members_at_threshold"]
    metrics = {row["name"]: row["value"] for row in whole["metrics"]}
    rows = [[f"member {k + 1}", r["auc"], r["sensitivity"], r["specificity"]] for k, r in enumerate(single)]
    rows.append(["mean of the members' figures", *(float(np.mean([r[n] for r in single])) for n in ("auc", "sensitivity", "specificity"))])
    rows.append(["ensemble (shipped)", metrics["auc"], metrics["sensitivity"], metrics["specificity"]])
    return _table(["what", "AUC", "sensitivity", "specificity"], rows)


def _faithful(faithful: dict) -> str:
    rows = []
    for kind in ("deletion", "insertion"):
        rows.append([kind, *(_with_interval(r["mean"], r["ci95"]) for r in (faithful[f"{kind} {o}"] for o in ("map", "centre", "random")))])
    return _table(["curve", "by the map", "by distance from the centre", "in random order"], rows)


def _without_lungs(covered: dict[str, dict]) -> str:
    return _table(
        [
            "films",
            "n",
            "spread (sd) of the logit",
            "probability, 1st to 99th percentile",
            "marked at the threshold",
            "refused by the gate",
            "else referred to a reader",
        ],
        [
            [name, r["n"], r["logit_sd"], f"{r['low']:.3f} to {r['high']:.3f}", r["marked"], r["refused"], r["referred"]]
            for name, r in covered.items()
        ],
    )


def _gate_said(verdict: dict) -> str:
    told = f"refused: {verdict['reason']}" if verdict["reason"] else "let through"
    return f"{told} (usable {verdict['usable']:.3f}, familiarity {verdict['familiarity']:.2f})"


def _false_refusals(gate: dict) -> str:
    """Films of the right kind that the gate refuses as they are."""
    refused = gate["false refusals"]["refused plain films"]
    return "; ".join(f"{file.rsplit('/', 1)[-1]} ({reason})" for file, reason in refused.items()) or "none"


def _failures(whole: dict, verdicts: dict[str, dict], threshold: float) -> str:
    rows = []
    for r in whole["failures"]:
        y, x = r["map_peak"]
        place = f"{'upper' if y < 3.5 else 'lower' if y > 5.5 else 'middle'}, {'left' if x < CAM_SIDE / 2 else 'right'} in the picture"
        rows.append(
            [
                r["file"],
                r["label"],
                r["probability"],
                f"{r['low']:.2f} to {r['high']:.2f}",
                f"{r['probability'] - threshold:+.2f}, {'wrong' if r['wrong'] else 'right, but near'}",
                "yes" if r["refer"] else "no",
                _gate_said(verdicts[r["file"]]),
                f"row {y + 1}, column {x + 1} ({place})",
                READINGS.get(r["file"], "not described"),
            ]
        )
    return _table(
        [
            "file",
            "label",
            "probability",
            "members",
            "above the threshold, call",
            "referred to a reader",
            "gate",
            "peak of the map",
            "what is to be seen",
        ],
        rows,
    )


def _duplicates(found: Duplicates, films: Films) -> str:
    pairs = "; ".join(f"{films.name[i]} and {films.name[j]}" for i, j, *_ in found.pairs)
    return (
        f"near-duplicates (correlation above {ALIKE} at 40 px and above {SAME} of the fine detail): {len(found.pairs)}"
        + (f" ({pairs})" if pairs else "")
        + f", of them across patients {found.across_patients}, with contradicting labels {found.label_conflicts}, with contradicting "
        f"subtypes {found.subtype_conflicts}; {len(found.dropped)} film(s) dropped"
    )


def _share(row: dict) -> str:
    return f"{row['share']:.3f} ({row['low']:.3f} to {row['high']:.3f})"


def _gate(figures: dict) -> str:
    kinds = [
        [kind, r["label"], r["refused"]["n"], _share(r["refused"]), r["named"], r["right"]]
        for kind, r in figures["refused"].items()
    ]
    left_out = [
        [kind, r["label"], r["refused"]["n"], _share(r["refused"]), r["right"]] for kind, r in figures["left out"].items()
    ]
    false = [
        [name, row["n"], _share(row)]
        for name, row in figures["false refusals"].items()
        if isinstance(row, dict) and "share" in row
    ]
    other = figures["false refusals, limits of the other half"]
    assessed = [[name, row["n"], _share(row)] for name, row in figures["assessed"].items()]
    return f"""Films of the right kind that are refused (validation patients; "changed": fifteen imitated changes). With limits taken from the other half of the
patients: plain {_share(other['plain'])}, plain and changed {_share(other['plain and changed'])}.

{_table(["films", "pictures", "refused"], false)}

Assessed although changed:

{_table(["films", "pictures", "assessed"], assessed)}

Mirrored: flagged of mirrored films {_share(figures['mirrored']['flagged, mirrored films'])}, of films as they are {_share(figures['mirrored']['flagged, films as they are'])}.

Refused by kind (held-out pictures: other patients, folders, series and seeds). `right reason` counts reasons that tell a reader the same (a film turned
by 180 degrees is both upside down and rotated).

{_table(["kind", "class", "pictures", "refused", "this very reason", "right reason"], kinds)}

Kinds left out of the training altogether (trial gates, each trained without one group of kinds):

{_table(["kind", "class", "pictures", "refused", "right reason"], left_out)}"""


def write_card(
    rules: Rules,
    limits: Limits,
    folds: dict,
    whole: dict,
    faithful: dict,
    gate: dict,
    counts: dict[str, float],
    trained: Trained,
) -> str:
    """The whole card as Markdown."""
    adults, refer, views = whole["adults"], whole["refer"], RECIPE.views
    by_subtype = {r["group"].split()[0]: r["value"] for r in whole["subgroups"] if r["name"] == "sensitivity"}
    val = whole["metrics"][0]["n"]
    return f"""# {MODEL_ID} {MODEL_VERSION}: findings that go with pneumonia on a child's chest film

Research use only. Not a medical device. Every output is an image finding for a reader to confirm or reject, never a
diagnosis, and a film below the threshold does not rule pneumonia out.

## Intended use

{INTENDED_USE["en"]}

{INTENDED_USE["zh-CN"]}

Not for:

{chr(10).join("- " + line for line in EXCLUSIONS["en"])}

## What it gives

- `logit` [N,1]: uncalibrated, mean of {MEMBERS} members. Probability = sigmoid({rules.platt.slope:.4f} x logit + {rules.platt.intercept:.4f}), logits from -{rules.platt.neutral:.2f} to {rules.platt.neutral:.2f} taken as 0, tied to a prevalence of
  {STATED_PREVALENCE:.2f} (the share of pneumonia in the source's own separate test part, as its documentation states it: chosen to match that
  part, not measured in any clinic; no film or label of it was used). Elsewhere the share will be another, mostly lower, and calibration
  figures say little there. At another prevalence the probability has to be shifted by the difference of the log odds.
- `members` [N,{MEMBERS}]: the members' logits; through the same calibration they give the range that is shown with the probability.
- `pattern` [N,1]: logit of the bacterial against the viral pattern, given pneumonia; share = sigmoid({rules.pattern.slope:.4f} x pattern + {rules.pattern.intercept:.4f}).
  {CAUTION["en"]}
- `cam`, `pattern_cam` [N,1,{CAM_SIDE},{CAM_SIDE}]: exact class activation maps. Mean plus bias (manifest) is the logit, so they show what was added up, not an
  explanation made afterwards. They are coarse ({SIDE // CAM_SIDE} px of {SIDE}) and no segmentation.
- `quality` [N,13], `mirrored` [N,1], `familiarity` [N,1]: the gate, see below.
- `gradient.onnx`: d logit / d image of the same weights, written out by hand (transposed convolutions, masks of the rectifiers, normalisation folded);
  largest difference to automatic differentiation {trained.gradient_error:.1e} of the largest gradient of a picture.

Input: grey film, bright = dense (MONOCHROME1 already inverted), resized to {SIDE} x {SIDE} without regard to aspect by an antialiased triangle filter
to 8 bits, divided by 255. Each picture is standardised inside the graph.

## Data

- {counts['children']} films of the training part of Kermany et al. 2018 (children of 1 to 5 years, one hospital in Guangzhou) for the five-fold training, {val} films of other
  patients kept apart. CC BY 4.0. Byte-identical copies dropped; {_duplicates(trained.duplicates, trained.films)}.
- File numbers of the source run on: its own test part holds the lowest numbers of each series, the training part the higher ones (public knowledge
  of its file names). The lowest tenth that is left here served as a proxy for that part when tricks were compared. No film, label or score of the test part was used.
- {counts['adults']} adult films of an NIH ChestX-ray14 subset (64 px) and {counts['others']} pictures of other kinds (open DICOM sample sets, sample pictures of
  image packages, drawn and computed pictures): for the gate only.

{CITATION}

Licence: {LICENCE}

## Method

Five residual nets of {trained.weights_of_member / 1e6:.2f} million weights each on {SIDE} px, global average pooling and one 1x1 classifier with two heads; each trained on four of five
patient-wise folds, {_steps(trained)} batches of {BATCH} ({", ".join(f"{m:.0f}" for m in trained.minutes)} minutes each on one core shared with other work), convolutions in bfloat16, normalisation and loss in float32,
AdamW with a cosine schedule (peak {PEAK_RATE}), weight decay, channel dropout, averaged weights, {SHARES[0]:.0%} normal films in each batch, label smoothing {LABEL_SMOOTHING:.2f}. The
members as they are make the ensemble (mean of logits, mean of maps); no member saw the {val} kept-apart films.{trained.remarks}

Views: rotation to 10 degrees, separate scaling of both axes, shift, sparing mirroring, gamma, window, contrast, slow shading, blur, sharpening, noise, few
pixels, resampling with JPEG compression, covered corners ({views.corners:.0%} of films, against burned-in markers), covered edges ({views.frame_strips:.0%}), random erasing ({views.erasing:.0%}). Against shortcuts:
on {views.frame_swap:.0%} of the views the lung field (two soft, jittered ovals) is put into the frame of another film of any class and keeps its label, so the frame says nothing; on
{views.lungs_covered:.0%} the lungs are covered (mean, grey, noise, another film's blurred patch) and the target is even.

Platt scaling was fitted on out-of-fold scores, plain and (of every {SHIFTED_EVERY}rd film) under fifteen imitated changes, re-weighted to the stated prevalence; every film
is held to be wrong with a probability of at least {DOUBT:.2f}, because films of the hospital of the training show the least errors to expect.

Threshold {rules.threshold:.4f} on the calibrated probability. {THRESHOLD_RULE} Reason: films of this source are easy, films from elsewhere are not, and nets of this kind
then tend to call everything pneumonia.

Refer to a reader: probability from {rules.band.low:.2f} to {rules.band.high:.2f}, or members' range above {rules.max_range:.3f}. {REFER_RULE}
Out of fold (at the stated prevalence) {rules.band.inside:.3f} of films lie in the interval, with {rules.band.errors_inside:.3f} of the errors; error rate of the rest {rules.band.error_outside:.3f}.

## Results

### Out of fold ({MEMBERS} folds, single members)

AUC of each fold: {", ".join(f"{auc:.4f}" for auc in folds['fold_auc'])}; mean {np.mean(folds['fold_auc']):.4f}, standard deviation {np.std(folds['fold_auc'], ddof=1):.4f}. Calibration and threshold for each fold from the other folds.
Intervals: 1000 bootstrap draws of patients. ECE, accuracy and Brier score are re-weighted to the stated prevalence.

{_figures(folds['metrics'])}

{_groups([*folds['subgroups'], folds['pattern']])}

### Kept-apart patients ({val} films), the shipped ensemble and rules, judged once

{_figures(whole['metrics'])}

Every second of these films, plain and under all imitated changes, pooled:

{_figures(whole['pooled'])}

Subgroups. Machine is not in the data; number series and black border are its only traces. Age within 1 to 5 years and sex are not in the data either.

{_groups([*whole['subgroups'], whole['pattern']])}

Members and ensemble at the shipped threshold:

{_ensemble(whole)}

Referred to a reader: {refer['n']} films ({refer['share']:.3f}), among them {refer['errors_referred']} of {refer['errors']} wrong calls; of the rest sensitivity {refer['sensitivity_of_the_rest']:.3f}, specificity {refer['specificity_of_the_rest']:.3f}.

### Reliability, kept-apart patients

{_reliability(whole['reliability'])}

### Reliability, out of fold

{_reliability(folds['reliability'])}

### Imitated changes (every second of the kept-apart films)

{_views(whole['views'])}

## What it looks at

### Chance where no lung is to be seen

Kept-apart patients; the AUC should be 0.5. `auc` ranks what is answered. Logits from -{rules.platt.neutral:.2f} to {rules.platt.neutral:.2f} are answered as 0: films without lungs give
them too, so differences among them are no evidence (the largest logit of {NEUTRAL_FILMS} training films under any of these covers, rounded up).
`auc_of_raw_logits` ranks the logits before that, so it shows what the nets still take from outside the lungs: less than that zone, but not nothing.
Such films get the probability {float(rules.platt(np.zeros(1))[0]):.2f}, which is referred to a reader; the gate refuses them besides. A cover of another kind may give larger logits.

{_groups(whole['blinds'])}

{_without_lungs(trained.covered)}

Lung fields put into the frame of another film (any class): the lungs must decide, not the frame.

{_groups(list(whole['swap'].values()))}

### Other probes (every second of the kept-apart films)

{_views(whole['probes'])}

### Deletion and insertion curves of the map

Mean area under the curve of the probability over {faithful['films']} marked pneumonia films while cells of the map's grid are blurred away (deletion: lower is better) or put
back (insertion: higher is better):

{_faithful(faithful)}

## What each trick brought

{_ablation(trained)}

## Ten failures

The worst calls on kept-apart patients, looked at one by one. Left and right are those of the picture. No film of the data set is shipped.

{_failures(whole, trained.failures_at_gate, rules.threshold)}

Films of the right kind that the gate refuses, of the same patients: {_false_refusals(gate)}.

### Adults (outside the intended use)

{adults['n']} NIH films: AUC for abnormal against no finding {_with_interval(adults['auc'], adults['auc_ci95'])}; marked at the threshold: {adults['marked_normal']:.3f} of films without
finding, {adults['marked_abnormal']:.3f} of abnormal films. The nets must not be used for adults; the gate's age class and the age rule refuse them.

## Gate

A net of {trained.weights_of_gate / 1e3:.0f} thousand numbers. Quality: P(usable) at least {limits.usable:.4f}. {QUALITY_RULE}
Familiarity: at most {limits.familiarity:.3f}. {FAMILIARITY_RULE}
Mirrored: {MIRRORED_RULE}

{_gate(gate)}

## Known weaknesses

- All figures above are of one source and one hospital. On films of other hospitals, machines, ages and prevalences nothing is known; published experience
  with this source is that nets which reach 0.99 here fall to 0.94 to 0.99 AUC on its own test part and lose specificity there.
- The source squeezed all films to a square and compressed them; small or retrocardiac opacities, effusions and fine interstitial patterns are lost at {SIDE} px.
- The labels tell bacterial from viral pneumonia and normal; other disease (effusion, atelectasis, bronchiolitis, heart disease, tumour) is absent, so
  its effect on the output is unknown and often a false mark.
- The pattern is weak (AUC {whole['pattern']['value']:.3f} between films labelled bacterial and viral) and its labels are not proven by culture for every child.
- Where lungs lie far from the usual place, the ovals of the frame swap cut them off or leave some of the donor's lungs in: such views carry a partly wrong label.
- The members share one recipe and one source, so their range understates what is not known.
- Sensitivity by subtype at the threshold: bacterial {by_subtype['bacteria']:.3f}, viral {by_subtype['virus']:.3f}. A mild interstitial pattern is the likeliest miss.
"""
