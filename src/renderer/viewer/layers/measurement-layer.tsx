import { applyAffine, type Affine } from '../geometry/affine'
import type { Measurement } from '../core/cell-state'

interface MeasurementLayerProps {
  measurements: readonly Measurement[]
  affine: Affine
  label(measurement: Measurement): string
}

/** Length lines of the shown image with their values. */
export function MeasurementLayer({ measurements, affine, label }: MeasurementLayerProps) {
  return (
    <svg className="cell__measurements" aria-hidden="true">
      {measurements.map((measurement) => {
        const [x1, y1] = applyAffine(affine, measurement.from)
        const [x2, y2] = applyAffine(affine, measurement.to)
        const [textX, textY] = x1 > x2 ? [x1, y1] : [x2, y2]
        return (
          <g key={measurement.id}>
            <line className="cell__line cell__line--halo" x1={x1} y1={y1} x2={x2} y2={y2} />
            <line className="cell__line" x1={x1} y1={y1} x2={x2} y2={y2} />
            {[
              [x1, y1],
              [x2, y2],
            ].map(([cx, cy], end) => (
              <circle key={end} className="cell__handle" cx={cx} cy={cy} r={3} />
            ))}
            <text className="cell__length" x={textX + 8} y={textY + 4}>
              {label(measurement)}
            </text>
          </g>
        )
      })}
    </svg>
  )
}
