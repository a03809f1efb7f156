import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PreparationPipeline } from '../../../shared/domain/preparation/pipeline'
import type {
  CellChange,
  ChangePage,
  ChangeQuery,
  ChangeReason,
  StepReport,
} from '../../../shared/domain/preparation/report'
import { bridgeQuery, errorOf } from '../../bridge'
import { useFormatters } from '../../i18n/format'
import { ErrorNotice } from '../../ui/error-notice'
import { IconButton } from '../../ui/icon-button'
import { ScrollFrame } from '../../ui/scroll-frame'
import { Select } from '../../ui/select'
import { useCatalogueText } from './use-catalogue-text'
import { usePreparationText } from './use-preparation-text'
import { useReasonText } from './use-reason-text'

const pageSize = 100

interface ChangesTableProps {
  tableId: string
  report: StepReport
  pipeline: PreparationPipeline
  number: number
}

/** Every cell or row that the step changed or marked, with its reason and where the rule for it comes from. */
export function ChangesTable({ tableId, report, pipeline, number }: ChangesTableProps) {
  const { t } = useTranslation()
  const reasonText = useReasonText()
  const [filter, setFilter] = useState<Pick<ChangeQuery, 'reason' | 'parameter'>>({
    reason: null,
    parameter: null,
  })
  const [offset, setOffset] = useState(0)
  const query: ChangeQuery = { step: report.id, ...filter, offset, limit: pageSize }
  const { queryKey, queryFn } = bridgeQuery('preparation:changes', { tableId, query })
  const page = useQuery({ queryKey: [...queryKey, number], queryFn, placeholderData: keepPreviousData })
  const narrow = (changes: Partial<typeof filter>) => {
    setFilter({ ...filter, ...changes })
    setOffset(0)
  }
  const reasons = [...new Set(report.counts.map(({ reason }) => reason))]
  const parameters = [...new Set(report.counts.map(({ parameter }) => parameter))].filter(
    (name) => name !== null,
  )
  if (report.counts.length === 0) return null
  return (
    <section className="preparation__section" aria-labelledby="preparation-changes">
      <h3 id="preparation-changes">{t('preparation.change.title')}</h3>
      <div className="preparation__form">
        <Select
          label={t('preparation.change.reason')}
          value={filter.reason ?? ''}
          options={[
            { value: '', label: t('preparation.change.any') },
            ...reasons.map((value) => ({ value, label: reasonText(value, null) })),
          ]}
          onValue={(value) => narrow({ reason: value === '' ? null : value })}
        />
        {parameters.length > 0 && (
          <Select
            label={t('preparation.change.parameter')}
            value={filter.parameter ?? ''}
            options={[
              { value: '', label: t('preparation.change.any') },
              ...parameters.map((value) => ({ value, label: value })),
            ]}
            onValue={(value) => narrow({ parameter: value === '' ? null : value })}
          />
        )}
      </div>
      {page.error && <ErrorNotice error={errorOf(page.error)} />}
      {page.data && <Page page={page.data} offset={offset} onOffset={setOffset} pipeline={pipeline} />}
    </section>
  )
}

interface PageProps {
  page: ChangePage
  offset: number
  onOffset(offset: number): void
  pipeline: PreparationPipeline
}

function Page({ page: { total, changes }, offset, onOffset, pipeline }: PageProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const { ruleText, sources } = useRuleText(pipeline, changes)
  return (
    <>
      <div className="preparation__row">
        <span className="quiet" role="status">
          {t('preparation.change.page', {
            from: format.number(Math.min(offset + 1, total)),
            to: format.number(Math.min(offset + pageSize, total)),
            total: format.number(total),
          })}
        </span>
        <IconButton
          label={t('preparation.change.previous')}
          icon={<ChevronLeft />}
          disabled={offset === 0}
          onClick={() => onOffset(Math.max(0, offset - pageSize))}
        />
        <IconButton
          label={t('preparation.change.next')}
          icon={<ChevronRight />}
          disabled={offset + pageSize >= total}
          onClick={() => onOffset(offset + pageSize)}
        />
      </div>
      <ScrollFrame label={t('preparation.change.title')} className="preparation__changes">
        <Rows changes={changes} ruleText={ruleText} />
      </ScrollFrame>
      {sources.length > 0 && (
        <ol className="preparation__sources quiet selectable" aria-label={t('preparation.change.sources')}>
          {sources.map((source) => (
            <li key={source}>{source}</li>
          ))}
        </ol>
      )}
    </>
  )
}

function Rows(props: { changes: readonly CellChange[]; ruleText(change: CellChange): string }) {
  const { changes, ruleText } = props
  const { t } = useTranslation()
  const format = useFormatters()
  const text = usePreparationText()
  const reasonText = useReasonText()
  const heads = ['line', 'subject', 'parameter', 'before', 'after', 'reason', 'rule'] as const
  return (
    <table className="data-table selectable">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {t(`preparation.change.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {changes.map((change, at) => (
          <tr key={at}>
            <th scope="row">{format.number(change.line)}</th>
            <td>{change.subject}</td>
            <td>{change.parameter ?? t('preparation.change.wholeRow')}</td>
            <td className="data-table__number">{text.figure(change.before)}</td>
            <td className="data-table__number">
              {change.marked ? t('preparation.change.marked') : text.figure(change.after)}
            </td>
            <td>{reasonText(change.reason, change.slip)}</td>
            <td className="preparation__rule-source">{ruleText(change)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The range that a change goes by, with the number of its source in the list below the table. */
function useRuleText(
  pipeline: PreparationPipeline,
  changes: readonly CellChange[],
): { ruleText(change: CellChange): string; sources: readonly string[] } {
  const { t } = useTranslation()
  const text = usePreparationText()
  const catalogue = useCatalogueText()
  return useMemo(() => {
    const rules = new Map(pipeline.parameters.map((rule) => [rule.name, rule]))
    const sources: string[] = []
    const texts = new Map<CellChange, string>()
    for (const change of changes) {
      const rule = rules.get(change.parameter ?? '')
      const kind = rangeOf(change.reason)
      const range = rule && kind ? rule[kind] : null
      if (!rule || !kind || !range) {
        texts.set(change, t(`preparation.ruleOf.${ruleGroup(change.reason)}`))
        continue
      }
      const source = catalogue.source(rule, kind)
      if (!sources.includes(source)) sources.push(source)
      texts.set(
        change,
        t(`preparation.ruleOf.${kind}`, {
          range: text.range(range, rule.unit),
          source: sources.indexOf(source) + 1,
        }),
      )
    }
    return { ruleText: (change) => texts.get(change) ?? '', sources }
  }, [pipeline, changes, t, text, catalogue])
}

function rangeOf(reason: ChangeReason): 'plausible' | 'possible' | null {
  if (reason === 'not-possible') return 'possible'
  return reason === 'not-plausible' || reason === 'slip-repaired' ? 'plausible' : null
}

/** What a change goes by that is not a range. */
function ruleGroup(reason: ChangeReason): 'pipeline' | 'learnt' | 'unit' | 'missing' {
  if (reason === 'unit-converted' || reason === 'unit-unknown') return 'unit'
  if (reason === 'word-for-missing') return 'missing'
  if (reason === 'outlier' || reason === 'normalised' || /^filled-(median|nearest|chained)$/.test(reason))
    return 'learnt'
  return 'pipeline'
}
