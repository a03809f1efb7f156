import { useEffect, useRef } from 'react'
import type { Affine } from '../geometry/affine'

interface HeatmapLayerProps {
  painted: ImageData
  affine: Affine
  columns: number
  rows: number
  width: number
  height: number
  opacity: number
}

/** The painted activation map, drawn through the same map as the film: it follows every zoom, pan, turn and flip. */
export function HeatmapLayer({ painted, affine, columns, rows, width, height, opacity }: HeatmapLayerProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const target = canvas.current
    const context = target?.getContext('2d')
    if (!target || !context) return
    const ratio = window.devicePixelRatio || 1
    target.width = Math.round(width * ratio)
    target.height = Math.round(height * ratio)
    const source = new OffscreenCanvas(painted.width, painted.height)
    source.getContext('2d')?.putImageData(painted, 0, 0)
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.transform(...affine)
    context.imageSmoothingQuality = 'high'
    context.drawImage(source, 0, 0, columns, rows)
  }, [painted, affine, columns, rows, width, height])
  return <canvas ref={canvas} className="cell__heatmap" style={{ opacity }} data-testid="heatmap" />
}
