/** What the sections of the panel have in common that lay something over the film. */
import { useShortcutOf } from '../../app/commands'
import { useFormatters } from '../../i18n/format'
import { Checkbox } from '../../ui/checkbox'
import { KeyCaps } from '../../ui/key-caps'
import { Slider } from '../../ui/slider'
import './overlay-controls.css'

interface CommandCheckboxProps {
  /** the command that does the same, whose key stands beside it */
  command: string
  label: string
  checked: boolean
  onChecked(checked: boolean): void
}

export function CommandCheckbox({ command, ...checkbox }: CommandCheckboxProps) {
  const shortcut = useShortcutOf(command)
  return (
    <div className="command-checkbox">
      <Checkbox {...checkbox} />
      {shortcut && <KeyCaps shortcut={shortcut} />}
    </div>
  )
}

interface OpacitySliderProps {
  label: string
  labelHidden?: boolean
  /** 0 to 1 */
  value: number
  onValue(value: number): void
}

export function OpacitySlider(props: OpacitySliderProps) {
  const format = useFormatters()
  return <Slider {...props} min={0} max={1} step={0.05} valueText={format.percent(props.value)} />
}
