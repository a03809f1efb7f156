import { useTranslation } from 'react-i18next'
import type { SiteDraft } from '../../../../shared/domain/models/site/draft'
import type { GraphPort, GraphReport } from '../../../../shared/domain/models/site/graph-report'
import { useFormatters } from '../../../i18n/format'
import { Badge } from '../../../ui/badge'
import { Fact } from '../../../ui/fact'

/** Sizes of a tensor; what the file leaves open is a question mark. */
export const shapeText = ({ shape }: GraphPort): string =>
  shape?.map((size) => size || '?').join(' × ') ?? '?'

/** What the file says about itself. */
export function GraphSummary({ draft, report }: { draft: SiteDraft; report: GraphReport }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const [input] = report.inputs
  const ops = report.ops.slice(0, 6).map(({ op, count }) => `${op} × ${count}`)
  const family = draft.proposals.find(({ family: known }) => known !== null)?.family
  return (
    <section className="add__section" aria-labelledby="add-read">
      <h3 id="add-read">{t('addModel.read.title')}</h3>
      <dl className="models__facts selectable">
        <Fact name={t('addModel.read.file')}>
          {draft.fileName} · {format.bytes(report.bytes)}
        </Fact>
        {input && (
          <Fact name={t('addModel.read.input')}>
            {input.name} · {shapeText(input)} · {input.type}
          </Fact>
        )}
        {report.outputs.map((output) => (
          <Fact key={output.name} name={t('addModel.read.output')}>
            {output.name} · {shapeText(output)} · {output.type}
            {output.lastOp && ` · ${output.lastOp}`}
          </Fact>
        ))}
        <Fact name={t('addModel.read.parameters')}>{format.number(report.parameters)}</Fact>
        <Fact name={t('addModel.read.operators')}>
          {t('addModel.read.operatorsText', { opset: report.opsets[0]?.version ?? 0, list: ops.join(', ') })}
        </Fact>
        {report.producer && <Fact name={t('addModel.read.producer')}>{report.producer}</Fact>}
        {report.joined.length > 0 && (
          <Fact name={t('addModel.read.joined')}>
            {report.joined.map(({ file, bytes }) => `${file} (${format.bytes(bytes)})`).join(', ')}
          </Fact>
        )}
        <Fact name={t('addModel.read.hash')}>
          <code className="models__hash">{report.sha256}</code>
        </Fact>
      </dl>
      {family && (
        <p>
          <Badge tone="info">{t(`addModel.read.family.${family}`)}</Badge>{' '}
          <span className="quiet">{t(`addModel.read.familyText.${family}`)}</span>
        </p>
      )}
      {draft.manifest && <p>{t('addModel.read.package')}</p>}
    </section>
  )
}
