/**
 * What senders write into Body Part Examined (0018,0015) and View Position (0018,5101), and into descriptions, brought
 * to the defined terms of PS3.16 Annex L and PS3.3 C.8.1.1.1. Unknown words stay as they are: they are never taken for chest.
 */

/** Upper case, accents and punctuation gone, words separated by one space; CJK characters are kept. */
export function normaliseTerm(value: string): string {
  return value
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

const chestTerms = [
  'CHEST',
  'THORAX',
  'TORAX',
  'LUNG',
  'LUNGS',
  'CXR',
  'POITRINE',
  'PULMO',
  'PULMON',
  'POUMON',
  'LUNGE',
  'BRUSTKORB',
  '胸部',
  '胸',
  '肺',
  '肺部',
  '胸片',
  // Codes of an Anatomic Region Sequence: SNOMED CT chest (two generations of PS3.16) and lung, and their SRT forms
  '51185008',
  '816094009',
  '39607008',
  'T D3000',
  'T 28000',
]

const viewTerms: Record<string, readonly string[]> = {
  PA: ['PA', 'POSTEROANTERIOR', 'POSTERO ANTERIOR', 'POSTERIOR ANTERIOR', 'P A', '后前位'],
  AP: ['AP', 'ANTEROPOSTERIOR', 'ANTERO POSTERIOR', 'ANTERIOR POSTERIOR', 'A P', '前后位'],
}
const frontalTerms = ['FRONTAL', '正位', '胸正位']

/** Words that say how the patient stood or lay; they do not change the projection. */
const postures = new Set([
  'ERECT',
  'UPRIGHT',
  'STANDING',
  'SITTING',
  'SEMI',
  'SUPINE',
  'LYING',
  'PORTABLE',
  'BEDSIDE',
  'MOBILE',
])
const chestSet = new Set(chestTerms)

/** True for a value that names the chest, alone or with a projection or posture ('CHEST PA', 'Thorax a.p.'). */
export function namesChest(value: string): boolean {
  const term = normaliseTerm(value)
  if (chestSet.has(term)) return true
  const words = term.split(' ')
  const [first, ...rest] = words
  if (first === undefined || !chestSet.has(first)) return false
  const tail = rest.filter((word) => !postures.has(word)).join(' ')
  return tail === '' || viewOf(tail) !== 'other'
}

export type View = 'PA' | 'AP' | 'frontal' | 'other' | 'unstated'

/** The projection that a View Position value names. */
export function viewOf(value: string): View {
  const term = normaliseTerm(value)
    .split(' ')
    .filter((word) => !postures.has(word))
    .join(' ')
  if (term === '') return normaliseTerm(value) === '' ? 'unstated' : 'other'
  if (viewTerms['PA']?.includes(term)) return 'PA'
  if (viewTerms['AP']?.includes(term)) return 'AP'
  return frontalTerms.includes(term) ? 'frontal' : 'other'
}

const lateralWords = /\b(LAT|LATERAL|LATERALE|SEITLICH|PROFIL|OBLIQUE|DECUBITUS|LORDOTIC)\b|侧位|斜位/
/** True where a description says that the view is not frontal. Used only to refuse, never to accept. */
export function describesOtherView(description: string): boolean {
  const term = normaliseTerm(description)
  return lateralWords.test(term) && !/\b(PA|AP)\b/.test(term)
}

const otherParts =
  /\b(ABDOMEN|PELVIS|HIP|KNEE|FOOT|ANKLE|HAND|WRIST|ELBOW|SHOULDER|CLAVICLE|SKULL|HEAD|SPINE|CSPINE|LSPINE|FEMUR|TIBIA|FINGER|TOE|LEG|ARM|MANUS|PES|ABDOME)\b|腹|骨盆|髋|膝|足|踝|手|腕|肘|肩|锁骨|颅|脊柱|腰椎|颈椎/
const chestWords = /\b(CHEST|THORAX|TORAX|LUNGS?|CXR)\b|胸|肺/
/** True where a description names another part and not the chest. Used only to refuse, never to accept. */
export function describesOtherPart(description: string): boolean {
  const term = normaliseTerm(description)
  return otherParts.test(term) && !chestWords.test(term)
}
