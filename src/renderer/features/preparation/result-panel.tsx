import { FileDown, Play } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { OpenedTable, TableProfile } from '../../../shared/domain/preparation/report'
import { pipelineProblems } from '../../../shared/domain/preparation/pipeline-order'
import type { PreparationPipeline } from '../../../shared/domain/preparation/pipeline'
import type { WorkshopExport } from '../../../shared/domain/preparation/workshop'
import { useFormatters } from '../../i18n/format'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { ScrollFrame } from '../../ui/scroll-frame'
import { showToast } from '../../ui/toast'
import { PipelineProblems } from './pipeline-problems'
import { exportResult, isCurrent, runPreview, useWorkshop } from './workshop-store'

interface ResultPanelProps {
  table: OpenedTable
  profile: TableProfile
  pipeline: PreparationPipeline
}

/** The pipeline worked out on the whole table, and the ways out of the workshop. */
export function ResultPanel({ table, profile, pipeline }: ResultPanelProps) {
  const { t } = useTranslation()
  const preview = useWorkshop((state) => state.preview)
  const current = useWorkshop(isCurrent)
  const working = useWorkshop((state) => state.work?.kind ?? null)
  const problems = pipelineProblems(pipeline, table.header)
  const stops = preview?.shown.leaks.filter(({ severity }) => severity === 'stop').length ?? 0
  return (
    <div className="preparation__panel">
      <PipelineProblems problems={problems} pipeline={pipeline} />
      <section className="preparation__section" aria-labelledby="preparation-run">
        <h2 id="preparation-run">{t('preparation.result.title')}</h2>
        <p className="preparation__text">
          {t('preparation.result.text', { name: table.fileName, sha256: profile.sha256.slice(0, 12) })}
        </p>
        <div className="preparation__row">
          <Button
            tone={current ? 'plain' : 'primary'}
            icon={<Play />}
            busy={working === 'preview'}
            disabled={problems.length > 0}
            onClick={() => void runPreview()}
          >
            {t('preparation.result.run')}
          </Button>
          {preview && (
            <Badge tone={current ? 'good' : 'warning'}>
              {t(current ? 'preparation.result.current' : 'preparation.result.outOfDate')}
            </Badge>
          )}
          {preview && (
            <span className="quiet">
              {t(
                preview.fitId === null
                  ? 'preparation.result.learntHere'
                  : 'preparation.result.learntElsewhere',
                preview.shown.fittedOn,
              )}
            </span>
          )}
        </div>
        <StepTotals />
      </section>
      <section className="preparation__section" aria-labelledby="preparation-export">
        <h2 id="preparation-export">{t('preparation.export.title')}</h2>
        <p className="preparation__text">{t('preparation.export.text')}</p>
        {stops > 0 && (
          <p>
            <Badge tone="danger">{t('preparation.export.leaks', { count: stops })}</Badge>
          </p>
        )}
        <Exports enabled={current && working === null} />
        {!current && <p className="quiet">{t('preparation.export.runFirst')}</p>}
      </section>
    </div>
  )
}

/** Rows and values from step to step. */
function StepTotals() {
  const { t } = useTranslation()
  const format = useFormatters()
  const preview = useWorkshop((state) => state.preview)
  if (!preview) return null
  const titles = new Map(preview.pipeline.steps.map(({ id, step }) => [id, step]))
  const on = new Set(preview.pipeline.steps.filter((step) => step.on).map(({ id }) => id))
  const steps = preview.shown.steps.filter(({ id }) => on.has(id))
  const first = steps[0]
  const heads = ['rows', 'values', 'missing'] as const
  return (
    <ScrollFrame label={t('preparation.result.totals')}>
      <table className="data-table preparation__extents">
        <caption>{t('preparation.result.changes', { count: preview.shown.changes })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('preparation.result.step')}</th>
            <th scope="col" className="data-table__number">
              {t('preparation.result.touched')}
            </th>
            {heads.map((head) => (
              <th key={head} scope="col" className="data-table__number">
                {t(`preparation.extent.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first && (
            <tr>
              <th scope="row">{t('preparation.result.source')}</th>
              <td className="data-table__number">–</td>
              {heads.map((head) => (
                <td key={head} className="data-table__number">
                  {format.number(first.before[head])}
                </td>
              ))}
            </tr>
          )}
          {steps.map(({ id, counts, after }) => {
            const step = titles.get(id)
            return (
              <tr key={id}>
                <th scope="row">{step ? t(`preparation.step.${step}`) : id}</th>
                <td className="data-table__number">
                  {format.number(counts.reduce((sum, { count }) => sum + count, 0))}
                </td>
                {heads.map((head) => (
                  <td key={head} className="data-table__number">
                    {format.number(after[head])}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </ScrollFrame>
  )
}

const offered: readonly WorkshopExport[] = ['all', 'train', 'test', 'changes', 'pipeline']

function Exports({ enabled }: { enabled: boolean }) {
  const { t } = useTranslation()
  const save = async (what: WorkshopExport) => {
    if (await exportResult(what)) showToast({ tone: 'good', text: t('preparation.export.saved') })
  }
  return (
    <div className="preparation__row">
      {offered.map((what) => (
        <Button key={what} icon={<FileDown />} disabled={!enabled} onClick={() => void save(what)}>
          {t(`preparation.export.what.${what}`)}
        </Button>
      ))}
    </div>
  )
}
