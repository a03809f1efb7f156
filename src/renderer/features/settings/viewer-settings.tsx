import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ViewerLayout, type Settings, type SettingsPatch } from '../../../shared/domain/settings/settings'
import { updateSettings } from '../../app/preferences'
import { useSettings } from '../../bridge'
import { useFormatters } from '../../i18n/format'
import { Checkbox } from '../../ui/checkbox'
import { Segmented } from '../../ui/segmented'
import { Slider } from '../../ui/slider'
import { SettingsGroup } from './settings-group'

type Viewer = Settings['viewer']

const save = (viewer: NonNullable<SettingsPatch['viewer']>): void => void updateSettings({ viewer })

export function ViewerSettings() {
  const { t } = useTranslation()
  const viewer = useSettings().data?.viewer
  if (!viewer) return null
  return (
    <SettingsGroup title={t('settings.viewer.title')}>
      <div className="field">
        <span className="field__label">{t('settings.viewer.layout')}</span>
        <div>
          <Segmented
            label={t('settings.viewer.layout')}
            value={viewer.layout}
            options={ViewerLayout.options.map((value) => ({ value, label: value.replace('x', ' × ') }))}
            onValue={(layout) => save({ layout })}
          />
        </div>
      </div>
      <Checkbox
        label={t('settings.viewer.overlays')}
        checked={viewer.overlays}
        onChecked={(overlays) => save({ overlays })}
      />
      <Checkbox
        label={t('settings.viewer.smoothing')}
        checked={viewer.smoothing}
        onChecked={(smoothing) => save({ smoothing })}
      />
      <Checkbox
        label={t('settings.viewer.strip')}
        checked={viewer.seriesStripOpen}
        onChecked={(seriesStripOpen) => save({ seriesStripOpen })}
      />
      <Checkbox
        label={t('settings.viewer.panel')}
        checked={viewer.panelOpen}
        onChecked={(panelOpen) => save({ panelOpen })}
      />
      <Sliders viewer={viewer} />
    </SettingsGroup>
  )
}

function Sliders({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation()
  const format = useFormatters()
  return (
    <>
      <SavedSlider
        label={t('settings.viewer.cine')}
        min={1}
        max={60}
        step={1}
        saved={viewer.cineFramesPerSecond}
        text={(value) => t('settings.viewer.framesPerSecond', { value })}
        onSave={(cineFramesPerSecond) => save({ cineFramesPerSecond })}
      />
      <SavedSlider
        label={t('settings.viewer.heatmap')}
        min={0}
        max={1}
        step={0.05}
        saved={viewer.heatmapOpacity}
        text={(value) => format.percent(value)}
        onSave={(heatmapOpacity) => save({ heatmapOpacity })}
      />
    </>
  )
}

interface SavedSliderProps {
  label: string
  min: number
  max: number
  step: number
  saved: number
  text(value: number): string
  onSave(value: number): void
}

/** Follows the hand at once; saves when the hand or key is lifted. */
function SavedSlider({ label, min, max, step, saved, text, onSave }: SavedSliderProps) {
  const [moving, setMoving] = useState<number | null>(null)
  const value = moving ?? saved
  const settle = () => {
    if (moving === null) return
    onSave(moving)
    setMoving(null)
  }
  return (
    <div onPointerUp={settle} onKeyUp={settle} onBlur={settle} className="settings-group__field">
      <Slider
        label={label}
        min={min}
        max={max}
        step={step}
        value={value}
        valueText={text(value)}
        onValue={setMoving}
      />
    </div>
  )
}
