/** Answers of the made-up people that are no numbers, as coded concepts. */
import { codeSystems, type Coding, type Concept } from '../../../shared/domain/record/coding'
import type { SampleAnswer } from './sample-person'

interface Question {
  code: Concept
  category: 'vital-signs' | 'social-history' | 'exam'
  /** without an entry, the answer is text */
  answers: Readonly<Record<string, Concept>>
}

const coded = (system: string, code: string, display: string): Concept => ({
  codings: [{ system, code, display }],
})
const loinc = (code: string, display: string) => coded(codeSystems.loinc, code, display)
const snomed = (code: string, display: string) => coded(codeSystems.snomed, code, display)

/** The UCI heart disease table keeps findings of a work-up under names and numbers of its own. */
const uci = 'local:uci-heart-disease'
const uciAnswers = (...answers: [code: string, display: string][]): Record<string, Concept> =>
  Object.fromEntries(answers.map(([code, display]) => [display, coded(uci, code, display)]))

const questions: Record<SampleAnswer['question'], Question> = {
  consciousness: {
    code: loinc('67775-7', 'Level of responsiveness'),
    category: 'vital-signs',
    answers: {
      alert: loinc('LA9340-6', 'Alert'),
      voice: loinc('LA9341-4', 'Voice'),
      pain: loinc('LA9342-2', 'Pain'),
      unresponsive: loinc('LA9343-0', 'Unresponsive'),
    },
  },
  smoking: {
    code: loinc('72166-2', 'Tobacco smoking status'),
    category: 'social-history',
    answers: {
      daily: snomed('449868002', 'Smokes tobacco daily'),
      former: snomed('8517006', 'Ex-smoker'),
      never: snomed('266919005', 'Never smoked tobacco'),
    },
  },
  alcohol: {
    code: loinc('11331-6', 'History of alcohol use'),
    category: 'social-history',
    answers: {},
  },
  diet: {
    code: coded('local:vesalius-sample', 'diet', 'Diet'),
    category: 'social-history',
    answers: {},
  },
  chestPain: {
    code: coded(uci, 'cp', 'Chest pain'),
    category: 'exam',
    answers: uciAnswers(
      ['1', 'typical angina'],
      ['2', 'atypical angina'],
      ['3', 'other pain'],
      ['4', 'no pain'],
    ),
  },
  restingEcg: {
    code: coded(uci, 'restecg', 'Resting ECG'),
    category: 'exam',
    answers: uciAnswers(['0', 'normal'], ['1', 'ST-T abnormality'], ['2', 'left ventricular hypertrophy']),
  },
  exerciseAngina: {
    code: coded(uci, 'exang', 'Angina in the stress test'),
    category: 'exam',
    answers: uciAnswers(['0', 'no'], ['1', 'yes']),
  },
  exerciseSlope: {
    code: coded(uci, 'slope', 'Slope of the ST segment in the stress test'),
    category: 'exam',
    answers: uciAnswers(['1', 'rising'], ['2', 'level'], ['3', 'falling']),
  },
  perfusion: {
    code: coded(uci, 'thal', 'Perfusion scan'),
    category: 'exam',
    answers: uciAnswers(['3', 'normal'], ['6', 'fixed defect'], ['7', 'reversible defect']),
  },
}

export interface AskedAnswer {
  code: Concept
  category: Coding['code']
  answer: { concept: Concept } | { text: string }
}

export function askedAnswer({ question, answer }: Pick<SampleAnswer, 'question' | 'answer'>): AskedAnswer {
  const { code, category, answers } = questions[question]
  const concept = answers[answer]
  return { code, category, answer: concept ? { concept } : { text: answer } }
}
