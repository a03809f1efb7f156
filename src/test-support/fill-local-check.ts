/**
 * A made-up population for the local check: images with results of a model whose true quality is known, readers' words and
 * a table of labels. Everything follows from the seed.
 */
import type { AnalysisOutcome } from '../shared/domain/analysis/analysis'
import { SeededRandom } from '../shared/domain/local-check/seeded-random'
import type { WritableDatabase } from '../main/store/open-database'
import { insertRun, reviewFinding } from '../main/store/queries/analysis-runs'
import { recordInstance } from '../main/store/queries/instances'
import { atomically } from '../main/store/statements'
import { parsedInstance } from './parsed-instance'
import { pretendBlob } from './test-vault'

export interface CheckPopulation {
  images: number
  /** share of images whose patient has another image as well */
  repeated?: number
  /** share with a reader's word */
  reviewed?: number
  seed?: number
  model?: { id: string; version: string; sha256: string }
  label?: string
  threshold?: number
  /** log-odds added to the score of the last quarter of the months */
  shift?: number
}

export interface MadeImage {
  studyInstanceUid: string
  sopInstanceUid: string
  accessionNumber: string
  patientId: string
  date: string
  truth: 0 | 1
  score: number
  ward: string
}

const devices = ['Alpha DR-1', 'Beta Mobile', 'Gamma CR 3', '']
const views = ['PA', 'AP', 'PA', 'AP', '']
const wards = ['outpatient', 'ward', 'emergency']
const months = 12

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const normal = (random: SeededRandom) =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())

/** Puts the population into the database, without files. Log-odds of the model are 1.7 times too far out and 0.9 too high. */
export function fillLocalCheck(db: WritableDatabase, wanted: CheckPopulation): MadeImage[] {
  const random = new SeededRandom(wanted.seed ?? 7)
  const made: MadeImage[] = []
  const batch = 1000
  for (let start = 0; start < wanted.images; start += batch) {
    atomically(db, () => {
      const end = Math.min(wanted.images, start + batch)
      for (let index = start; index < end; index++) made.push(addImage(db, wanted, index, random))
    })
  }
  return made
}

function addImage(
  db: WritableDatabase,
  wanted: CheckPopulation,
  index: number,
  random: SeededRandom,
): MadeImage {
  const {
    repeated = 0.2,
    reviewed = 0.5,
    model = { id: 'chest-film', version: '1.0.0', sha256: 'a'.repeat(64) },
    label = 'pneumonia',
    threshold = 0.66,
    shift = 0,
  } = wanted
  const patient = index > 0 && random.next() < repeated ? random.integer(index) : index
  const month = Math.floor((index / wanted.images) * months)
  const date = `2025-${String(month + 1).padStart(2, '0')}-${String(1 + random.integer(28)).padStart(2, '0')}`
  const device = random.integer(devices.length)
  const risk = normal(random) * 1.6 - 0.5
  const truth = random.next() < sigmoid(risk * 1.9) ? 1 : 0
  // The mobile device is noisier, so that a subgroup stands out.
  const noise = normal(random) * (device === 1 ? 2.4 : 0.5)
  const late = month >= months * 0.75 ? shift : 0
  const score = sigmoid(1.7 * (risk * 1.4 + noise) + 0.9 + late)
  const id = `check-${wanted.seed ?? 7}-${index}`
  const parsed = parsedInstance({
    patient: {
      patientId: `LC-${patient}`,
      name: { alphabetic: `Check^${patient}`, ideographic: '', phonetic: '' },
      birthDate: `${2025 - 1 - (patient % 8)}-06-15`,
      sex: patient % 2 ? 'M' : 'F',
    },
    study: {
      studyInstanceUid: `1.2.826.0.1.3680043.10.9998.1.${wanted.seed ?? 7}.${index}`,
      date,
      accessionNumber: `LC${index}`,
      patientAgeYears: 1 + (patient % 8),
    },
    series: {
      seriesInstanceUid: `1.2.826.0.1.3680043.10.9998.2.${wanted.seed ?? 7}.${index}`,
      manufacturer: devices[device] ?? '',
      stationName: '',
      viewPosition: views[random.integer(views.length)] ?? '',
    },
    instance: { sopInstanceUid: `1.2.826.0.1.3680043.10.9998.3.${wanted.seed ?? 7}.${index}` },
    image: { rows: 1000 + 200 * random.integer(3), columns: 1200 },
  })
  const { instanceId } = recordInstance(db, parsed, pretendBlob(id), `${id}.dcm`, 1_750_000_000_000 + index)
  const positive = score >= threshold
  const refused = random.next() < 0.04
  const outcome: AnalysisOutcome = refused
    ? { status: 'not-assessed', model, reason: { code: 'AGE_OUTSIDE_POPULATION', message: '' }, flags: [] }
    : {
        status: 'assessed',
        model,
        provider: 'cpu',
        ms: { preprocess: 1, run: 2, total: 4 },
        outputs: [
          {
            label,
            kind: 'finding',
            probability: score,
            calibrated: true,
            threshold,
            positive,
            range: null,
            refer: false,
          },
        ],
        flags: [],
      }
  const run = insertRun(
    db,
    { instanceId, statedAgeYears: null, outcome, activations: [] },
    1_760_000_000_000 + index,
  )
  if (!refused && random.next() < reviewed) {
    const verdict = positive === (truth === 1) ? 'agree' : 'disagree'
    reviewFinding(db, { runId: run.id, label, verdict, comment: '' }, 1_770_000_000_000 + index)
  }
  const { study, instance } = parsed
  return {
    studyInstanceUid: study.studyInstanceUid,
    sopInstanceUid: instance.sopInstanceUid,
    accessionNumber: study.accessionNumber,
    patientId: parsed.patient.patientId,
    date,
    truth,
    score: refused ? Number.NaN : score,
    ward: wards[random.integer(wards.length)] ?? '',
  }
}

/** The population's truth as a table, one row an image, key by accession number. */
export const truthCsv = (made: readonly MadeImage[]): string =>
  [
    'accession,pneumonia,ward',
    ...made.map(({ accessionNumber, truth, ward }) => `${accessionNumber},${truth ? 'yes' : 'no'},${ward}`),
  ].join('\r\n')
