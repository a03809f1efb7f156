import { useMemo, type ReactNode } from 'react'
import { Select } from '../../../ui/select'

interface ZoneSelectProps {
  label: string
  hint?: ReactNode
  /** an IANA name, `UTC`, or minutes east of UTC as an older mapping may have them */
  value: string
  onValue(value: string): void
}

/** The time zone of times that state none. */
export function ZoneSelect({ label, hint, value, onValue }: ZoneSelectProps) {
  const options = useMemo(() => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone
    const zones = [...new Set([value, here, 'UTC', ...Intl.supportedValuesOf('timeZone')])]
    return zones.map((zone) => ({ value: zone, label: zone }))
  }, [value])
  return <Select label={label} hint={hint} value={value} options={options} onValue={onValue} />
}
