/** The lanes that the reader chose, kept in the preferences of this computer. */
import type { TimelineLanes } from '../../../../shared/domain/settings/settings'
import { updateSettings } from '../../../app/preferences'
import { useSettings } from '../../../bridge'

const none: TimelineLanes = { shown: [], hidden: [], pinned: [], folded: [] }

export function useLaneChoice(): [TimelineLanes, (next: TimelineLanes) => void] {
  const settings = useSettings()
  return [settings.data?.timeline ?? none, (timeline) => void updateSettings({ timeline })]
}
