import { useTranslation } from 'react-i18next'
import type { ExplanationMethod } from '../../../../shared/domain/analysis/explanation'
import { useShortcutOf } from '../../../app/commands'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { KeyCaps } from '../../../ui/key-caps'
import type { Findings } from '../findings/use-findings'
import { CommandCheckbox, OpacitySlider } from '../overlay-controls'
import { MapLegend } from './map-legend'
import { MethodRow } from './method-row'
import { type Explanations, whyHeadingId } from './use-explanations'
import './why-section.css'

interface WhySectionProps {
  explanations: Explanations
  findings: Findings
}

/** Why the model answered as it did: the methods, what each found, and how far it can be believed. */
export function WhySection({ explanations, findings }: WhySectionProps) {
  const { t } = useTranslation()
  const shortcut = useShortcutOf('findings.explain')
  const { methods, shown } = explanations
  if (methods.length === 0) return null
  const missing = methods.filter(
    (method) =>
      explanations.finished(method) === null &&
      explanations.jobOf(method)?.state !== 'queued' &&
      explanations.jobOf(method)?.state !== 'running',
  )
  return (
    <section className="findings__section why" aria-labelledby={whyHeadingId}>
      <div className="why__head">
        <h2 id={whyHeadingId} className="findings__heading" tabIndex={-1}>
          {t('explanations.title')}
        </h2>
        {shortcut && <KeyCaps shortcut={shortcut} />}
      </div>
      <p className="quiet findings__small">{t('explanations.intro')}</p>
      <ul className="why__methods">
        {methods.map((method) => (
          <MethodRow key={method} method={method} explanations={explanations} />
        ))}
      </ul>
      <WhyActions explanations={explanations} missing={missing} />
      {shown.length > 0 && <MapDisplay explanations={explanations} findings={findings} />}
      {explanations.mapError && (
        <p role="alert">{t('explanations.mapFailed', { code: explanations.mapError })}</p>
      )}
    </section>
  )
}

function WhyActions({
  explanations,
  missing,
}: {
  explanations: Explanations
  missing: readonly ExplanationMethod[]
}) {
  const { t } = useTranslation()
  const { methods, jobOf, finished } = explanations
  const active = methods.flatMap((method) => {
    const job = jobOf(method)
    return job && job.state !== 'failed' ? [job] : []
  })
  const done = methods.filter((method) => finished(method) !== null)
  return (
    <div className="why__actions">
      {missing.length > 1 && (
        <Button onClick={() => explanations.start(missing)}>
          {t(missing.length === methods.length ? 'explanations.computeAll' : 'explanations.computeOthers', {
            count: missing.length,
          })}
        </Button>
      )}
      {active.length > 1 && (
        <Button onClick={() => explanations.cancel(active)}>{t('explanations.cancelAll')}</Button>
      )}
      {done.length > 0 && (
        <CommandCheckbox
          command="findings.compare"
          label={t('explanations.compare')}
          checked={explanations.sideBySide}
          onChecked={explanations.setSideBySide}
        />
      )}
    </div>
  )
}

/** How the maps are drawn. */
function MapDisplay({ explanations, findings }: WhySectionProps) {
  const { t } = useTranslation()
  return (
    <div className="why__display">
      <MapLegend explanations={explanations} />
      <OpacitySlider
        label={t('explanations.opacity')}
        value={findings.heatmapOpacity}
        onValue={findings.setHeatmapOpacity}
      />
      {explanations.sideBySide && (
        <>
          <Checkbox
            label={t('explanations.sameScale')}
            checked={explanations.sameScale}
            onChecked={explanations.setSameScale}
          />
          <CommandCheckbox
            command="findings.link"
            label={t('explanations.link')}
            checked={explanations.linked}
            onChecked={explanations.setLinked}
          />
        </>
      )}
    </div>
  )
}
