import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Checkbox } from '../../../ui/checkbox'
import { TextField } from '../../../ui/text-field'

export interface ChoosableLane {
  id: string
  name: string
  /** how many there are, and the unit */
  facts: string
  isShown: boolean
}

/** So many are listed at once; more are found by their name. */
const mostListed = 60

/** Which lanes the timeline shows. */
export function LaneChooser({
  lanes,
  onLane,
}: {
  lanes: readonly ChoosableLane[]
  onLane(id: string, isShown: boolean): void
}) {
  // prettier-ignore
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = lanes.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
  return (
    <div className="lane-chooser">
      <TextField
        label={t('patient.lane.search')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <ul className="lane-chooser__list">
        {found.slice(0, mostListed).map(({ id, name, facts, isShown }) => (
          <li key={id}>
            <Checkbox
              label={
                <>
                  {name} <span className="quiet">{facts}</span>
                </>
              }
              checked={isShown}
              onChecked={(checked) => onLane(id, checked)}
            />
          </li>
        ))}
      </ul>
      {found.length > mostListed && (
        <p className="quiet">{t('patient.lane.moreFound', { count: found.length - mostListed })}</p>
      )}
      {found.length === 0 && <p className="quiet">{t('patient.lane.noneFound')}</p>}
    </div>
  )
}
