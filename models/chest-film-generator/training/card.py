"""CARD.md: what the generator is for, what it is made of, and what was measured, in words."""

from __future__ import annotations

from pathlib import Path

from settings import MODEL_ID, MODEL_VERSION, SIDE


def _share(row: dict) -> str:
    low, high = row["ci95"]
    return f"{row['value']:.1%} ({low:.1%} to {high:.1%}, n = {row['n']})"


def _plain(figures: dict) -> str:
    plain = figures.get("plain pair")
    if plain is None:
        return "In the run of this card it was not trained again."
    told = plain["agreement"]["mean of normal and pneumonia"]["value"]
    return (
        f"In the run of this card it had {plain['steps']} steps: distance {plain['frechet']:.1f} "
        f"(shipped generator {figures['frechet']['drawn to validation']:.2f}), seen as intended {told:.0%}: near by these figures, with blurred and wavy ribs to the eye."
    )


def _memory(rows: dict) -> str:
    lines = ["| space | | nearest of all | 1 % | median |", "|---|---|---|---|---|"]
    for space, row in rows.items():
        for name in ("drawn", "validation"):
            least, few, middle = row[name]
            lines.append(f"| {space} | {name} films | {least:.3f} | {few:.3f} | {middle:.3f} |")
    return "\n".join(lines)


def card(figures: dict) -> str:
    agree, distance, few = figures["agreement"], figures["frechet"], figures["few films"]
    near = figures["nearest training film"]
    gain = few["gain"]
    without, with_ = (sum(few[name]) / len(few[name]) for name in ("without", "with"))
    wins = sum(b > a for a, b in zip(few["without"], few["with"]))
    pattern = f"\n| pattern, among films drawn with one | {_share(agree['pattern'])} |" if "pattern" in agree else ""
    real = figures["agreement of validation films"]
    return f"""# {MODEL_ID} {MODEL_VERSION}

Draws chest films of children of 1 to 5 years who do not exist: noise and a class in (normal, a pattern as in films labelled
bacterial, a pattern as in films labelled viral), a picture of {SIDE} x {SIDE} values out.

## Use

Demonstration, teaching, tests of software, augmentation of training data. **Never for a diagnosis**: a drawn film is about
nobody. The program writes SYNTHETIC into the pixels, the patient's name and the tags of every film, with model, class and seed,
so that each can be told and made again. The classes are patterns of the picture, not causes.

Not for judging a model (drawn films are not a test set), and not for fine signs: nothing below 1/{SIDE} of the width is drawn.

## How it works

1. **Shape.** 192 principal components of the training films at 64 px. A small dense net, trained by flow matching with
   classifier-free guidance, leads noise to the components of a film of the wanted class in 12 steps; all of them are in the graph.
2. **Detail.** A convolutional net doubles the side and adds detail. It is the generator of an adversarial pair (class-conditional
   critic with projection, logistic loss, gradient penalty on real films, critic shown other exposures), trained on pieces of films
   for {figures["detail steps"]} steps.

A plain convolutional adversarial pair from noise to 64 px (`training/plain_pair.py`) was tried first. In the time there was, it was
not good enough to look at. {_plain(figures)} A class-conditional WGAN-GP on the components was tried in place of the flow and
within its few minutes did not leave the plain normal distribution that it began as.

## Data

Training part of Kermany et al. 2018 (CC BY 4.0), {sum(figures["films"].values())} films by patient ({", ".join(f"{name} {n}" for name, n in figures["films"].items())}), byte-identical
copies left out. Films of validation patients were never trained on; they are what everything below is measured against.
The films of the training were squeezed to squares and compressed by their source.

## Measured

{figures["n"]} drawn films, equally many of each class, judged by the program's own chest-film {figures["judge"]}.

**Likeness**: Fréchet distance on that model's pooled features (smaller is better; compare only within this table).

| | distance |
|---|---|
| drawn films to validation films | {distance["drawn to validation"]:.3f} |
| training films to validation films, the floor | {distance["training to validation (floor)"]:.3f} |
| validation films blurred to half their resolution, to validation films | {distance["blurred validation to validation"]:.3f} |

**Seen as intended** by chest-film {figures["judge"]} at its shipped threshold (validation films: normal {real["normal"]["value"]:.1%}, pneumonia {real["pneumonia"]["value"]:.1%}).

| drawn as | share |
|---|---|
| normal | {_share(agree["normal"])} |
| bacterial pattern: pneumonia seen | {_share(agree["bacteria"])} |
| viral pattern: pneumonia seen | {_share(agree["virus"])} |
| all | {_share(agree["all"])} |
| mean of normal and pneumonia | {agree["mean of normal and pneumonia"]["value"]:.1%} |{pattern}

The judge learned from the same films as the generator, and how far the class is emphasised was chosen by looking at this figure. So
it shows that the classes differ as in the training, not that a radiologist would agree, and another judge may agree less.

**Variety**: spread of features within a class, drawn over validation films (1 = as varied):
{", ".join(f"{name} {value:.2f}" for name, value in figures["variety"].items())}.

**Memory**: distance of each drawn film to its nearest training film, beside that of validation films (pixels: 32 px, exposure
taken out; features: in spreads).

{_memory(near)}

{near["pixels"]["nearer than every validation film"]} of {figures["n"]} drawn films lie nearer to a training film than every validation film does in pixels,
{near["features"]["nearer than every validation film"]} in features. Drawn films are smoother than real ones, which alone brings them nearer to everything.
The 24 nearest pairs are drawn side by side (`nearest-pairs.png` in the working folder, not shipped) and were looked at:
{figures.get("looked at", "see the recipe.")}

**Few films**: a small net on {few["films"]} films, validation AUC over {len(few["with"])} seeds: {without:.4f} without and {with_:.4f} with {few["drawn"]} drawn films
(difference {gain:+.4f}, standard deviation {few["gain sd"]:.4f}; better in {wins} of {len(few["with"])}). The generator saw all training films, so this is what a site
with few films and this generator gains, not what a generator trained on those few films would bring.

## Limits

- {SIDE} px, enlarged smoothly: soft beside a real film. No fine lines, no legible side markers, hardly any tubes or devices.
- Ribs may merge or end, outlines may be doubled, and over about one film in seven of version 1.1.0 (21 of 144 looked at, seldom a
  normal one) lies a woven texture that no film has. Diaphragm, heart and mediastinum are plausible, not checked by a radiologist.
- Faults of the source (framing that goes with the class, markers, compression) are drawn along.
- Children of one hospital only.
"""


def write_card(target: Path, figures: dict) -> None:
    target.write_text(card(figures), encoding="utf-8")
