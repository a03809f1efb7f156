import { navigate } from '../../app/navigation'

export const openPatient = (patientId: string): void => navigate({ page: 'patient', patientId })
