"""CARD.md, written from the measured numbers so that text and numbers cannot part."""

from __future__ import annotations

from fit_finding import BATCH
from package import CITATION, EXCLUSIONS, FAMILIARITY_RULE, INTENDED_USE, LICENCE, THRESHOLD_RULE
from settings import CAM_SIDE, DOUBT, LABEL_SMOOTHING, MODEL_ID, MODEL_VERSION, SIDE, STATED_PREVALENCE


def _table(head: list[str], rows: list[list[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(f"{c:.3f}" if isinstance(c, float) else str(c) for c in row) + " |" for row in rows]
    return "\n".join(lines)


def _interval(ci95: list[float]) -> str:
    return f"{ci95[0]:.3f} to {ci95[1]:.3f}"


def _figures(rows: list[dict]) -> str:
    return _table(
        ["measure", "value", "95 % interval", "films", "pneumonia"],
        [[r["name"], r["value"], _interval(r["ci95"]), r["n"], r["positives"]] for r in rows],
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


def _rates(rows: dict[str, dict]) -> str:
    return _table(["kind", "pictures", "refused"], [[kind, r["n"], r["refused"]] for kind, r in rows.items()])


def write_card(
    finding: dict, familiarity: dict, counts: dict[str, int], effort: dict[str, float], parameters: dict[str, int]
) -> str:
    """The whole card as Markdown."""
    adults = finding["adults"]
    refused = familiarity["refused_validation"]
    by_subtype = {r["group"].split()[0]: r["value"] for r in finding["subgroups"] if r["name"] == "sensitivity"}
    return f"""# {MODEL_ID} {MODEL_VERSION}: findings that go with pneumonia on a child's chest film

Research use only. Not a medical device. Every output is an image finding for a reader to confirm or reject, never a
diagnosis, and a film below the threshold does not rule pneumonia out.

## Intended use

{INTENDED_USE["en"]}

{INTENDED_USE["zh-CN"]}

Not for:

{chr(10).join("- " + line for line in EXCLUSIONS["en"])}

## What it gives

- `logit` [N,1]: uncalibrated. Probability = sigmoid({finding['slope']:.4f} x logit + {finding['intercept']:.4f}), tied to a prevalence of
  {STATED_PREVALENCE:.2f} (the share of pneumonia in the source's own separate test part, as its documentation states it: chosen to match that
  part, not measured in any clinic; no film or label of it was used). Elsewhere the share will be another, mostly lower, and calibration
  figures say little there. At another prevalence the probability has to be shifted by the
  difference of the log odds.
- `cam` [N,1,{CAM_SIDE},{CAM_SIDE}]: the exact class activation map. Its mean plus the bias in the manifest is the logit, so it shows what was added up,
  not an explanation made afterwards. It is coarse ({SIDE // CAM_SIDE} px of {SIDE}) and no segmentation.
- `familiarity` [N,1]: higher = less like the films of the training. Near 0 for usual films, near 1 at their 99th percentile.
  Above {familiarity['limit']:.3f} no finding is to be shown.

Input: grey film, bright = dense (MONOCHROME1 already inverted), resized to {SIDE} x {SIDE} without regard to aspect by an antialiased triangle filter
to 8 bits, divided by 255. Each picture is standardised inside the graph.

## Data

- {counts['children']} films of the training part of Kermany et al. 2018 (children of 1 to 5 years, one hospital in Guangzhou), {refused['n']} films of other
  patients for validation; byte-identical copies dropped. CC BY 4.0.
- {counts['adults']} adult films of an NIH ChestX-ray14 subset (64 px): only to teach the familiarity score that these are chest films too.
- {counts['others']} pictures of other kinds from open DICOM sample sets, and drawn patterns: pydicom and pydicom-data (MIT), cornerstone3D (MIT), fo-dicom
  (MS-PL), head CT of neurolabusc/dcm_qa_ct (BSD-2-Clause), T1 head MR of studyforrest (PDDL-1.0). For the familiarity score only.

{CITATION}

Licence: {LICENCE}

## Method

Residual net of {parameters['finding'] / 1e6:.2f} million weights on {SIDE} px, global average pooling and one 1x1 classifier; trained {effort['minutes']:.0f} minutes ({effort['steps']} batches of {BATCH}) on processor cores with
half normal films in each batch, label smoothing {LABEL_SMOOTHING:.2f}, and averaged weights. Views: rotation to 10 degrees, separate scaling of both axes,
shift, sparing mirroring, gamma, window, contrast, slow shading, blur, sharpening, noise, few pixels, resampling with JPEG compression, covered corners
(against burned-in markers), covered edges (against framing) and random erasing. On some films the lungs are covered and the target is
even, so that what lies outside the lungs is no evidence. No part of the choice used a test film. The familiarity score is the larger of the
logit of a net of {parameters['familiarity'] / 1e3:.0f} thousand weights and the Mahalanobis distance of its pooled features, both scaled on training films.

Platt scaling was fitted on the validation films, plain and under the imitated changes together, re-weighted to the stated prevalence: a calibration on
plain films alone is too sure of itself as soon as films come from elsewhere. For the same reason every film is held to be wrong with a
probability of at least {DOUBT:.2f}.

Threshold {finding['threshold']:.4f} on the calibrated probability. Rule: {THRESHOLD_RULE} Reason: validation films of this source are easy, films from elsewhere are not, and
nets of this kind then tend to call everything pneumonia. The tables below show what the imitated changes do; the threshold keeps the
sensitivity over all of them and gives all the rest to specificity.

## Results on validation patients

Patient-wise, never trained on. Calibration and threshold for these figures were made without the patient in question (five folds). Intervals: 1000
bootstrap draws of patients. ECE and Brier score are re-weighted to the stated prevalence.

{_figures(finding['metrics'])}

The same films, plain and under all imitated changes, pooled (shipped calibration and threshold):

{_figures(finding['pooled'])}

Subgroups:

{_table(["group", "measure", "value", "95 % interval", "films"], [[r["group"], r["name"], r["value"], _interval(r["ci95"]), r["n"]] for r in finding["subgroups"]])}

Age within 1 to 5 years, sex, projection and machine are not in the data, so nothing can be said about them.

### Reliability, plain films

{_reliability(finding['reliability'])}

### Reliability, plain and changed films

{_reliability(finding['reliability_pooled'])}

### Imitated changes

{_views(finding['views'])}

### What the net looks at

{_views(finding['probes'])}

With the lungs covered the AUC should fall towards 0.5; what stays above it is read from the frame (chest wall, shoulders,
abdomen, aspect, markers) and is a shortcut that remains. Covering the corners should change little.
### Adults (outside the intended use)

{adults['n']} NIH films: AUC for abnormal against no finding {adults['auc']:.3f} ({_interval(adults['auc_ci95'])}); marked at the threshold: {adults['marked_normal']:.3f} of films without
finding, {adults['marked_abnormal']:.3f} of abnormal films. The net must not be used for adults. The familiarity score does not refuse them; the age gate has to.

## Familiarity

Rule: {FAMILIARITY_RULE}

Refused of {refused['n']} validation films: {refused['refused']:.4f} ({_interval(refused['ci95'])}); normal {refused['normal']:.4f}, pneumonia {refused['pneumonia']:.4f}.
Under imitated changes: {", ".join(f"{name} {rate:.3f}" for name, rate in familiarity['refused_by_view'].items() if name != "plain")}.
Refused of {familiarity['refused_adults']['n']} adult validation films: {familiarity['refused_adults']['refused']:.3f}.

Kinds of which other samples were in the training (fresh samples: films of validation patients, newly drawn patterns; the DICOM pictures themselves were in the training):

{_rates(familiarity['negatives'])}

Kinds left out of the training altogether (trial nets, each trained without one group of kinds):

{_rates(familiarity['negatives_unseen_kind'])}

## Known weaknesses

- All figures above are validation figures of the same source and hospital. The same films also guided the choice of augmentation, calibration and
  threshold rule; the folds undo this for calibration and threshold only, so the figures lean to the good side. On films of other hospitals, machines, ages and
  prevalences nothing is known; published experience with this source is that nets lose specificity on its own test part.
- The source squeezed all films to a square and compressed them; small or retrocardiac opacities, effusions and fine interstitial patterns are lost at {SIDE} px.
- The labels tell bacterial from viral pneumonia and normal; other disease (effusion, atelectasis, bronchiolitis, heart disease, tumour) is absent, so
  its effect on the output is unknown and often a false mark.
- Normal and pneumonia films of this source differ in framing, positioning and markers. Augmentation and covered corners reduce this shortcut
  but do not remove it; see the covered-lungs row.
- The familiarity score has seen no lateral film, no adult film at full resolution and no film of another body part. It may let them pass, and the
  gate on body part, view and age has to hold.
- Sensitivity by subtype at the threshold: bacterial {by_subtype['bacteria']:.3f}, viral {by_subtype['virus']:.3f}. A mild interstitial pattern is the likeliest miss.
"""
