import { useTranslation } from 'react-i18next'
import { useFormatters } from '../../i18n/format'
import { Fact } from '../../ui/fact'
import { type CheckControlsProps, sourceKey, useModelTitle, useTruths } from './check-controls'
import { useFindings } from './use-findings'

type PaperHeadProps = Pick<CheckControlsProps, 'model' | 'imports' | 'choice'> & {
  /** of the weights */
  sha256: string
  workedOutAtMs: number
}

/** What stands on paper in place of the controls: a page that leaves the screen says itself what it is about. */
export function PaperHead({ sha256, workedOutAtMs, ...of }: PaperHeadProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const titleOf = useModelTitle()
  const findings = useFindings(of.model)
  const { label, source } = of.choice
  const truth = useTruths(of).find(({ value }) => value === sourceKey(source))
  return (
    <div className="local-check__paper">
      <dl className="local-check__facts">
        <Fact name={t('localCheck.model')}>
          {of.model.id} {titleOf(of.model)}
        </Fact>
        <Fact name={t('localCheck.finding')}>
          {findings.find((finding) => finding.label === label)?.title ?? label}
        </Fact>
        <Fact name={t('localCheck.truth')}>{truth?.label ?? ''}</Fact>
        <Fact name={t('localCheck.paper.workedOut')}>{format.moment(workedOutAtMs)}</Fact>
        <Fact name={t('localCheck.paper.weights')}>
          <code>{sha256}</code>
        </Fact>
      </dl>
      <p>{t('shell.researchOnly')}</p>
    </div>
  )
}
