/** How hard a password is to guess. The meter on the screen and main's own check are this one function. */
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import { passwordMaxLength } from './vault'

export interface PasswordStrength {
  /** 0 guessed at once … 4 strong */
  score: 0 | 1 | 2 | 3 | 4
  /** logarithm to base 10 of the guesses an informed attacker needs */
  guessesLog10: number
  acceptable: boolean
}

/** Characters (code points) below which nothing is accepted, however unusual. */
export const passwordMinLength = 8
/** 10^8 guesses cost an offline attacker years of processor time at scrypt's cost of about a second each. */
const acceptableScore = 3

/** Words of this program and its trade, which a guesser of its passwords tries first; pinyin of the commonest too. */
const tradeWords = [
  'vesalius',
  'radiology',
  'radiologist',
  'hospital',
  'doctor',
  'clinic',
  'dicom',
  'pacs',
  'xray',
  'workstation',
  'patient',
  'medical',
  'yisheng',
  'yiyuan',
  'fangshe',
  'yingxiang',
  'woaini',
  'zhongguo',
  'beijing',
  'shanghai',
  'mima',
  '密码',
  '医生',
  '医院',
  '放射',
  '影像',
  '中国',
  '我爱你',
  '北京',
  '上海',
]

const checker = new ZxcvbnFactory({
  graphs: adjacencyGraphs,
  dictionary: { ...dictionary, trade: tradeWords },
  maxLength: passwordMaxLength,
})

export function passwordStrength(password: string): PasswordStrength {
  const text = password.normalize('NFKC').slice(0, passwordMaxLength)
  if (text === '') return { score: 0, guessesLog10: 0, acceptable: false }
  const { score, guessesLog10 } = checker.check(text)
  return {
    score,
    guessesLog10,
    acceptable: score >= acceptableScore && [...text].length >= passwordMinLength,
  }
}
