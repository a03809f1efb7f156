/**
 * The gates between an image and a model: may this image be assessed at all? Facts come from the file, the pixels and
 * the reader; the limits from the model's own manifest. Pure rules, no I/O. A doubt that pixels can settle is a flag
 * (the unfamiliarity score then decides); a stated fact outside the intended use refuses.
 */
import { labelLogOdds, sigmoid } from '../models/calibration'
import type { Gate, ModelOutput, QualityClass } from '../models/manifest'
import type { Flag, NotAssessedCode } from './analysis'
import { describesOtherPart, describesOtherView, namesChest, normaliseTerm, viewOf } from './image-terms'

/** Measured on the pixels of the one frame, before it is resized. Brightness in 8-bit grey levels. */
export interface PixelFacts {
  rows: number
  columns: number
  frames: number
  /** the channels differ visibly: a photograph or a colour overlay, not a film saved as RGB */
  colour: boolean
  /** difference between the 99th and the 1st percentile */
  contrast: number
}

/** What is known about an image besides its pixels. Empty strings and nulls mean: the file does not say. */
export interface ImageFacts {
  /** pictures (PNG, JPEG) have no tags: their fields are empty */
  modality: string
  bodyPart: string
  viewPosition: string
  /** Patient Orientation (0020,0020): row and column direction, e.g. ['L', 'F'] */
  patientOrientation: readonly [string, string] | null
  /** study and series description, read only to refuse */
  descriptions: readonly string[]
  /** years, from the file */
  ageYears: number | null
  lossyCompressed: boolean
  burnedInAnnotation: boolean
  synthetic: boolean
  /** null where the instance has no pixels */
  pixels: PixelFacts | null
}

export interface GateFailure {
  code: NotAssessedCode
  /** English, for headless use; names limits and categories, never a patient */
  message: string
}

export interface GateResult {
  /** in order of weight: the first one is the reason given */
  failures: GateFailure[]
  flags: Flag[]
}

/** The only entry of a list that allows everything. */
const any = '*'
const allowsAny = (allowed: readonly string[]): boolean => allowed.length === 1 && allowed[0] === any
/** Whether a stated modality is one that the model reads. */
export const allowsModality = ({ modalities }: Gate, modality: string): boolean =>
  allowsAny(modalities) || modalities.includes(normaliseTerm(modality))

/** Ages from 0 to this mean that the age does not matter, and nobody is asked for one. */
const anyAge = 130
export const ageMatters = ({ ageYears }: Gate): boolean => ageYears.min > 0 || ageYears.max < anyAge

/** Below this difference of percentiles (8-bit levels) nothing can be seen on the picture. */
const smallestContrast = 16

/**
 * @param inputSide the shorter side of the model's input, px: a smaller picture is flagged. What is too small, the gate
 *   says; where it does not, half of the input's side.
 * @param statedAgeYears the reader's word; it counts only where the file has no age
 */
export function checkGates(
  facts: ImageFacts,
  gate: Gate,
  inputSide: number,
  statedAgeYears: number | null,
): GateResult {
  if (!facts.pixels) return refuse('NO_PIXELS', 'The file holds no image.')
  const results = [
    modalityGate(facts, gate),
    bodyPartGate(facts, gate),
    viewGate(facts, gate),
    pixelGate(facts.pixels, inputSide, gate.smallestSidePx ?? inputSide / 2),
    // Last, so that nobody is asked for an age for nothing.
    ageGate(facts, gate, statedAgeYears),
  ]
  return {
    failures: results.flatMap(({ failures }) => failures),
    flags: [...results.flatMap(({ flags }) => flags), ...noticeFlags(facts)],
  }
}

/**
 * What the file's tags alone allow, before a pixel is decoded: is it worth while to ask the model? An unknown age is no
 * obstacle here; the model then answers that it has to be stated.
 */
export function tagsAllow(facts: Omit<ImageFacts, 'pixels'>, gate: Gate): boolean {
  const known = { ...facts, pixels: null }
  const results = [modalityGate(known, gate), bodyPartGate(known, gate), viewGate(known, gate)]
  if (facts.ageYears !== null) results.push(ageGate(known, gate, null))
  return results.every(({ failures }) => failures.length === 0)
}

/** The last gate, after the model ran: its own score of how unlike the image is to those it was made from. */
export function checkFamiliarity(score: number, threshold: number): GateFailure | null {
  // Written so that a score that is not a number refuses.
  if (score <= threshold) return null
  return {
    code: 'UNLIKE_TRAINING_IMAGES',
    message: 'The image is unlike the films that the model was made from.',
  }
}

const qualityReasons: Record<Exclude<QualityClass, 'usable'>, readonly [NotAssessedCode, string]> = {
  'not-a-chest-film': ['NOT_A_CHEST_FILM', 'The picture does not look like a chest film.'],
  'other-modality': ['OTHER_MODALITY', 'The picture looks like one of another modality.'],
  lateral: ['LATERAL_VIEW', 'The film looks like a lateral view.'],
  'upside-down': ['UPSIDE_DOWN', 'The film looks upside down.'],
  rotated: ['ROTATED', 'The film looks turned to its side.'],
  inverted: ['INVERTED', 'The greys of the film look inverted.'],
  cropped: ['CROPPED', 'The film does not seem to show the whole chest.'],
  overexposed: ['OVEREXPOSED', 'The film looks overexposed.'],
  underexposed: ['UNDEREXPOSED', 'The film looks underexposed.'],
  adult: ['LOOKS_ADULT', 'The film looks like that of an adult.'],
  photograph: ['PHOTOGRAPH', 'The picture looks like a photograph of a film.'],
  noise: ['NOISE', 'The picture looks like noise.'],
}

/**
 * What the model itself saw in the picture: refused where P(usable) is below the model's limit, for the likeliest other
 * class. @param logits one a class, of a softmax
 */
export function checkQuality(
  logits: ArrayLike<number>,
  {
    classes,
    usableAtLeast,
  }: Pick<Extract<ModelOutput, { role: 'quality-logits' }>, 'classes' | 'usableAtLeast'>,
): GateFailure | null {
  const usableAt = classes.indexOf('usable')
  const usable = sigmoid(labelLogOdds(logits, usableAt, 'softmax'))
  // Written so that a share that is not a number refuses.
  if (usable >= usableAtLeast) return null
  let worst: Exclude<QualityClass, 'usable'> = 'noise'
  let largest = -Infinity
  for (const [at, name] of classes.entries()) {
    const logit = logits[at] ?? NaN
    if (name === 'usable' || !(logit > largest)) continue
    worst = name
    largest = logit
  }
  const [code, message] = qualityReasons[worst]
  return { code, message }
}

const passed: GateResult = { failures: [], flags: [] }
const refuse = (code: NotAssessedCode, message: string): GateResult => ({
  failures: [{ code, message }],
  flags: [],
})
const flag = (code: Flag['code'], severity: Flag['severity'] = 'info'): GateResult => ({
  failures: [],
  flags: [{ code, severity }],
})

function pixelGate(pixels: PixelFacts, inputSide: number, smallestSide: number): GateResult {
  const result: GateResult = { failures: [], flags: [] }
  const add = (part: GateResult) => {
    result.failures.push(...part.failures)
    result.flags.push(...part.flags)
  }
  if (pixels.frames > 1) {
    add(refuse('MULTI_FRAME', `The image has ${pixels.frames} frames; the model reads single films.`))
  }
  if (pixels.colour) add(refuse('COLOUR_IMAGE', 'The image is in colour; the model reads grey films.'))
  const side = Math.min(pixels.rows, pixels.columns)
  const size = `${pixels.columns} x ${pixels.rows}`
  if (side < smallestSide) {
    add(
      refuse('IMAGE_TOO_SMALL', `The image has ${size} pixels; at least ${smallestSide} a side are needed.`),
    )
  } else if (side < inputSide) add(flag('LOW_RESOLUTION', 'warning'))
  if (pixels.contrast < smallestContrast) {
    add(refuse('IMAGE_WITHOUT_CONTRAST', 'The image has next to no contrast.'))
  }
  return result
}

function modalityGate({ modality }: ImageFacts, gate: Gate): GateResult {
  if (allowsAny(gate.modalities)) return passed
  const term = normaliseTerm(modality)
  if (term === '') return flag('MODALITY_UNSTATED')
  if (allowsModality(gate, modality)) return passed
  return refuse(
    'MODALITY_OUTSIDE_USE',
    `Modality ${term.slice(0, 16)} is not one of ${gate.modalities.join(', ')}.`,
  )
}

function bodyPartGate({ bodyPart, descriptions }: ImageFacts, gate: Gate): GateResult {
  if (allowsAny(gate.bodyParts)) return passed
  const term = normaliseTerm(bodyPart)
  const chestModel = gate.bodyParts.some(namesChest)
  if (term === '') {
    if (chestModel && descriptions.some(describesOtherPart)) {
      return refuse('BODY_PART_OUTSIDE_USE', 'The description names another body part.')
    }
    return flag('BODY_PART_UNSTATED')
  }
  const accepted =
    gate.bodyParts.some((part) => normaliseTerm(part) === term) || (chestModel && namesChest(bodyPart))
  if (accepted) return passed
  return refuse('BODY_PART_OUTSIDE_USE', `The body part is not one of ${gate.bodyParts.join(', ')}.`)
}

function viewGate({ viewPosition, patientOrientation, descriptions }: ImageFacts, gate: Gate): GateResult {
  if (allowsAny(gate.views)) return passed
  const outside = refuse('VIEW_OUTSIDE_USE', `The view is not one of ${gate.views.join(', ')}.`)
  const view = viewOf(viewPosition)
  // On a frontal film rows run from side to side; from front to back (A, P) they run on a lateral one.
  const acrossRows = patientOrientation?.[0].charAt(0) ?? ''
  if (acrossRows === 'A' || acrossRows === 'P') return outside
  if (view === 'unstated') return descriptions.some(describesOtherView) ? outside : flag('VIEW_UNSTATED')
  if (view === 'frontal') return gate.views.some((allowed) => viewOf(allowed) !== 'other') ? passed : outside
  return view !== 'other' && gate.views.includes(view) ? passed : outside
}

/** Limits are completed years: with 1 to 5, a child is inside until its sixth birthday. */
function ageGate({ ageYears }: ImageFacts, gate: Gate, statedAgeYears: number | null): GateResult {
  if (!ageMatters(gate)) return passed
  const age = ageYears ?? statedAgeYears
  const { min, max } = gate.ageYears
  if (age === null) {
    return refuse(
      'AGE_UNKNOWN',
      `The age is unknown and must be stated; the model is made for ${min} to ${max} years.`,
    )
  }
  const flags: Flag[] = ageYears === null ? [{ code: 'AGE_STATED_BY_READER', severity: 'info' }] : []
  const inside = age >= min && Math.floor(age) <= max
  if (inside) return { failures: [], flags }
  const message = `The age is outside the ${min} to ${max} years that the model is made for.`
  return { failures: [{ code: 'AGE_OUTSIDE_POPULATION', message }], flags }
}

function noticeFlags({ lossyCompressed, burnedInAnnotation, synthetic }: ImageFacts): Flag[] {
  const flags: Flag[] = []
  if (lossyCompressed) flags.push({ code: 'LOSSY_COMPRESSED', severity: 'info' })
  if (burnedInAnnotation) flags.push({ code: 'BURNED_IN_ANNOTATION', severity: 'info' })
  if (synthetic) flags.push({ code: 'SYNTHETIC_IMAGE', severity: 'warning' })
  return flags
}

/**
 * For evaluation only: every failed gate becomes a warning on the answer. An image without pixels cannot be scored, so
 * that one failure stays.
 */
export function ignoreGates(result: GateResult): GateResult {
  const noPixels = result.failures.filter(({ code }) => code === 'NO_PIXELS')
  return { failures: noPixels, flags: [...result.flags, ...ignoredFlags(result.failures)] }
}

function ignoredFlags(failures: readonly GateFailure[]): Flag[] {
  const flags: Flag[] = [{ code: 'GATES_IGNORED', severity: 'warning' }]
  for (const { code } of failures) if (code !== 'NO_PIXELS') flags.push({ code, severity: 'warning' })
  return flags
}
