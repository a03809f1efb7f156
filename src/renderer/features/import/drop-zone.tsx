import { FileDown } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { importDroppedFiles } from '../../app/import-actions'
import { importDroppedRecords, partDropped } from '../../app/record-import'
import './drop-zone.css'

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

/** Takes files dropped anywhere in the window; a veil says so while they are dragged over it. */
export function DropZone() {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)

  useEffect(() => {
    // Entering a child fires before leaving its parent, so a count tells when the window itself is left.
    let depth = 0
    const listeners: Partial<Record<string, (event: DragEvent) => void>> = {
      dragenter: (event) => {
        if (!carriesFiles(event)) return
        depth += 1
        setOver(true)
      },
      dragover: (event) => {
        event.preventDefault()
        if (event.dataTransfer) event.dataTransfer.dropEffect = carriesFiles(event) ? 'copy' : 'none'
      },
      dragleave: (event) => {
        if (!carriesFiles(event)) return
        depth -= 1
        if (depth <= 0) setOver(false)
      },
      drop: (event) => {
        event.preventDefault()
        depth = 0
        setOver(false)
        const files = [...(event.dataTransfer?.files ?? [])]
        const { records, images } = partDropped(files)
        if (images.length > 0) void importDroppedFiles(images)
        if (records.length > 0) void importDroppedRecords(records)
      },
    }
    const all = Object.entries(listeners) as [string, EventListener][]
    for (const [name, listener] of all) window.addEventListener(name, listener)
    return () => {
      for (const [name, listener] of all) window.removeEventListener(name, listener)
    }
  }, [])

  if (!over) return null
  return (
    <div className="drop-zone" role="status">
      <FileDown aria-hidden="true" />
      <strong>{t('importing.drop')}</strong>
      <span>{t('importing.dropHint')}</span>
    </div>
  )
}
