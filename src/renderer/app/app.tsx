import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect } from 'react'
import { connectEvents, errorOf, useAppInfo, useSettings, useVaultStatus } from '../bridge'
import { CreateVault } from '../features/vault/create-vault'
import { RecoveryKeySheet } from '../features/vault/recovery-key-sheet'
import { Unlock } from '../features/vault/unlock'
import { useRecoveryKey } from '../features/vault/recovery-key'
import { resetWorkshop } from '../features/preparation/workshop-store'
import { resetWorklist } from '../features/worklist/worklist-store'
import { ErrorNotice } from '../ui/error-notice'
import { clearToasts } from '../ui/toast'
import { listenToShortcuts } from './commands'
import { followHistory, forgetPatient, forgetStudy } from './navigation'
import { closeOverlay } from './overlays'
import { PageBoundary } from './page-boundary'
import { useAppliedPreferences } from './preferences'
import { dropRecordDraft } from './record-import'
import { queryClient } from './query-client'
import { Shell } from './shell'

export function App() {
  useEffect(() => connectEvents(queryClient), [])
  useEffect(listenToShortcuts, [])
  useEffect(followHistory, [])
  return (
    <QueryClientProvider client={queryClient}>
      <PageBoundary>
        <Gate />
      </PageBoundary>
    </QueryClientProvider>
  )
}

/** Shows the vault's screens until it is open, then the workstation. */
function Gate() {
  useAppliedPreferences()
  const status = useVaultStatus()
  const settings = useSettings()
  const info = useAppInfo()
  const recoveryKey = useRecoveryKey((state) => state.recoveryKey)
  const state = status.data?.state

  useEffect(() => {
    if (state !== 'locked') return
    forgetStudy()
    forgetPatient()
    resetWorklist()
    resetWorkshop()
    closeOverlay()
    dropRecordDraft()
    clearToasts()
  }, [state])

  const failure = status.error ?? settings.error
  if (failure) {
    return (
      <main className="gate gate--failed">
        <ErrorNotice error={errorOf(failure)} />
      </main>
    )
  }
  // Nothing is drawn before language and theme are known, so that neither flickers.
  if (!state || !settings.data || info.isPending) return null
  // The key is shown once, whatever the vault does meanwhile: it cannot be had again.
  if (recoveryKey !== null) return <RecoveryKeySheet recoveryKey={recoveryKey} />
  if (state === 'absent') return <CreateVault />
  if (state === 'locked') return <Unlock />
  return <Shell />
}
