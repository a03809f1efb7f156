import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { AnalysisRun } from '../../../../shared/domain/analysis/analysis'
import { regionColour } from '../../../../shared/domain/analysis/region-on-film'
import type { ModelManifest } from '../../../../shared/domain/models/manifest'
import type { ErrorCode } from '../../../../shared/result'
import { errorOf, useBridgeMutation } from '../../../bridge'
import { toLanguage } from '../../../i18n/format'
import { Button } from '../../../ui/button'
import { ErrorNotice } from '../../../ui/error-notice'
import { showToast } from '../../../ui/toast'
import { CommandCheckbox, OpacitySlider } from '../overlay-controls'
import { regionLabels } from './use-regions'
import './region-controls.css'

interface RegionControlsProps {
  run: AnalysisRun
  manifest: ModelManifest | null
  on: boolean
  setOn(on: boolean): void
  opacity: number
  setOpacity(opacity: number): void
  error: ErrorCode | null
}

/** Switch, opacity, legend and export of what a segmentation marked. */
export function RegionControls(props: RegionControlsProps) {
  const { run, manifest, on, setOn, opacity, setOpacity, error } = props
  const { t, i18n } = useTranslation()
  const exported = useBridgeMutation('regions:export', {
    onSuccess: ({ saved }) => {
      if (saved) showToast({ tone: 'good', text: t('addModel.regions.exported') })
    },
  })
  const language = toLanguage(i18n.language)
  const titleOf = (label: string) =>
    manifest?.outputs
      .flatMap((output) => (output.role === 'segmentation-mask' ? output.labels : []))
      .find((each) => each.label === label)?.title[language] ?? label
  return (
    <section className="findings__section" aria-label={t('addModel.regions.legend')}>
      <CommandCheckbox
        command="findings.heatmap"
        label={t('addModel.regions.show')}
        checked={on}
        onChecked={setOn}
      />
      {on && (
        <>
          <OpacitySlider
            label={t('addModel.regions.opacity')}
            labelHidden
            value={opacity}
            onValue={setOpacity}
          />
          <ul className="regions__legend" aria-label={t('addModel.regions.legend')}>
            {regionLabels(run).map((label, index) => (
              <li key={label}>
                <span
                  className="regions__swatch"
                  style={{ background: `rgb(${regionColour(index).join(' ')})` }}
                  aria-hidden="true"
                />
                {titleOf(label)}
              </li>
            ))}
          </ul>
        </>
      )}
      <Button
        icon={<Download />}
        busy={exported.isPending}
        onClick={() => exported.mutate([{ runId: run.id }])}
      >
        {t('addModel.regions.export')}
      </Button>
      {exported.error && <ErrorNotice error={errorOf(exported.error)} />}
      {error && <p role="alert">{t('addModel.regions.failed', { code: error })}</p>}
    </section>
  )
}
