import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { regionColour } from '../../../../shared/domain/analysis/region-on-film'
import type { SitePreview } from '../../../../shared/domain/models/site/draft'
import { classNames } from '../../../ui/class-names'

interface PreviewPicturesProps {
  preview: SitePreview
  titles: ReadonlyMap<string, string>
}

/** The input as the model sees it, with the regions over it in the colours of the legend. */
export function PreviewPictures({ preview, titles }: PreviewPicturesProps) {
  const { t } = useTranslation()
  const canvas = useRef<HTMLCanvasElement>(null)
  const labels = preview.regions.map(({ label }) => label)
  const pictures = useQuery({
    // Under the draft's key, so that it is forgotten with the vault.
    queryKey: ['site:draft', 'preview', preview.id],
    queryFn: () =>
      Promise.all(
        ['input', ...labels.map((label) => `mask:${label}`)].map((what) => fetchPicture(preview.id, what)),
      ),
    retry: false,
  })
  const { input } = preview
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context || !pictures.data || !input) return
    context.putImageData(paint(pictures.data, input.columns, input.rows), 0, 0)
  }, [pictures.data, input])
  if (!input) return null
  return (
    <figure className="add__picture">
      <canvas
        ref={canvas}
        width={input.columns}
        height={input.rows}
        role="img"
        aria-label={t('addModel.preview.inputAlt')}
        className={classNames(input.columns < 128 && 'add__canvas--small')}
        data-testid="preview-input"
        data-ready={pictures.data !== undefined}
      />
      <figcaption className="quiet">
        {t('addModel.preview.input', { columns: input.columns, rows: input.rows })}
      </figcaption>
      {labels.length > 0 && (
        <ul className="add__legend">
          {labels.map((label, index) => (
            <li key={label}>
              <span
                className="add__swatch"
                style={{ background: `rgb(${regionColour(index).join(' ')})` }}
                aria-hidden="true"
              />
              {titles.get(label) ?? label}
            </li>
          ))}
        </ul>
      )}
    </figure>
  )
}

async function fetchPicture(previewId: string, what: string): Promise<Uint8Array> {
  const response = await fetch(`study://preview/${previewId}/${encodeURIComponent(what)}`)
  if (!response.ok) throw new Error(response.headers.get('x-vesalius-error') ?? 'NOT_FOUND')
  return new Uint8Array(await response.arrayBuffer())
}

const maskOpacity = 0.5

/** @param pictures the grey input, then one mask a region */
function paint(pictures: readonly Uint8Array[], width: number, height: number): ImageData {
  const [gray, ...masks] = pictures
  const image = new ImageData(width, height)
  for (let at = 0; at < width * height; at += 1) {
    const level = gray?.[at] ?? 0
    const index = masks.findIndex((mask) => mask[at] === 1)
    const colour = index < 0 ? null : regionColour(index)
    for (let channel = 0; channel < 3; channel += 1)
      image.data[at * 4 + channel] = colour
        ? level * (1 - maskOpacity) + (colour[channel] ?? 0) * maskOpacity
        : level
    image.data[at * 4 + 3] = 255
  }
  return image
}
