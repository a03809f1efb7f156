import { useEffect, useState } from 'react'
import type { Settings } from '../../../shared/domain/settings/settings'
import type { StudyDetail } from '../../../shared/domain/worklist/worklist'
import { ViewerSession } from '../../viewer/core/viewer-session'
import { isDragToolName, type DragToolName } from '../../viewer/tools/drag-tools'

export const primaryToolOf = (preferences: Settings['viewer']): DragToolName =>
  isDragToolName(preferences.primaryTool) ? preferences.primaryTool : 'window-level'

/** The viewer for one study; it and every decoded pixel are freed when the page is left or the vault locks. */
export function useViewerSession(study: StudyDetail, preferences: Settings['viewer']): ViewerSession | null {
  const [session, setSession] = useState<ViewerSession | null>(null)
  const { rendering, smoothing } = preferences
  const primaryTool = primaryToolOf(preferences)

  useEffect(() => {
    const made = new ViewerSession({ rendering, smoothing, primaryTool })
    made.open(study)
    setSession(made)
    return () => {
      setSession(null)
      made.dispose()
    }
    // Made once for a study; later changes of the preferences are given to it below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [study.study.id])

  useEffect(() => session?.setPrimaryTool(primaryTool), [session, primaryTool])
  useEffect(() => session?.setSmoothing(smoothing), [session, smoothing])
  return session
}
