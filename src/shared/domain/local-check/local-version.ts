/**
 * A local version: the same graph with another calibration and threshold, with a manifest and a card of its own. The
 * version it comes from stays as it is.
 */
import type { ClassificationManifest, FindingLabel, ModelManifest } from '../models/manifest'
import { logOdds, sigmoid } from './logistic-fit'
import type { Judgement, LocalCheckReport, Proposal, ProposalRequest, TruthSource } from './local-check'

/** The next free `2.0.0-site.N` of a version, whether that is itself a local one or not. */
export function nextLocalVersion(version: string, taken: readonly string[]): string {
  const base = version.replace(/-site\.\d+$/, '')
  const numbers = taken
    .map((each) => /^(.*)-site\.(\d+)$/.exec(each))
    .filter((match) => match?.[1] === base)
    .map((match) => Number(match?.[2]))
  return `${base}-site.${Math.max(0, ...numbers) + 1}`
}

/** The finding's label in a manifest, or null. */
export function findingLabel(manifest: ModelManifest, label: string): FindingLabel | null {
  for (const output of manifest.outputs)
    if (output.role === 'finding-logits') {
      const found = output.labels.find((each) => each.label === label && each.kind === 'finding')
      if (found) return found
    }
  return null
}

export interface LocalVersion {
  manifest: ClassificationManifest
  /** Markdown */
  card: string
}

/** A proposal without a problem: everything a version needs is there. */
export interface SoundProposal extends Proposal {
  problem: null
  before: Judgement
  after: Judgement
  calibration: NonNullable<Proposal['calibration']>
  threshold: number
  nextVersion: string
}

export const isSound = (proposal: Proposal): proposal is SoundProposal =>
  proposal.problem === null &&
  proposal.before !== null &&
  proposal.after !== null &&
  proposal.calibration !== null &&
  proposal.threshold !== null &&
  proposal.nextVersion !== null

/** @param madeOn YYYY-MM-DD */
export function makeLocalVersion(
  from: ClassificationManifest,
  proposal: SoundProposal,
  madeOn: string,
): LocalVersion {
  const { label } = proposal.request
  const outputs = from.outputs.map((output) =>
    output.role === 'finding-logits'
      ? {
          ...output,
          labels: output.labels.map((each) =>
            each.label === label ? changed(each, proposal, madeOn) : each,
          ),
        }
      : output,
  )
  const manifest: ClassificationManifest = {
    ...from,
    version: proposal.nextVersion,
    outputs,
    // How cases are ordered has not changed; figures that hang on the threshold or the calibration have.
    metrics: [...from.metrics.filter(({ name }) => name === 'auc'), ...localMetrics(proposal, madeOn)],
    subgroups: from.subgroups.filter(({ name }) => name === 'auc'),
    derivation: {
      from: { id: from.id, version: from.version, sha256: from.weights.sha256 },
      change: changeText(proposal, madeOn),
    },
  }
  return { manifest, card: cardOf(from, proposal, madeOn) }
}

function changed(label: FindingLabel, proposal: SoundProposal, madeOn: string): FindingLabel {
  return {
    ...label,
    calibration: proposal.calibration,
    threshold: { value: proposal.threshold, rule: ruleText(proposal, madeOn) },
    refer: label.refer && movedBand(label, label.refer, proposal.threshold),
  }
}

/**
 * The band keeps its distance from the threshold in log-odds. Where it was left open at an end it stays open.
 */
function movedBand(
  { threshold }: FindingLabel,
  band: NonNullable<FindingLabel['refer']>,
  now: number,
): NonNullable<FindingLabel['refer']> {
  const move = (edge: number) =>
    edge <= 0 || edge >= 1 ? edge : sigmoid(logOdds(edge) - logOdds(threshold.value) + logOdds(now))
  return {
    ...band,
    low: move(band.low),
    high: move(band.high),
    rule: `${band.rule} Moved with the threshold of this site, at the same distance in log-odds.`,
  }
}

const recalibrationTexts: Record<ProposalRequest['recalibration'], string> = {
  keep: 'The calibration is unchanged.',
  temperature: 'The probability is calibrated anew by one factor on the log-odds (temperature scaling).',
  platt: 'The probability is calibrated anew by slope and intercept on the log-odds (Platt scaling).',
  isotonic: 'The probability is calibrated anew by isotonic regression.',
}

function thresholdText({ rule }: ProposalRequest): string {
  switch (rule.kind) {
    case 'keep':
      return 'The threshold is the former one, carried over to the new scale.'
    case 'sensitivity':
      return `The threshold is the highest one with a sensitivity of at least ${percent(rule.atLeast)}.`
    case 'youden':
      return 'The threshold has the largest sum of sensitivity and specificity.'
    case 'cost':
      return `The threshold has the least expected harm when a missed finding weighs ${rule.missCost} false alarms, at a prevalence of ${percent(rule.prevalence)}.`
  }
}

const sourceText = (source: TruthSource): string =>
  source.kind === 'readers'
    ? 'Truth: readers of this site who agreed or disagreed with the model, having seen its answer. That favours the model.'
    : 'Truth: labels that this site imported.'

const cohortText = (
  { request }: Proposal,
  madeOn: string,
): ClassificationManifest['metrics'][number]['cohort'] => {
  const readers = request.source.kind === 'readers'
  return {
    en: `This site, ${madeOn}, ${readers ? 'reader verdicts' : 'imported labels'}, cross-fitted by patient`,
    'zh-CN': `本机构，${madeOn}，${readers ? '阅片者意见' : '导入标注'}，按患者交叉拟合`,
  }
}

const sizeText = ({ cases, positives, patients, folds }: Proposal): string =>
  `${cases} cases (${positives} positive) of ${patients} patients; figures from ${folds} folds by patient, each judged by a fit that had not seen it.`

const changeText = (proposal: SoundProposal, madeOn: string): string =>
  [
    `Made on this site on ${madeOn}.`,
    recalibrationTexts[proposal.request.recalibration],
    thresholdText(proposal.request),
    sourceText(proposal.request.source),
    sizeText(proposal),
  ].join(' ')

const ruleText = (proposal: SoundProposal, madeOn: string): string =>
  `${thresholdText(proposal.request)} Chosen on this site on ${madeOn} from ${sizeText(proposal)}`

function localMetrics(proposal: SoundProposal, madeOn: string): ClassificationManifest['metrics'] {
  const { after } = proposal
  const common = {
    cohort: cohortText(proposal, madeOn),
    n: proposal.cases,
    positives: proposal.positives,
  }
  return (['sensitivity', 'specificity'] as const).flatMap((name) => {
    const found = after[name]
    return found
      ? [{ ...common, name, value: found.value, ci95: [found.low, found.high] as [number, number] }]
      : []
  })
}

const percent = (share: number) => `${(share * 100).toFixed(1)}%`
const three = (value: number | null) => (value === null ? '–' : value.toFixed(3))

function cardOf(from: ClassificationManifest, proposal: SoundProposal, madeOn: string): string {
  const { before, after, request } = proposal
  const share = (found: Judgement['sensitivity']) =>
    found ? `${percent(found.value)} (${percent(found.low)} to ${percent(found.high)})` : '–'
  const rows: [string, string, string, string][] = [
    ['Threshold', '阈值', before.threshold.toFixed(4), after.threshold.toFixed(4)],
    ['Sensitivity', '灵敏度', share(before.sensitivity), share(after.sensitivity)],
    ['Specificity', '特异度', share(before.specificity), share(after.specificity)],
    ['AUC', 'AUC', three(before.auc), three(after.auc)],
    ['Brier score', 'Brier 评分', three(before.brier), three(after.brier)],
    ['Log loss', '对数损失', three(before.logLoss), three(after.logLoss)],
    ['Calibration error (ECE)', '校准误差（ECE）', three(before.ece), three(after.ece)],
    ['Calibration slope', '校准斜率', three(before.slope), three(after.slope)],
    ['Calibration intercept', '校准截距', three(before.intercept), three(after.intercept)],
  ]
  return [
    `# ${from.title.en} — ${proposal.nextVersion}`,
    `A local version of \`${from.id}\` ${from.version} for the finding \`${request.label}\`. ${changeText(proposal, madeOn)}`,
    `本版本由本机构在 ${from.version} 版基础上调整校准与阈值而成（权重未变），仅对本机构有效。${
      request.source.kind === 'readers'
        ? '依据为阅片者对模型结果的认可与否；阅片者已看到模型结果，因此数字会偏向模型。'
        : '依据为本机构导入的标注。'
    }`,
    '## What changed on this site (本机构数据前后对比)',
    [
      `| Measure | 指标 | ${from.version} | ${proposal.nextVersion} (cross-fitted) |`,
      '| --- | --- | --- | --- |',
      ...rows.map((cells) => `| ${cells.join(' | ')} |`),
    ].join('\n'),
    `Shares with 95% intervals (Wilson). ${sizeText(proposal)}`,
    '## What has not changed (未改变的内容)',
    `The weights (SHA-256 \`${from.weights.sha256}\`), the inputs, the reference cases, the intended use and the exclusions are those of ${from.version}. Intended use: ${from.intendedUse.en}`,
    from.intendedUse['zh-CN'],
    '## Limits (局限)',
    '- The figures hold for patients like those of this check; check again when devices, patients or protocols change.\n- Research use only. Not a medical device.\n- 上述数字仅适用于与本次核查相似的患者；设备、患者群或检查流程改变后应重新核查。\n- 仅供科研使用，不是医疗器械。',
  ].join('\n\n')
}

/** What the figures of a report say in a table, one row a number. */
export function reportRows(report: LocalCheckReport): (string | number)[][] {
  const rows: (string | number)[][] = [
    ['figure', 'series', 'item', 'x', 'y', 'low', 'high', 'n', 'positives'],
  ]
  const add = (figure: string, series: string, item: string | number, ...rest: (number | null | '')[]) =>
    rows.push([figure, series, item, ...rest.map((value) => value ?? '')])
  const { request, counts, confusion } = report
  add('model', request.modelId, request.version)
  add('finding', request.label, '', '', report.threshold)
  add('truth', request.source.kind, '')
  for (const [name, value] of Object.entries(counts)) add('counts', '', name, '', value)
  for (const [name, value] of Object.entries(confusion))
    add('confusion', 'threshold', name, report.threshold, value)
  if (report.roc) {
    const { auc, bootstrap, points, band } = report.roc
    add('roc', 'auc', 'delong', '', auc.value, auc.low, auc.high, counts.cases, counts.positives)
    add(
      'roc',
      'auc',
      'bootstrap by patient',
      '',
      auc.value,
      bootstrap.low,
      bootstrap.high,
      bootstrap.replicates,
    )
    for (const [x, y] of points) add('roc', 'curve', '', x, y)
    for (const { falsePositiveRate, low, high } of band)
      add('roc', 'band', '', falsePositiveRate, '', low, high)
  }
  if (report.precisionRecall) {
    add('precision-recall', 'average precision', '', '', report.precisionRecall.averagePrecision)
    add('precision-recall', 'prevalence', '', '', report.precisionRecall.prevalence)
    for (const [x, y] of report.precisionRecall.points) add('precision-recall', 'curve', '', x, y)
  }
  if (report.calibration) {
    const { brier, logLoss, ece, slope, intercept, equalWidth, quantile } = report.calibration
    for (const [name, value] of Object.entries({ brier, logLoss, ece }))
      add('calibration', name, '', '', value)
    for (const [name, found] of Object.entries({ slope, intercept }))
      add('calibration', name, '', '', found?.value ?? '', found?.low ?? '', found?.high ?? '')
    for (const [series, bins] of [
      ['equal width', equalWidth],
      ['quantile', quantile],
    ] as const)
      for (const bin of bins)
        add(
          'reliability',
          series,
          '',
          bin.meanProbability,
          bin.observed,
          bin.low,
          bin.high,
          bin.n,
          bin.positives,
        )
  }
  for (const row of report.subgroups) {
    const name = row.kind === 'value' ? row.group : row.kind
    const series = row.by === 'site' ? row.column : row.by
    add(
      'subgroup auc',
      series,
      name,
      '',
      row.auc?.value ?? '',
      row.auc?.low ?? '',
      row.auc?.high ?? '',
      row.cases,
      row.positives,
    )
    for (const figure of ['sensitivity', 'specificity'] as const) {
      const found = row[figure]
      add(
        `subgroup ${figure}`,
        series,
        name,
        '',
        found?.value ?? '',
        found?.low ?? '',
        found?.high ?? '',
        found?.of ?? '',
      )
    }
  }
  for (const month of report.drift.months) {
    add('drift mean score', '', month.month, '', month.meanScore, '', '', month.assessed)
    add(
      'drift not assessed',
      '',
      month.month,
      '',
      month.notAssessed,
      '',
      '',
      month.assessed + month.notAssessed,
    )
    add('drift score psi', '', month.month, '', month.scorePsi)
    add('drift z', '', month.month, '', month.z)
    for (const [name, value] of Object.entries(month.inputs))
      add('drift input psi', name, month.month, '', value)
  }
  return rows
}

/** RFC 4180 with a byte order mark, so that spreadsheets take it for UTF-8. */
export function reportCsv(report: LocalCheckReport): string {
  const cell = (value: string | number) => {
    const text = String(value)
    // A spreadsheet would run a cell that starts like a formula.
    const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return `\ufeff${reportRows(report)
    .map((row) => row.map(cell).join(','))
    .join('\r\n')}\r\n`
}
