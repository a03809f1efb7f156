/** DICOM person names (PS3.5 6.2.1.2) as people write them. */
import type { Language } from '../../shared/domain/settings/settings'
import type { PersonName } from '../../shared/domain/imaging/instance'

interface Components {
  family: string
  given: string
  middle: string
  prefix: string
  suffix: string
}

const components = (group: string): Components => {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = group
    .split('^')
    .map((part) => part.trim())
  return { family, given, middle, prefix, suffix }
}

const isHan = (text: string) => /\p{Script=Han}/u.test(text)

/** One component group, e.g. 'Doe^Jane^M' as 'Doe, Jane M'; names in Han characters are joined without spaces. */
function formatGroup(group: string): string {
  const { family, given, middle, prefix, suffix } = components(group)
  if (isHan(family + given)) return [family, given, middle].join('')
  const first = [prefix, given, middle].filter(Boolean).join(' ')
  const last = [family, suffix].filter(Boolean).join(' ')
  return [last, first].filter(Boolean).join(', ')
}

/**
 * Primary and, where the file has two scripts, secondary form: Chinese puts the ideographic group first.
 * Both are '' when the file names nobody.
 */
export function formatPersonName(
  name: PersonName,
  language: Language,
): { primary: string; secondary: string } {
  const alphabetic = formatGroup(name.alphabetic)
  const ideographic = formatGroup(name.ideographic)
  const [first, second] = language === 'zh-CN' ? [ideographic, alphabetic] : [alphabetic, ideographic]
  if (!first) return { primary: second, secondary: '' }
  return { primary: first, secondary: second === first ? '' : second }
}
