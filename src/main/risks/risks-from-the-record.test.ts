/** The models that ship on a record that three senders filled: each input leads to the row of the file that it came from. */
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nothingSaid, type RiskCard, type SaidHere } from '../../shared/domain/risks/risk-result'
import { InferenceService } from '../inference/inference-service'
import { builtInSource } from '../inference/model-package'
import { startInProcess } from '../inference/site/in-process.fixture'
import { listPeople } from '../store/queries/record-people'
import { traceEntry } from '../store/queries/record-reading'
import { type MessyPatient, messyNowMs, messyPatient, vaultOf } from './messy-patient.fixture'
import { TableRisks } from './table-risks'

const modelsDir = join(import.meta.dirname, '../../../models')
const ours = ['diabetes', 'diabetes-nhanes', 'heart-disease', 'heart-failure', 'unusual-patient']

let inference: InferenceService

beforeAll(async () => {
  const { read } = builtInSource(modelsDir)
  inference = new InferenceService({
    sources: [{ origin: 'built-in', read: async () => (await read()).filter(({ id }) => ours.includes(id)) }],
    startChild: startInProcess,
    providers: () => Promise.resolve(['cpu']),
    threads: () => 1,
  })
  await inference.registry.open()
}, 120_000)
afterAll(() => inference.close())

const risksOf = ({ db }: MessyPatient) =>
  new TableRisks({
    inference,
    requireOpen: () => vaultOf(db),
    now: () => messyNowMs,
  })
const ask = ({ patientId }: MessyPatient, said: SaidHere = nothingSaid) => ({
  patientId,
  knownAt: null,
  said,
})
const cardOf = (cards: readonly RiskCard[], id: string) => cards.find(({ model }) => model.id === id)!
const inputOf = (card: RiskCard, column: string) => card.inputs.find((input) => input.column === column)!
/** The advanced heart failure that no code of the record says. */
const staged: SaidHere = { cells: {}, facts: { 'advanced-heart-failure': true } }

describe('a patient by FHIR, HL7 and CSV, each imported twice', () => {
  const twice = async () => {
    const messy = await messyPatient(2)
    const { cards } = await risksOf(messy).report(ask(messy, staged))
    const sources = (id: string) =>
      Object.fromEntries(
        cardOf(cards, id).inputs.map(({ column, entryIds }) => [
          column,
          entryIds
            .flatMap((entryId) => traceEntry(messy.db, entryId).sources)
            .map(({ file, position }) => `${basename(file)}: ${position}`)
            .toSorted(),
        ]),
      )
    return { messy, cards, sources }
  }

  it('is one person, each of whose inputs leads to the rows of its senders', async () => {
    const { messy, sources } = await twice()
    expect(listPeople(messy.db, { afterId: null, limit: 9 })).toHaveLength(1)
    expect(sources('heart-failure')).toEqual(expected.heartFailure)
    expect(sources('diabetes-nhanes')).toEqual(expected.survey)
  })

  it('has each source hold the very number that was used', async () => {
    const { messy, cards } = await twice()
    const texts: Record<string, (position: string) => string> = {
      'ward.csv': (place) =>
        messy.textOf('ward.csv').split('\n')[Number(/line (\d+)/.exec(place)?.[1]) - 1] ?? '',
      'lab.hl7': (place) =>
        messy
          .textOf('lab.hl7')
          .split('\r')
          .find((line) => line.startsWith(`OBX|${/\d+$/.exec(place)?.[0] ?? ''}|`)) ?? '',
      'his.ndjson': (id) =>
        messy
          .textOf('his.ndjson')
          .split('\n')
          .find((line) => line.includes(`"id":"${id.split('/')[1]?.split('#')[0] ?? ''}"`)) ?? '',
    }
    const used = cards
      .flatMap((card) => card.inputs)
      .filter(({ entryIds, value }) => entryIds.length === 1 && value !== null)
    expect(used.length).toBeGreaterThan(12)
    for (const input of used) {
      const { value, recorded } = input
      const rows = traceEntry(messy.db, input.entryIds[0]!).sources.map(({ file, position }) =>
        texts[basename(file)]!(String(position)),
      )
      const said = String(recorded?.value ?? value)
      const age = input.title.en.startsWith('Age')
      expect(
        rows.some((row) => row.includes(age ? '1955' : said)),
        `${input.column} ${said}: ${rows.join()}`,
      ).toBe(true)
    }
  })

  it('converts units, and says what was recorded', async () => {
    const { cards } = await twice()
    const failure = cardOf(cards, 'heart-failure')
    expect(inputOf(failure, 'serum_creatinine')).toMatchObject({ state: 'record', unit: 'mg/dL' })
    expect(inputOf(failure, 'serum_creatinine').value).toBeCloseTo(1.7, 2)
    expect(inputOf(failure, 'platelet')).toMatchObject({
      value: 180_000,
      unit: '/uL',
      recorded: { value: 180, unit: '10*3/uL' },
      ageDays: 1,
      date: '2026-03-10T08:00:00.000Z',
    })
    expect(inputOf(failure, 'anaemia')).toMatchObject({ cell: '1', recorded: { value: 33.5, unit: '%' } })
    const bodyMass = inputOf(cardOf(cards, 'diabetes-nhanes'), 'BMI')
    // 187 lb = 84.822 kg, 70 in = 1.778 m
    expect(bodyMass.value).toBeCloseTo(84.8218 / 1.778 ** 2, 3)
    expect(inputOf(cardOf(cards, 'diabetes-nhanes'), 'DirectChol').value).toBeCloseTo(38 / 38.67, 2)
  })

  it('takes no refuted diagnosis, concludes nothing from silence, and misses what was kept back', async () => {
    const { cards } = await twice()
    expect(inputOf(cardOf(cards, 'heart-failure'), 'diabetes')).toMatchObject({
      state: 'missing',
      cell: null,
    })
    expect(inputOf(cardOf(cards, 'heart-failure'), 'high_blood_pressure')).toMatchObject({ cell: '1' })
    expect(inputOf(cardOf(cards, 'diabetes-nhanes'), 'BPDiaAve')).toMatchObject({ state: 'missing' })
  })

  it('gives an estimate with the range of the members and the cohort that it was checked on', async () => {
    const { cards } = await twice()
    const failure = cardOf(cards, 'heart-failure')
    expect(failure).toMatchObject({
      tense: 'future',
      validation: { n: 255, positives: 82, auc: { value: 0.7579 } },
      outcome: { status: 'assessed', estimate: { threshold: 0.2294, range: { members: 10 } } },
    })
    expect(cards.map(({ outcome }) => outcome.status).at(-1)).toBe('not-assessed')
  })

  it('is the same after one import as after two', async () => {
    const { cards } = await twice()
    const once = await messyPatient(1)
    const report = await risksOf(once).report(ask(once, staged))
    expect(report.cards.map(({ outcome }) => outcome)).toEqual(cards.map(({ outcome }) => outcome))
  })
})

describe('who is assessed', () => {
  it('is nobody whom the model is not for, and the reason is said', async () => {
    const messy = await messyPatient(1)
    const { cards } = await risksOf(messy).report(ask(messy))
    expect(cardOf(cards, 'heart-failure').outcome).toEqual({
      status: 'not-assessed',
      reasons: [{ code: 'POPULATION_NOT_STATED', about: ['advanced-heart-failure'] }],
    })
    expect(cardOf(cards, 'heart-disease').outcome).toMatchObject({
      reasons: [{ code: 'POPULATION_NOT_STATED', about: ['referred-for-angiography'] }],
    })
    const referred = await risksOf(messy).report(
      ask(messy, { cells: {}, facts: { 'referred-for-angiography': false } }),
    )
    expect(cardOf(referred.cards, 'heart-disease').outcome).toMatchObject({
      reasons: [{ code: 'OUTSIDE_POPULATION' }],
    })
    const known = await risksOf(messy).report(ask(messy, { cells: {}, facts: { 'known-diabetes': true } }))
    expect(cardOf(known.cards, 'diabetes-nhanes').outcome).toMatchObject({
      reasons: [{ code: 'OUTSIDE_POPULATION', about: ['known-diabetes'] }],
    })
  })

  it('is nobody with an impossible value or with too little known', async () => {
    const messy = await messyPatient(1)
    const entered = { ...staged, cells: { 'heart-failure': { ejection_fraction: '132' } } }
    const { cards } = await risksOf(messy).report(ask(messy, entered))
    expect(cardOf(cards, 'heart-failure').outcome).toEqual({
      status: 'not-assessed',
      reasons: [{ code: 'VALUE_OUTSIDE_RANGE', about: ['ejection_fraction'] }],
    })
    const early = {
      patientId: messy.patientId,
      knownAt: { instantMs: Date.parse('2024-01-01'), by: 'vault' as const },
      said: staged,
    }
    const before = await risksOf(messy).report(early)
    expect(cardOf(before.cards, 'heart-failure').outcome).toMatchObject({
      reasons: [{ code: 'TOO_LITTLE_KNOWN' }],
    })
  })

  it('no longer rests on values that are too old', async () => {
    const messy = await messyPatient(1)
    const later = new TableRisks({
      inference,
      requireOpen: () => vaultOf(messy.db),
      now: () => Date.parse('2026-07-01T00:00:00Z'),
    })
    const { cards } = await later.report(ask(messy, staged))
    expect(inputOf(cardOf(cards, 'heart-failure'), 'platelet')).toMatchObject({
      state: 'too-old',
      cell: null,
      value: 180_000,
      ageDays: 112,
      keeps: 'illness',
    })
  })
})

describe('an estimate is kept', () => {
  it('and taken from the vault while record and model are the same', async () => {
    const messy = await messyPatient(1)
    const first = cardOf((await risksOf(messy).report(ask(messy))).cards, 'diabetes-nhanes')
    expect(first.workedOut).toEqual({ atMs: messyNowMs, provider: 'cpu', isKept: true })
    let runs = 0
    const counted = new TableRisks({
      inference: {
        registry: inference.registry,
        run: (...asked: Parameters<InferenceService['run']>) => {
          runs += 1
          return inference.run(...asked)
        },
      },
      requireOpen: () => vaultOf(messy.db),
      now: () => messyNowMs + 60_000,
    })
    const again = cardOf((await counted.report(ask(messy))).cards, 'diabetes-nhanes')
    expect(again).toEqual(first)
    expect(runs).toBe(0)

    // A corrected value: a new answer. The one before stays, with whose word it is and when it was said.
    const laterMs = messyNowMs + 120_000
    const [pressure] = inputOf(first, 'BPSysAve').entryIds
    messy.db.prepare('UPDATE record_entry SET value = value + 20 WHERE row = ?').run(pressure)
    const later = new TableRisks({ inference, requireOpen: () => vaultOf(messy.db), now: () => laterMs })
    const corrected = cardOf((await later.report(ask(messy))).cards, 'diabetes-nhanes')
    expect(corrected.workedOut.atMs).toBe(laterMs)
    expect(corrected.outcome).not.toEqual(first.outcome)
    const { earlier } = await later.trend({ ...ask(messy), modelId: 'diabetes-nhanes' })
    expect(earlier).toMatchObject([
      { model: first.model, workedOutAtMs: messyNowMs, outcome: first.outcome, isOtherModel: false },
    ])
  })

  it('but not where something was entered by hand', async () => {
    const messy = await messyPatient(1)
    const { cards } = await risksOf(messy).report(ask(messy, staged))
    expect(cardOf(cards, 'heart-failure').workedOut.isKept).toBe(false)
    expect(cardOf(cards, 'diabetes-nhanes').workedOut.isKept).toBe(true)
    const labels = messy.db.prepare('SELECT DISTINCT model_id FROM risk_estimate ORDER BY 1').pluck().all()
    expect(labels).toEqual(['diabetes', 'diabetes-nhanes', 'heart-disease'])
  })

  it('with the reason where there is no number, and with the name of a model that is gone', async () => {
    const messy = await messyPatient(1)
    await risksOf(messy).report(ask(messy))
    const { registry } = inference
    const without = new TableRisks({
      inference: {
        run: (...asked: Parameters<InferenceService['run']>) => inference.run(...asked),
        registry: {
          open: () => registry.open(),
          require: (id: string) => registry.require(id),
          list: () =>
            registry.list().map((each) => (each.id === 'heart-disease' ? { ...each, retired: true } : each)),
        },
      },
      requireOpen: () => vaultOf(messy.db),
      now: () => messyNowMs,
    })
    const { cards, former } = await without.report(ask(messy))
    expect(cardOf(cards, 'heart-disease')).toBeUndefined()
    expect(former).toMatchObject([
      {
        model: { id: 'heart-disease', version: '1.0.0' },
        outcome: { status: 'not-assessed', reasons: [{ code: 'POPULATION_NOT_STATED' }] },
        provider: null,
      },
    ])
  })
})

describe('what stands behind an estimate', () => {
  it('is told by drivers that add up, by what to ask next, and by earlier estimates', async () => {
    const messy = await messyPatient(1)
    const risks = risksOf(messy)
    const request = { ...ask(messy, staged), modelId: 'heart-failure' }
    const [explained, trend, report] = [
      await risks.explain(request),
      await risks.trend(request),
      await risks.report(request),
    ]
    const { estimate } = assessed(cardOf(report.cards, 'heart-failure'))
    const { calibration } = (await inference.registry.require('heart-failure')).manifest.outputs.flatMap(
      (output) => (output.role === 'finding-logits' ? output.labels : []),
    )[0]!
    if (calibration.method !== 'platt') throw new Error('not platt')
    const odds = (p: number) => Math.log(p / (1 - p))
    const sum = explained.drivers.reduce((total, { logOdds }) => total + logOdds, 0)
    expect(odds(explained.usual) + calibration.slope * sum).toBeCloseTo(odds(estimate.probability), 2)
    expect(explained.askNext.map(({ column }) => column)).toEqual(['diabetes'])
    expect(explained.askNext[0]!.high).toBeGreaterThanOrEqual(explained.askNext[0]!.low)
    expect(trend.points.at(-1)).toMatchObject({ atMs: messyNowMs, known: 10 })
    expect(trend.points.at(-1)!.estimate!.probability).toBeCloseTo(estimate.probability, 6)
    expect(trend.points.length).toBeGreaterThan(2)
  })

  it('changes with a value in "what if", and only there', async () => {
    const messy = await messyPatient(1)
    const request = { ...ask(messy, staged), modelId: 'heart-failure' }
    const answer = await risksOf(messy).whatIf({ ...request, changes: { ejection_fraction: '60' } })
    const { estimate } = assessed(cardOf((await risksOf(messy).report(request)).cards, 'heart-failure'))
    // Rows of one run are rounded otherwise than a row alone.
    expect(answer.before!.probability).toBeCloseTo(estimate.probability, 6)
    expect(answer.after!.probability).toBeLessThan(estimate.probability)
    expect(await risksOf(messy).whatIf({ ...request, changes: { ejection_fraction: '600' } })).toMatchObject({
      after: null,
      reasons: [{ code: 'VALUE_OUTSIDE_RANGE', about: ['ejection_fraction'] }],
    })
    await expect(risksOf(messy).whatIf({ ...request, changes: { mood: '1' } })).rejects.toMatchObject({
      code: 'TABLE_COLUMN_MISSING',
    })
  })
})

function assessed({ outcome }: RiskCard) {
  if (outcome.status !== 'assessed') throw new Error('not assessed')
  return outcome
}

const expected = {
  heartFailure: {
    age: ['his.ndjson: Patient/p1'],
    anaemia: ['lab.hl7: message M1 OBX 2'],
    creatinine_phosphokinase: ['lab.hl7: message M1 OBX 1'],
    diabetes: [],
    ejection_fraction: ['his.ndjson: Observation/ef'],
    high_blood_pressure: ['his.ndjson: Condition/htn'],
    platelet: ['his.ndjson: Observation/plt'],
    // Said by both, in two units.
    serum_creatinine: ['his.ndjson: Observation/crea', 'ward.csv: line 2, crea'],
    serum_sodium: ['ward.csv: line 2, na'],
    sex: ['his.ndjson: Patient/p1'],
    smoking: ['his.ndjson: Observation/smoke'],
  },
  survey: {
    Gender: ['his.ndjson: Patient/p1'],
    Age: ['his.ndjson: Patient/p1'],
    BMI: ['ward.csv: line 2, height', 'ward.csv: line 2, weight'],
    BPSysAve: ['his.ndjson: Observation/sbp'],
    // In a unit that is none of a pressure.
    BPDiaAve: [],
    Pulse: ['his.ndjson: Observation/pulse'],
    DirectChol: ['ward.csv: line 2, hdl'],
    TotChol: ['lab.hl7: message M1 OBX 3'],
    HealthGen: [],
    DaysPhysHlthBad: [],
    SleepHrsNight: [],
    SleepTrouble: [],
    PhysActive: [],
    Smoke100: ['his.ndjson: Observation/smoke'],
    AlcoholYear: [],
    Education: [],
    Poverty: [],
  },
}
