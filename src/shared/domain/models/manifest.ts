/** The model package's manifest (`models/<id>/manifest.json`): everything that must travel with the weights. */
import { z } from 'zod'
import { LocalText } from './local-text'
import { MeasurementGrid } from './measurement-grid'

const LocalList = z.strictObject({
  en: z.array(z.string().min(1)),
  'zh-CN': z.array(z.string().min(1)),
})

const positiveInt = z.number().int().positive()
/** A fixed size or the name of a free dimension such as 'N'. */
const Dimension = z.union([positiveInt, z.string().min(1)])

/**
 * What is done to an image before the model sees it, in this order: grayscale, centre-crop, resize, steps on values,
 * channels, normalise. A step may be left out, none may come twice.
 */
export const PreprocessingStep = z.discriminatedUnion('step', [
  /** Colour to luma (ITU-R BT.601, rounded); monochrome through the VOI window to 8 bits, MONOCHROME1 inverted. */
  z.strictObject({ step: z.literal('grayscale') }),
  /** The largest square in the middle. */
  z.strictObject({ step: z.literal('centre-crop') }),
  /** Separable triangle filter whose support grows with the reduction (anti-aliased), result rounded to 8 bits. */
  z.strictObject({
    step: z.literal('resize'),
    width: positiveInt,
    height: positiveInt,
    filter: z.literal('triangle'),
    keepAspect: z.literal(false),
  }),
  z.strictObject({ step: z.literal('scale'), divideBy: z.number().positive() }),
  /** 0..255 to low..high, linear */
  z.strictObject({ step: z.literal('range'), low: z.number(), high: z.number() }),
  /** each image from its own smallest..largest value to 0..1 */
  z.strictObject({ step: z.literal('stretch') }),
  /** each image to mean 0 and standard deviation 1 */
  z.strictObject({ step: z.literal('standardise') }),
  /** the grey plane repeated */
  z.strictObject({ step: z.literal('channels'), count: z.literal(3) }),
  /** (value - mean) / spread, one pair a channel */
  z.strictObject({
    step: z.literal('normalise'),
    mean: z.array(z.number()).min(1).max(3),
    spread: z.array(z.number().positive()).min(1).max(3),
  }),
])
export type PreprocessingStep = z.infer<typeof PreprocessingStep>

const prevalence = z.number().gt(0).lt(1)
/**
 * From the log-odds of the graph to a probability that is valid at the stated prevalence. `none`: what comes out is a
 * score and is called one.
 */
export const Calibration = z.discriminatedUnion('method', [
  /** sigmoid(slope * logOdds + intercept); temperature scaling is intercept 0 */
  z.strictObject({
    method: z.literal('platt'),
    slope: z.number().positive(),
    intercept: z.number(),
    prevalence,
  }),
  /** linear between the knots of `score` = sigmoid(logOdds), constant outside; both ascend */
  z.strictObject({
    method: z.literal('isotonic'),
    score: z.array(z.number().min(0).max(1)).min(2),
    probability: z.array(z.number().min(0).max(1)).min(2),
    prevalence,
  }),
  z.strictObject({ method: z.literal('none') }),
])
export type Calibration = z.infer<typeof Calibration>

const labelName = z.string().regex(/^[a-z0-9-]+$/)
const Code = z.strictObject({ system: z.url(), code: z.string(), display: z.string() })

/** Where a reader must decide without leaning on the model. */
export const ReferBand = z.strictObject({
  /** from..to: probabilities too near the threshold */
  low: z.number().min(0).max(1),
  high: z.number().min(0).max(1),
  /** widest range (high - low) of the members' probabilities that is still answered */
  maxRange: z.number().min(0).max(1),
  rule: z.string().min(1),
})

export const FindingLabel = z.strictObject({
  label: labelName,
  title: LocalText,
  /** null where no code fits */
  code: Code.nullable(),
  meaning: z.strictObject({ positive: LocalText, negative: LocalText }),
  /** how the graph's value is read; `identity`: it already is a probability. All labels of an output agree. */
  activation: z.enum(['sigmoid', 'softmax', 'identity']),
  /** `normal` is the class of nothing found: it never marks a study */
  kind: z.enum(['finding', 'normal']).default('finding'),
  calibration: Calibration,
  threshold: z.strictObject({ value: z.number().gt(0).lt(1), rule: z.string().min(1) }),
  refer: ReferBand.nullable().default(null),
})
export type FindingLabel = z.infer<typeof FindingLabel>

/** What the picture may be instead of a usable one. Each class but `usable` is a reason for refusal. */
export const qualityClasses = [
  'usable',
  'not-a-chest-film',
  'other-modality',
  'lateral',
  'upside-down',
  'rotated',
  'inverted',
  'cropped',
  'overexposed',
  'underexposed',
  'adult',
  'photograph',
  'noise',
] as const
export const QualityClass = z.enum(qualityClasses)
export type QualityClass = z.infer<typeof QualityClass>

const PatternLabel = z.strictObject({ label: labelName, title: LocalText, code: Code.nullable() })

export const ModelOutput = z.discriminatedUnion('role', [
  /** [N, labels] as `activation` says: logits, or probabilities */
  z.strictObject({
    name: z.string(),
    role: z.literal('finding-logits'),
    labels: z.array(FindingLabel).min(1),
  }),
  /**
   * [N, 1] logit of the first pattern against the second, given the finding `of`. Shown as shares of that finding's
   * probability: p * q and p * (1 - q), beside `absent` with 1 - p. Patterns are no findings: no threshold, no mark.
   */
  z.strictObject({
    name: z.string(),
    role: z.literal('pattern-logit'),
    of: labelName,
    absent: PatternLabel,
    patterns: z.tuple([PatternLabel, PatternLabel]),
    caution: LocalText,
    calibration: Calibration,
  }),
  /** [N, labels, h, w]; spatial mean + bias = value of the output `of` (exact class activation map) */
  z.strictObject({
    name: z.string(),
    role: z.literal('activation-map'),
    of: z.string(),
    /** one number for all labels, or one a label */
    bias: z.union([z.number(), z.array(z.number()).min(1)]),
  }),
  /** [N, members]; logits of the members of an ensemble for its one finding; their mean is the logit */
  z.strictObject({ name: z.string(), role: z.literal('member-logits'), of: z.string() }),
  /** [N, 1]; above the threshold the input is unlike what the model was made for */
  z.strictObject({
    name: z.string(),
    role: z.literal('unfamiliarity-score'),
    threshold: z.number(),
    rule: z.string().min(1),
  }),
  /** [N, classes] softmax logits; refused when P(usable) is below the limit, with the likeliest other class as reason */
  z.strictObject({
    name: z.string(),
    role: z.literal('quality-logits'),
    classes: z.array(QualityClass).min(2),
    usableAtLeast: z.number().gt(0).lt(1),
    rule: z.string().min(1),
  }),
  /** [N, 1] logit; a film above the limit is flagged as mirrored, never refused (it may be situs inversus) */
  z.strictObject({
    name: z.string(),
    role: z.literal('mirrored-logit'),
    limit: z.number().gt(0).lt(1),
    rule: z.string().min(1),
  }),
  /** [N, labels, h, w] in the input's grid (or [N, h, w, labels] where the input is NHWC) */
  z.strictObject({
    name: z.string(),
    role: z.literal('segmentation-mask'),
    activation: z.enum(['sigmoid', 'softmax', 'identity']),
    /** with softmax the first channel may be the background: then `background` is true and has no label */
    background: z.boolean(),
    labels: z.array(z.strictObject({ label: labelName, title: LocalText, code: Code.nullable() })).min(1),
    threshold: z.number().gt(0).lt(1),
  }),
  /**
   * [N, columns] log-odds: what each column adds to the output `of` by itself, exactly. The rest of the output comes from
   * columns together and from a constant.
   */
  z.strictObject({ name: z.string(), role: z.literal('additive-contributions'), of: z.string() }),
  /** [N, tables]: how unusual a row is for each table; above its threshold it is flagged. No probability. */
  z.strictObject({
    name: z.string(),
    role: z.literal('row-unfamiliarity'),
    tables: z
      .array(
        z.strictObject({
          model: z.string(),
          threshold: z.number(),
          /** of held-out rows, at even steps from the least unusual to the most */
          quantiles: z.array(z.number()).min(2),
        }),
      )
      .min(1),
    rule: z.string().min(1),
  }),
  /** [N, tables x size]: where a row lies among others; near by Euclid's distance are similar patients */
  z.strictObject({ name: z.string(), role: z.literal('row-position'), size: positiveInt }),
  /** [N, levels]; quantiles of a quantity, ascending, each at its level */
  z.strictObject({
    name: z.string(),
    role: z.literal('quantity-quantiles'),
    label: labelName,
    title: LocalText,
    /** UCUM */
    unit: z.string().min(1),
    levels: z.array(z.number().gt(0).lt(1)).min(1),
    rule: z.string().min(1),
  }),
  /** [N, 1, h, w] in 0..1, bright = dense */
  z.strictObject({ name: z.string(), role: z.literal('generated-image') }),
  /** any shape and type: the graph has it, and it is never asked for */
  z.strictObject({ name: z.string(), role: z.literal('unused') }),
])
export type ModelOutput = z.infer<typeof ModelOutput>

export const ImageInput = z.strictObject({
  name: z.string(),
  dtype: z.literal('float32'),
  shape: z.array(Dimension),
  layout: z.enum(['NCHW', 'NHWC']).default('NCHW'),
  preprocessing: z.array(PreprocessingStep).min(1),
})

export type ImageInput = z.infer<typeof ImageInput>

/**
 * [N, steps, features]; the columns of a table in time, missing cells not allowed. With `measurements` the program makes the
 * table itself, from single measurements: the features are then the columns of that grid.
 */
const SeriesInput = z.strictObject({
  name: z.string(),
  dtype: z.literal('float32'),
  shape: z.array(Dimension),
  features: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        unit: z.string(),
        mean: z.number(),
        spread: z.number().positive(),
      }),
    )
    .min(1),
  measurements: MeasurementGrid.nullable().default(null),
})

/** What a cell of a table may hold. Anything else is refused, never clipped. */
const TableCells = z.discriminatedUnion('kind', [
  /** decimal numbers from low to high in the column's unit; `source` says where the limits come from */
  z.strictObject({
    kind: z.literal('number'),
    low: z.number(),
    high: z.number(),
    source: z.string().min(1),
  }),
  /** words or numbers that stand for something; the graph is fed `code` */
  z.strictObject({
    kind: z.literal('choice'),
    choices: z.array(z.strictObject({ cell: z.string().min(1), code: z.number(), title: LocalText })).min(2),
  }),
])

export const TableColumn = z.strictObject({
  name: z.string().min(1),
  /** other names that the column goes by */
  aliases: z.array(z.string().min(1)).default([]),
  title: LocalText,
  /** UCUM; null for a code */
  unit: z.string().min(1).nullable(),
  cells: TableCells,
  /** cells that mean "not known", beside empty ones */
  missing: z.array(z.string()).default([]),
  /** usual values with their shares (sum 1): what explanations put in a value's place */
  background: z.array(z.strictObject({ value: z.number(), share: z.number().positive() })).min(1),
})
export type TableColumn = z.infer<typeof TableColumn>

/** [N, columns]; an empty cell is NaN, the graph fills it */
const TableInput = z.strictObject({
  name: z.string(),
  dtype: z.literal('float32'),
  shape: z.array(Dimension),
  columns: z.array(TableColumn).min(1),
})

/** Whom a model of tables is for; a row outside is not assessed. */
export const TablePopulation = z.strictObject({
  /** years; null where no column holds an age */
  age: z.strictObject({ column: z.string(), min: z.number(), max: z.number() }).nullable(),
  /** columns that have to be known */
  leastKnown: positiveInt,
  /** what the probability is the probability of, in plain words */
  estimates: LocalText,
})
export type TablePopulation = z.infer<typeof TablePopulation>

/** [N, all columns of all tables, in order]; the columns of other tables than the row's are NaN */
const FamiliarityInput = z.strictObject({
  name: z.string(),
  dtype: z.literal('float32'),
  shape: z.array(Dimension),
  tables: z.array(z.strictObject({ model: z.string(), columns: z.array(z.string()).min(1) })).min(1),
})

/** What a generator is fed: standard normal noise, and the wanted class as one-hot. */
const GeneratorInput = z.strictObject({
  name: z.string(),
  dtype: z.literal('float32'),
  shape: z.array(Dimension),
  fill: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('noise') }),
    z.strictObject({
      kind: z.literal('class'),
      classes: z.array(z.strictObject({ label: labelName, title: LocalText })).min(1),
    }),
  ]),
})

/** '*' as the only entry means any. Ages from 0 to 130 mean that the age does not matter. */
const Gate = z.strictObject({
  modalities: z.array(z.string()).min(1),
  bodyParts: z.array(z.string()).min(1),
  views: z.array(z.string()).min(1),
  ageYears: z.strictObject({ min: z.number().nonnegative(), max: z.number().positive() }),
  /**
   * The shorter side that a picture must have, px before it is resized. Left out: half of the shorter side of the
   * model's input. A model whose own gate says better than the size why a small picture is no good states less.
   */
  smallestSidePx: positiveInt.optional(),
})
export type Gate = z.infer<typeof Gate>

/** One text for all languages, or one for each. */
const CohortText = z.union([z.string().min(1), LocalText])
export type CohortText = z.infer<typeof CohortText>

const interval = z.tuple([z.number(), z.number()])
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const GraphFile = z.strictObject({
  file: z.string().regex(/^[\w.-]+\.onnx$/),
  sha256,
  bytes: positiveInt,
})

/** Where a version made on this site comes from: the version whose weights it shares, and what was changed. */
const Derivation = z.strictObject({
  from: z.strictObject({ id: z.string(), version: z.string(), sha256 }),
  change: z.string().min(1),
})

const common = {
  schemaVersion: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,63}$/),
  version: z.string().regex(/^\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/),
  title: LocalText,
  weights: GraphFile.extend({ opset: positiveInt }),
  outputs: z.array(ModelOutput).min(1),
  intendedUse: LocalText,
  exclusions: LocalList,
  trainingData: z.array(
    z.strictObject({ name: z.string(), source: z.string(), licence: z.string(), n: positiveInt }),
  ),
  metrics: z.array(
    z.strictObject({
      cohort: CohortText,
      n: positiveInt,
      positives: z.number().int().nonnegative(),
      name: z.enum(['auc', 'sensitivity', 'specificity', 'ppv', 'ece', 'brier', 'accuracy']),
      value: z.number(),
      ci95: interval,
    }),
  ),
  subgroups: z.array(
    z.strictObject({
      cohort: CohortText,
      group: CohortText,
      n: positiveInt,
      name: z.string(),
      value: z.number(),
      ci95: interval,
    }),
  ),
  licence: z.string().min(1),
  citation: z.string().min(1),
  derivation: Derivation.nullable().default(null),
}

export const ClassificationManifest = z.strictObject({
  ...common,
  task: z.literal('image-classification'),
  inputs: z.array(ImageInput).length(1),
  gate: Gate,
  /** a second graph: image -> d(first finding's logit) / d(image), for gradient-based explanations */
  gradient: GraphFile.extend({ output: z.string() }).nullable().default(null),
})
export const SegmentationManifest = z.strictObject({
  ...common,
  task: z.literal('image-segmentation'),
  inputs: z.array(ImageInput).length(1),
  gate: Gate,
})
export const SeriesManifest = z.strictObject({
  ...common,
  task: z.literal('series-classification'),
  inputs: z.array(SeriesInput).length(1),
})
export const TableManifest = z.strictObject({
  ...common,
  task: z.literal('table-classification'),
  inputs: z.array(TableInput).length(1),
  population: TablePopulation,
})
/** Says how unusual a row is for the models of tables that it names. */
export const FamiliarityManifest = z.strictObject({
  ...common,
  task: z.literal('table-familiarity'),
  inputs: z.array(FamiliarityInput).length(1),
})
export const GeneratorManifest = z.strictObject({
  ...common,
  task: z.literal('image-generation'),
  inputs: z.array(GeneratorInput).min(1).max(2),
})
export type ClassificationManifest = z.infer<typeof ClassificationManifest>
export type SegmentationManifest = z.infer<typeof SegmentationManifest>
export type SeriesManifest = z.infer<typeof SeriesManifest>
export type TableManifest = z.infer<typeof TableManifest>
export type FamiliarityManifest = z.infer<typeof FamiliarityManifest>
export type GeneratorManifest = z.infer<typeof GeneratorManifest>
/** What reads a picture and has a gate. */
export type ImageManifest = ClassificationManifest | SegmentationManifest

export const ModelManifest = z.discriminatedUnion('task', [
  ClassificationManifest,
  SegmentationManifest,
  SeriesManifest,
  TableManifest,
  FamiliarityManifest,
  GeneratorManifest,
])
export type ModelManifest = z.infer<typeof ModelManifest>

const GoldenTensor = z.strictObject({
  dtype: z.literal('float32'),
  shape: z.array(positiveInt),
  /** raw little-endian values, beside golden.json */
  file: z.string().regex(/^[\w.-]+$/),
})

/** `golden/golden.json`: inputs with the outputs that the training framework gave; decides whether a provider may be used. */
export const GoldenVectors = z.strictObject({
  tolerance: z.strictObject({ abs: z.number().positive(), rel: z.number().nonnegative() }),
  cases: z
    .array(
      z.strictObject({
        name: z.string(),
        inputs: z.record(z.string(), GoldenTensor),
        outputs: z.record(z.string(), GoldenTensor),
      }),
    )
    .min(1),
})
export type GoldenVectors = z.infer<typeof GoldenVectors>
