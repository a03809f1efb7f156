import { useTranslation } from 'react-i18next'
import type { StudyDetail } from '../../../shared/domain/worklist/worklist'
import { useAgeText, useFormatters } from '../../i18n/format'
import type { CellState } from '../core/cell-state'
import { pixelAt } from '../display/value-text'
import { affineScale } from '../geometry/affine'
import { useValueText } from './use-value-text'
import { useWindowText } from './use-window-text'

interface OverlaysProps {
  state: CellState
  study: StudyDetail
}

/** What must be read beside the image, in its four corners. */
export function CellOverlays({ state, study }: OverlaysProps) {
  return (
    <div className="cell__overlays" data-testid="overlays">
      <PatientCorner state={state} study={study} />
      <StudyCorner state={state} study={study} />
      <ImageCorner state={state} />
      <DisplayCorner state={state} />
    </div>
  )
}

function PatientCorner({ state, study }: OverlaysProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const ageText = useAgeText()
  const { patient, patientAgeYears } = study.study
  const { primary } = format.name(patient.name)
  const instance = state.frame?.instance
  return (
    <div className="cell__corner cell__corner--top-left">
      <p className="cell__strong">{primary || t('common.unknownName')}</p>
      <p>{patient.patientId}</p>
      <p className="cell__minor">
        {t(`common.sex.${patient.sex}`)}
        {patientAgeYears !== null && ` · ${ageText(patientAgeYears)}`}
      </p>
      {(instance?.synthetic ?? patient.synthetic) && (
        <p className="cell__mark cell__mark--synthetic">{t('common.synthetic')}</p>
      )}
      {state.frame?.image.burnedInAnnotation === 'yes' && (
        <p className="cell__mark cell__mark--warning">{t('read.viewer.burnedIn')}</p>
      )}
    </div>
  )
}

function StudyCorner({ state, study }: OverlaysProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const { series } = state
  const date = format.dateAndTime(study.study.date, study.study.time)
  return (
    <div className="cell__corner cell__corner--top-right">
      <p className="cell__strong">{studyTitle(series?.modality ?? '', study.study.description)}</p>
      <p>{date || t('read.viewer.noDate')}</p>
      {series && (
        <p>
          {series.number !== null && t('read.viewer.seriesNumber', { number: series.number })}
          {series.description && ` ${series.description}`}
        </p>
      )}
      <p className="cell__minor">{study.institution}</p>
    </div>
  )
}

/** The modality before the description, unless that begins with it. */
const studyTitle = (modality: string, description: string): string =>
  description.toUpperCase().startsWith(modality.toUpperCase())
    ? description || modality
    : `${modality} ${description}`

function ImageCorner({ state }: { state: CellState }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const { frame, imageIds, index } = state
  const position = frame?.geometry?.imagePositionPatientMm
  const thickness = frame?.image.sliceThicknessMm ?? null
  const location =
    position && frame.geometry?.imageOrientationPatient
      ? sliceLocation(position, frame.geometry.imageOrientationPatient)
      : null
  return (
    <div className="cell__corner cell__corner--bottom-left">
      {frame?.image.lossyCompressed && (
        <p className="cell__mark cell__mark--quiet">{t('read.viewer.lossy')}</p>
      )}
      {frame && frame.image.frames > 1 && (
        <p className="cell__minor">
          {t('read.viewer.frame', { frame: frame.frameIndex + 1, frames: frame.image.frames })}
        </p>
      )}
      {thickness !== null && (
        <p className="cell__minor">
          {t('read.viewer.thickness', { value: format.quantity(thickness, 'mm', 1) })}
        </p>
      )}
      {location !== null && (
        <p className="cell__minor">
          {t('read.viewer.location', { value: format.quantity(location, 'mm', 1) })}
        </p>
      )}
      {imageIds.length > 0 && (
        <p className="cell__strong" data-testid="image-number">
          {t('read.viewer.image', { number: index + 1, count: imageIds.length })}
        </p>
      )}
    </div>
  )
}

/** Distance of the slice along its normal from the origin of the patient's coordinates, mm. */
function sliceLocation(
  position: readonly [number, number, number],
  [rx, ry, rz, cx, cy, cz]: readonly [number, number, number, number, number, number],
): number {
  return (
    position[0] * (ry * cz - rz * cy) + position[1] * (rz * cx - rx * cz) + position[2] * (rx * cy - ry * cx)
  )
}

function DisplayCorner({ state }: { state: CellState }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const windowText = useWindowText()
  const valueText = useValueText()
  const { affine, shown, frame, loaded, inverted, probe } = state
  const zoom = affine
    ? Math.min(affineScale(affine).column, affineScale(affine).row) * window.devicePixelRatio
    : null
  const pixel = probe && frame && loaded ? pixelAt(frame, loaded, probe) : null
  const colour = loaded?.description.samplesPerPixel === 3
  return (
    <div className="cell__corner cell__corner--bottom-right">
      {pixel && (
        <p className="cell__minor" data-testid="probe">
          {t('read.viewer.at', { column: pixel.column, row: pixel.row })}{' '}
          <span className="cell__probe">{valueText(pixel.value)}</span>
        </p>
      )}
      {inverted && <p className="cell__mark cell__mark--quiet">{t('read.viewer.inverted')}</p>}
      {zoom !== null && (
        <p className="cell__minor" data-testid="zoom">
          {t('read.viewer.zoom', { value: format.percent(zoom) })}
        </p>
      )}
      {shown && frame && !colour && (
        <p className="cell__strong" data-testid="window">
          {windowText(shown, frame)}
        </p>
      )}
    </div>
  )
}
