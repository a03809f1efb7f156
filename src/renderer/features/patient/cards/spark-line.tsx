const [width, height] = [88, 22]

interface SparkLineProps {
  points: readonly { timeMs: number; value: number }[]
  label: string
}

/** The numbers before the newest one, along time. */
export function SparkLine({ points, label }: SparkLineProps) {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || points.length < 2) return null
  const values = points.map(({ value }) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const x = (ms: number) => ((ms - first.timeMs) / (last.timeMs - first.timeMs || 1)) * (width - 6) + 3
  const y = (value: number) => (1 - (value - low) / (high - low || 1)) * (height - 6) + 3
  const path = points.map(({ timeMs, value }) => `${x(timeMs).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
  return (
    <svg
      className="spark-line"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
    >
      <polyline points={path} />
      <circle cx={x(last.timeMs)} cy={y(last.value)} r="2.5" />
    </svg>
  )
}
