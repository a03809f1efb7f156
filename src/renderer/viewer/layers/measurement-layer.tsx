import { applyAffine, type Affine } from '../geometry/affine'
import type { CellState, Measurement } from '../core/cell-state'

interface MeasurementLayerProps {
  measurements: readonly Measurement[]
  cursor: CellState['cursor']
  affine: Affine
  label(measurement: Measurement): string
}

/** Length lines of the shown image with their values, and the keyboard's cursor. */
export function MeasurementLayer({ measurements, cursor, affine, label }: MeasurementLayerProps) {
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
      {cursor && <Cursor cursor={cursor} affine={affine} />}
    </svg>
  )
}

function Cursor({ cursor, affine }: { cursor: NonNullable<CellState['cursor']>; affine: Affine }) {
  const [x, y] = applyAffine(affine, cursor.at)
  const from = cursor.from ? applyAffine(affine, cursor.from) : null
  const cross = `M${x - 14} ${y}h10M${x + 4} ${y}h10M${x} ${y - 14}v10M${x} ${y + 4}v10`
  return (
    <g data-testid="cursor">
      {from && <line className="cell__line cell__line--pending" x1={from[0]} y1={from[1]} x2={x} y2={y} />}
      {from && <circle className="cell__handle" cx={from[0]} cy={from[1]} r={3} />}
      <path className="cell__line cell__line--halo" d={cross} />
      <path className="cell__line" d={cross} />
    </g>
  )
}
