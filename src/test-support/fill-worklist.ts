import type { ParsedInstance } from '../shared/domain/imaging/instance'
import type { WritableDatabase } from '../main/store/open-database'
import { recordInstance } from '../main/store/queries/instances'
import { atomically } from '../main/store/statements'
import { parsedInstance } from './parsed-instance'
import { pretendBlob } from './test-vault'

const families = ['Zhang', 'Wang', 'Li', 'Zhao', 'Chen', 'Smith', 'Müller', 'García', 'Okafor', 'Nguyen']
const familiesHan = ['张', '王', '李', '赵', '陈', '史', '穆', '加', '奥', '阮']
const given = ['Wei', 'Fang', 'Na', 'Min', 'Jing', 'Anna', 'Ben', 'Chloé', 'David', 'Emeka', 'Li', 'Yong']
const givenHan = ['伟', '芳', '娜', '敏', '静', '安', '本', '可', '大', '美', '丽', '勇']
const modalities = ['CR', 'CT', 'MR', 'US', 'DX', 'XA']
const descriptions = [
  'Chest PA',
  'CT thorax with contrast',
  '胸部正位片',
  'MR brain',
  'Abdomen ultrasound',
  'Knee lateral',
]

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T
/** A fixed scramble, so that names, dates and kinds do not run in step. */
const mix = (index: number, salt: number) => (Math.imul(index + 1, 2654435761) ^ Math.imul(salt, 40503)) >>> 8

/** Patient `index` of a made-up register; every value follows from the number. */
export function registerEntry(index: number): ParsedInstance {
  const [family, name, kind] = [mix(index, 1), mix(index, 2), mix(index, 3)]
  const day = mix(index, 4) % 3650
  const date = new Date(Date.UTC(2015, 0, 1) + day * 86_400_000).toISOString().slice(0, 10)
  const birth = new Date(Date.UTC(1930, 0, 1) + (mix(index, 5) % 32_000) * 86_400_000)
    .toISOString()
    .slice(0, 10)
  return parsedInstance({
    patient: {
      patientId: `REG-${String(index).padStart(6, '0')}`,
      name: {
        alphabetic: `${pick(families, family)}^${pick(given, name)}`,
        ideographic: `${pick(familiesHan, family)}^${pick(givenHan, name)}${pick(givenHan, kind)}`,
        phonetic: '',
      },
      birthDate: birth,
      sex: index % 2 ? 'M' : 'F',
    },
    study: {
      date,
      accessionNumber: `ACC${String(mix(index, 6) % 1_000_000).padStart(6, '0')}`,
      description: pick(descriptions, kind),
    },
    series: { modality: pick(modalities, mix(index, 7)) },
  })
}

/** Puts patients `0 … count - 1` of the register into the database, one study each, without files. */
export function fillWorklist(db: WritableDatabase, count: number): void {
  const batch = 5_000
  for (let start = 0; start < count; start += batch) {
    atomically(db, () => {
      for (let index = start; index < Math.min(count, start + batch); index += 1) {
        const parsed = registerEntry(index)
        recordInstance(
          db,
          parsed,
          pretendBlob(`register ${index}`),
          `${index}.dcm`,
          1_700_000_000_000 + index,
        )
      }
    })
  }
}
