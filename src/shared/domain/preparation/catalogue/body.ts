/** The patient: age, sex, size. */
import { type CatalogueEntry, entry, range, repair } from './catalogue-entry'

export const bodyMeasures: readonly CatalogueEntry[] = [
  entry('age', ['Age', '年龄'], ['30525-0'], 'a', {
    possible: range(0, 130, 'judgement', [
      'Longest life on record is 122 years.',
      '有记录的最长寿命为 122 岁。',
    ]),
    plausible: range(0, 120, 'judgement', [
      'A day of birth that was left blank often becomes an older one.',
      '出生日期留空时常被填成更高的年龄。',
    ]),
    names: ['Age', 'age years', 'years', '年龄岁'],
  }),
  entry('sex', ['Sex', '性别'], ['46098-0'], '1', {
    possible: range(0, 1, 'definition'),
    plausible: range(0, 1, 'definition', ['0 female, 1 male.', '0 女，1 男。']),
    values: [0, 1],
    missing: [-1],
    names: ['Gender', 'Sex'],
  }),
  entry('icu-type', ['Kind of intensive care unit', '重症监护病房类型'], [], '1', {
    possible: range(1, 4, 'definition'),
    plausible: range(1, 4, 'definition', [
      '1 coronary, 2 cardiac surgery, 3 medical, 4 surgical.',
      '1 冠心病，2 心脏外科，3 内科，4 外科。',
    ]),
    values: [1, 2, 3, 4],
    names: ['ICUType'],
  }),
  entry('height', ['Height', '身高'], ['8302-2'], 'cm', {
    alsoIn: ['m', '[in_i]'],
    possible: range(20, 275, 'judgement', [
      'From the smallest newborn to the tallest person on record.',
      '自最小的新生儿至有记录的最高身高。',
    ]),
    plausible: range(120, 230, 'judgement', ['Adults.', '成人。']),
    usual: [145, 200],
    adultsOnly: true,
    missing: [-1, 0],
    repairs: [
      repair('written-in-metres', 1.2, 2.3, 100),
      repair('written-in-inches', 48, 84, 2.54),
      repair('taken-for-inches', 320, 580, 0.3937007874015748),
    ],
    names: ['Height', 'body height', 'stature', '身长'],
  }),
  entry('weight', ['Weight', '体重'], ['29463-7', '3141-9'], 'kg', {
    alsoIn: ['g', '[lb_av]'],
    possible: range(0.2, 700, 'judgement', [
      'From the smallest newborn to the heaviest person on record.',
      '自最小的新生儿至有记录的最大体重。',
    ]),
    plausible: range(20, 300, 'judgement', [
      "Adults; the upper limit is what a hospital bed's scale bears.",
      '成人；上限为病床秤的承重。',
    ]),
    usual: [40, 130],
    adultsOnly: true,
    missing: [-1, 0],
    repairs: [
      repair('written-in-pounds', 301, 660, 0.45359237),
      repair('written-in-grams', 20_000, 300_000, 0.001),
    ],
    names: ['Weight', 'body weight', 'body mass', '身重'],
  }),
  entry('body-mass-index', ['Body mass index', '体质指数'], ['39156-5'], 'kg/m2', {
    possible: range(7, 250, 'judgement', [
      'Lowest and highest that were described.',
      '文献描述过的最低与最高值。',
    ]),
    plausible: range(10, 100, 'judgement', [
      'Adults; below 10 and above 100 one of its two measures is wrong.',
      '成人；低于 10 或高于 100 时身高或体重有误。',
    ]),
    usual: [17, 45],
    adultsOnly: true,
    missing: [-1, 0],
    names: ['BMI', 'body mass index', 'bmi kg m2', '体重指数', '身体质量指数'],
  }),
  entry('waist', ['Waist', '腰围'], ['8280-0', '56086-2'], 'cm', {
    alsoIn: ['[in_i]', 'm'],
    possible: range(20, 350, 'judgement', [
      'From a newborn to the widest on record.',
      '自新生儿至有记录的最大值。',
    ]),
    plausible: range(45, 250, 'judgement', ['Adults.', '成人。']),
    usual: [60, 140],
    adultsOnly: true,
    missing: [-1, 0],
    repairs: [repair('written-in-metres', 0.45, 2.5, 100), repair('written-in-inches', 18, 44.9, 2.54)],
    names: ['Waist', 'waist circumference'],
  }),
]
