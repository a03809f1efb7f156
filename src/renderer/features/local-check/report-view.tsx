import { useTranslation } from 'react-i18next'
import type { LocalCheckReport } from '../../../shared/domain/local-check/local-check'
import { useFormatters } from '../../i18n/format'
import { ToneShape } from '../../ui/badge'
import { CalibrationPanel } from './calibration-panel'
import { CurvesPanel } from './curves-panel'
import { DriftPanel } from './drift-panel'
import { ProposalPanel } from './proposal-panel'
import { ShortageList } from './shortage-list'
import { SubgroupsPanel } from './subgroups-panel'
import { ThresholdPanel } from './threshold-panel'

/** The whole report, from the numbers it stands on to what could be made of it. */
export function ReportView({ report }: { report: LocalCheckReport }) {
  const { t } = useTranslation()
  const { roc, precisionRecall, calibration, grid, shortages, request } = report
  return (
    <div className="local-check__report">
      {request.source.kind === 'readers' && (
        <p className="local-check__bias">
          <ToneShape tone="warning" />
          <span>{t('localCheck.readerBias')}</span>
        </p>
      )}
      <CaseCounts report={report} />
      {shortages.length > 0 && (
        <section className="local-check__notice" aria-labelledby="check-short">
          <h2 id="check-short">{t('localCheck.short.title')}</h2>
          {report.counts.cases === 0 && <p>{t('localCheck.short.noTruth')}</p>}
          <p>{t('localCheck.short.text')}</p>
          <ShortageList shortages={shortages} />
        </section>
      )}
      {roc && precisionRecall && <CurvesPanel report={report} roc={roc} precisionRecall={precisionRecall} />}
      {grid && <ThresholdPanel report={report} grid={grid} />}
      {calibration && <CalibrationPanel report={report} calibration={calibration} />}
      {report.subgroups.length > 0 && <SubgroupsPanel report={report} />}
      <DriftPanel drift={report.drift} />
      {roc && <ProposalPanel report={report} />}
    </div>
  )
}

/** n and positives first: every figure below stands on them. */
function CaseCounts({ report }: { report: LocalCheckReport }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const { counts } = report
  const always = ['cases', 'positives', 'negatives', 'patients', 'images', 'notAssessed'] as const
  const rarely = ['unanswered', 'overruled', 'synthetic'] as const
  return (
    <div>
      <dl className="local-check__counts selectable">
        {[...always, ...rarely.filter((name) => counts[name] > 0)].map((name) => (
          <div key={name}>
            <dt>{t(`localCheck.counts.${name}`)}</dt>
            <dd>{format.number(counts[name])}</dd>
          </div>
        ))}
      </dl>
      {counts.cases > 0 && (
        <p className="quiet">
          {t('localCheck.counts.levels', { images: counts.imageCases, studies: counts.studyCases })}
        </p>
      )}
    </div>
  )
}
