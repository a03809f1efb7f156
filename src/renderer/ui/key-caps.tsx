import { shortcutCaps } from './shortcut'
import './key-caps.css'

/** A shortcut drawn as key caps. */
export function KeyCaps({ shortcut }: { shortcut: string }) {
  return (
    <span className="key-caps">
      {shortcutCaps(shortcut).map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </span>
  )
}
