import { useTranslation } from 'react-i18next'
import type { PreparationPipeline, PreparationSplit } from '../../../shared/domain/preparation/pipeline'
import type { LeakFinding } from '../../../shared/domain/preparation/report'
import { useFormatters } from '../../i18n/format'
import { Badge, type BadgeTone, ToneShape } from '../../ui/badge'
import { Checkbox } from '../../ui/checkbox'
import { DateField } from '../../ui/date-field'
import { Select } from '../../ui/select'
import { CommittedNumber } from './committed-number'
import { LearningChoice } from './learning-choice'
import { chooseTarget, targetOf } from './pipeline-edits'
import { usePreparationText } from './use-preparation-text'
import { edit, isCurrent, useWorkshop } from './workshop-store'

/** Which part learns and which is kept apart, and what would let the one know of the other. */
export function SplitPanel({ pipeline }: { pipeline: PreparationPipeline }) {
  return (
    <div className="preparation__panel">
      <LearningChoice />
      <SplitForm pipeline={pipeline} />
      <Parts />
      <Leaks />
    </div>
  )
}

const changeSplit = (changes: Partial<PreparationSplit>, what: string | null = null) =>
  edit((pipeline) => ({ ...pipeline, split: { ...pipeline.split, ...changes } }), what)

function SplitForm({ pipeline }: { pipeline: PreparationPipeline }) {
  const { t } = useTranslation()
  const { split, parameters, table } = pipeline
  return (
    <section className="preparation__section" aria-labelledby="preparation-split">
      <h2 id="preparation-split">{t('preparation.split.title')}</h2>
      <p className="preparation__note">
        <ToneShape tone="info" />
        <span>{t('preparation.split.note')}</span>
      </p>
      <div className="preparation__form preparation__form--wide">
        <Select
          label={t('preparation.split.target')}
          hint={t('preparation.split.targetHint')}
          value={targetOf(pipeline) ?? ''}
          options={[
            { value: '', label: t('preparation.split.noTarget') },
            ...parameters.map(({ name }) => ({ value: name, label: name })),
          ]}
          onValue={(name) => edit((now) => chooseTarget(now, name === '' ? null : name))}
        />
        <Select
          label={t('preparation.split.by')}
          value={split.by}
          options={(['subject', 'row'] as const).map((value) => ({
            value,
            label: t(`preparation.split.bys.${value}`),
          }))}
          onValue={(by) => changeSplit({ by })}
        />
        <CommittedNumber
          label={t('preparation.split.share')}
          value={Math.round(split.trainShare * 1_000) / 10}
          min={1}
          max={100}
          onCommit={(percent) => changeSplit({ trainShare: percent / 100 }, 'split share')}
        />
        <CommittedNumber
          label={t('preparation.split.seed')}
          hint={t('preparation.split.seedHint')}
          value={split.seed}
          min={0}
          max={4_294_967_295}
          whole
          onCommit={(seed) => changeSplit({ seed }, 'split seed')}
        />
      </div>
      {table.time !== null && <TimeLimit split={split} isIso={table.time.unit === 'iso'} />}
    </section>
  )
}

const dayMs = 86_400_000

/** Training before a time, test from it on: for models that are to hold in the years to come. */
function TimeLimit({ split, isIso }: { split: PreparationSplit; isIso: boolean }) {
  const { t } = useTranslation()
  const { before } = split
  const first = isIso ? Math.floor(Date.now() / dayMs) * dayMs : 1_440
  return (
    <div className="preparation__form">
      <Checkbox
        label={t('preparation.split.byTime')}
        checked={before !== null}
        onChecked={(on) => changeSplit({ before: on ? first : null })}
      />
      {before !== null &&
        (isIso ? (
          <DateField
            label={t('preparation.split.beforeDate')}
            value={new Date(before).toISOString().slice(0, 10)}
            onDate={(date) =>
              date && changeSplit({ before: Date.parse(`${date}T00:00:00Z`) }, 'split before')
            }
          />
        ) : (
          <CommittedNumber
            label={t('preparation.split.beforeMinutes')}
            value={before}
            onCommit={(minutes) => changeSplit({ before: minutes }, 'split before')}
          />
        ))}
    </div>
  )
}

/** How the last preview parted the table. */
function Parts() {
  const { t } = useTranslation()
  const format = useFormatters()
  const shown = useWorkshop((state) => state.preview?.shown)
  if (!shown) return <p className="quiet">{t('preparation.effect.notYet')}</p>
  const parts = (['train', 'test', 'aside'] as const).filter(
    (part) => part !== 'aside' || shown.aside.rows > 0,
  )
  return (
    <table className="data-table preparation__extents">
      <caption>{t('preparation.split.parts')}</caption>
      <thead>
        <tr>
          <td />
          {(['rows', 'subjects', 'values', 'missing'] as const).map((what) => (
            <th key={what} scope="col" className="data-table__number">
              {t(`preparation.extent.${what}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <tr key={part}>
            <th scope="row">{t(`preparation.split.part.${part}`)}</th>
            {(['rows', 'subjects', 'values', 'missing'] as const).map((what) => (
              <td key={what} className="data-table__number">
                {format.number(shown[part][what])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const severityTones: Record<LeakFinding['severity'], BadgeTone> = {
  stop: 'danger',
  warning: 'warning',
  note: 'info',
}
const severityOrder: readonly LeakFinding['severity'][] = ['stop', 'warning', 'note']

/** What was looked for, and what of it was found. */
function Leaks() {
  const { t } = useTranslation()
  const shown = useWorkshop((state) => state.preview?.shown)
  const current = useWorkshop(isCurrent)
  if (!shown) return null
  const leaks = [...shown.leaks].sort(
    (a, b) => severityOrder.indexOf(a.severity) - severityOrder.indexOf(b.severity),
  )
  return (
    <section className="preparation__section" aria-labelledby="preparation-leaks">
      <h2 id="preparation-leaks">{t('preparation.leaks.title')}</h2>
      <p className="preparation__text">{t('preparation.leaks.text')}</p>
      {!current && <p className="quiet">{t('preparation.effect.outOfDate')}</p>}
      {leaks.length === 0 ? (
        <p>
          <Badge tone="good">{t('preparation.leaks.none')}</Badge>
        </p>
      ) : (
        <ul className="preparation__findings">
          {leaks.map((leak) => (
            <Leak key={`${leak.code} ${leak.parameter}`} leak={leak} />
          ))}
        </ul>
      )}
    </section>
  )
}

/** What the checks count or measure. */
const evidenceNames = [
  'auc',
  'n',
  'positives',
  'values',
  'rows',
  'subjects',
  'trainRows',
  'testRows',
  'share',
] as const

function Leak({ leak: { code, severity, parameter, evidence } }: { leak: LeakFinding }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = usePreparationText()
  const numbers = Object.entries(evidence).map(([name, value]) => {
    const known = evidenceNames.find((one) => one === name)
    const label = known ? t(`preparation.evidence.${known}`) : name
    return `${label} ${name === 'share' ? format.percent(value, 1) : text.figure(value)}`
  })
  return (
    <li className="preparation__finding">
      <div className="preparation__row">
        <Badge tone={severityTones[severity]}>{t(`preparation.severity.${severity}`)}</Badge>
        <h3 className="selectable">
          {parameter === null
            ? t(`preparation.leak.${code}.title`)
            : t('preparation.leaks.ofParameter', {
                title: t(`preparation.leak.${code}.title`),
                name: parameter,
              })}
        </h3>
      </div>
      {numbers.length > 0 && <p className="quiet selectable">{numbers.join(' · ')}</p>}
      <p>{t(`preparation.leak.${code}.advice`)}</p>
    </li>
  )
}
