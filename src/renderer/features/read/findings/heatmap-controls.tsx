import { useTranslation } from 'react-i18next'
import { useShortcutOf } from '../../../app/commands'
import { useFormatters } from '../../../i18n/format'
import { Checkbox } from '../../../ui/checkbox'
import { KeyCaps } from '../../../ui/key-caps'
import { Slider } from '../../../ui/slider'
import { heatGradient } from '../../../viewer/heatmap/colour-scale'
import type { Findings } from './use-findings'

/** Switch, opacity and legend of the shown finding's heat map. */
export function HeatmapControls({ findings }: { findings: Findings }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const shortcut = useShortcutOf('findings.heatmap')
  const { heatmapOn, heatmapOpacity, heatmapError } = findings
  return (
    <section className="findings__section" aria-label={t('read.findings.heatmap')}>
      <div className="heatmap__head">
        <Checkbox label={t('read.findings.heatmap')} checked={heatmapOn} onChecked={findings.setHeatmapOn} />
        {shortcut && <KeyCaps shortcut={shortcut} />}
      </div>
      {heatmapOn && (
        <>
          <Slider
            label={t('read.findings.heatmapOpacity')}
            labelHidden
            min={0}
            max={1}
            step={0.05}
            value={heatmapOpacity}
            valueText={format.percent(heatmapOpacity)}
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
