/**
 * Copies text by a selection: the asynchronous clipboard needs a permission, and all permissions are denied here.
 * Only works inside a user's own action. False when it was refused.
 */
export function copyText(text: string): boolean {
  const holder = document.createElement('textarea')
  holder.value = text
  holder.readOnly = true
  holder.className = 'visually-hidden'
  const before = document.activeElement
  document.body.append(holder)
  holder.select()
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way without a permission
  const copied = document.execCommand('copy')
  holder.remove()
  if (before instanceof HTMLElement) before.focus()
  return copied
}
