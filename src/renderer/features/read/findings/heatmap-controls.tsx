import { useTranslation } from 'react-i18next'
import { heatGradient } from '../../../viewer/heatmap/colour-scale'
import { CommandCheckbox, OpacitySlider } from '../overlay-controls'
import type { Findings } from './use-findings'

/** Switch, opacity and legend of the shown finding's heat map. */
export function HeatmapControls({ findings }: { findings: Findings }) {
  const { t } = useTranslation()
  const { heatmapOn, heatmapOpacity, heatmapError } = findings
  return (
    <section className="findings__section" aria-label={t('read.findings.heatmap')}>
      <CommandCheckbox
        command="findings.heatmap"
        label={t('read.findings.heatmap')}
        checked={heatmapOn}
        onChecked={findings.setHeatmapOn}
      />
      {heatmapOn && (
        <>
          <OpacitySlider
            label={t('read.findings.heatmapOpacity')}
            labelHidden
            value={heatmapOpacity}
            onValue={findings.setHeatmapOpacity}
          />
          <div className="heatmap__legend">
            <span>{t('read.findings.heatmapLow')}</span>
            <span className="heatmap__scale" style={{ backgroundImage: heatGradient() }} />
            <span>{t('read.findings.heatmapHigh')}</span>
          </div>
          <p className="quiet findings__small">{t('read.findings.heatmapLegend')}</p>
        </>
      )}
      {heatmapError && <p role="alert">{t('read.findings.heatmapFailed', { code: heatmapError })}</p>}
    </section>
  )
}
