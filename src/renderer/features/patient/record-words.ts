/** States and classes of a record in the reader's language; what the program has no word for stays as its sender wrote it. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClinicalEntry } from '../../../shared/domain/record/entry'

type StateOf<K extends ClinicalEntry['kind']> =
  Extract<ClinicalEntry, { kind: K }> extends { state: infer S } ? S : never

/** FHIR v3-ActCode, as far as hospitals use it (terminology.hl7.org, ActEncounterCode), and the wards that own readers make. */
const encounterClasses = [
  'AMB',
  'EMER',
  'IMP',
  'ACUTE',
  'NONAC',
  'OBSENC',
  'PRENC',
  'SS',
  'VR',
  'HH',
  'FLD',
  'ICU',
] as const

export function useRecordWords() {
  const { t } = useTranslation()
  return useMemo(
    () => ({
      encounterClass: (code: string, display: string): string => {
        const known = encounterClasses.find((candidate) => candidate === code.toUpperCase())
        return known ? t(`patient.encounterClass.${known}`) : display || code
      },
      medicineState: (state: string): string => t(`patient.medicineState.${state as StateOf<'medication'>}`),
      procedureState: (state: StateOf<'procedure'>): string => t(`patient.procedureState.${state}`),
      encounterState: (state: StateOf<'encounter'>): string => t(`patient.encounterState.${state}`),
    }),
    [t],
  )
}
