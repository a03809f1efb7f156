/** A distribution as small as a word, for a row of a table. Its numbers stand beside it. */
const width = 96
const height = 20

export function MiniHistogram({ counts, label }: { counts: readonly number[]; label: string }) {
  const most = Math.max(...counts, 1)
  const each = width / Math.max(counts.length, 1)
  return (
    <svg
      className="preparation__mini"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} className="preparation__mini-axis" />
      {counts.map((count, at) =>
        count === 0 ? null : (
          <rect
            key={at}
            x={at * each}
            width={Math.max(each - 0.5, 1)}
            // One value among a million is still to be seen.
            y={height - Math.max((count / most) * height, 1.5)}
            height={Math.max((count / most) * height, 1.5)}
          />
        ),
      )}
    </svg>
  )
}
