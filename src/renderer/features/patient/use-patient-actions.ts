/** Steps from the page as a whole: out as FHIR, as a PDF, on paper; each is a command too. */
import { useTranslation } from 'react-i18next'
import { useState } from 'react'
import { useCommands } from '../../app/commands'
import { reporting } from '../../app/import-actions'
import { call } from '../../bridge'
import { printPage, saveAsPdf } from '../../ui/print-page'
import { showToast } from '../../ui/toast'

export interface PatientActions {
  exporting: boolean
  saving: boolean
  exportFhir(): void
  savePdf(): void
  print(): void
}

export function usePatientActions(patientId: string): PatientActions {
  const { t } = useTranslation()
  const [exporting, setExporting] = useState(false)
  const [saving, setSaving] = useState(false)
  const run = async (work: () => Promise<{ saved: boolean }>, setBusy: (busy: boolean) => void) => {
    setBusy(true)
    const done = await reporting(work())
    setBusy(false)
    if (done?.saved) showToast({ tone: 'good', text: t('patient.saved') })
  }
  const actions: PatientActions = {
    exporting,
    saving,
    exportFhir: () => void run(() => call('records:exportFhir', { patientId }), setExporting),
    savePdf: () =>
      void run(() => saveAsPdf(() => call('app:savePdf', { name: 'patient-record' })), setSaving),
    print: () => void printPage(),
  }
  useCommands(
    () => [
      { id: 'patient.export', titleKey: 'patient.exportFhir', group: 'patient', run: actions.exportFhir },
      { id: 'patient.pdf', titleKey: 'patient.savePdf', group: 'patient', run: actions.savePdf },
      {
        id: 'patient.print',
        titleKey: 'patient.print',
        group: 'patient',
        shortcuts: ['Mod+P'],
        run: actions.print,
      },
      {
        id: 'patient.pan',
        titleKey: 'patient.timeline.keyPan',
        group: 'patient',
        shortcuts: ['ArrowLeft', 'ArrowRight'],
        describedOnly: true,
        run: nothing,
      },
      {
        id: 'patient.zoom',
        titleKey: 'patient.timeline.keyZoom',
        group: 'patient',
        shortcuts: ['+', '-', '0'],
        describedOnly: true,
        run: nothing,
      },
      {
        id: 'patient.point',
        titleKey: 'patient.timeline.keyPoint',
        group: 'patient',
        shortcuts: [',', '.', 'Enter'],
        describedOnly: true,
        run: nothing,
      },
    ],
    [patientId, t],
  )
  return actions
}

const nothing = () => undefined
