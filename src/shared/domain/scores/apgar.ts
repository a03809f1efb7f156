/**
 * Apgar score of the newborn (Apgar 1953; each sign 0, 1 or 2). Classes: American College of Obstetricians and Gynecologists and
 * American Academy of Pediatrics 2015 (Committee Opinion 644).
 */
import { summed } from './points'
import { defineScore, optional, population, required } from './score'

const rank = <Options extends readonly string[]>(options: Options, option: Options[number]) =>
  options.indexOf(option)

export const apgar = defineScore({
  id: 'apgar',
  alsoCalled: ['apgarscore'],
  source: {
    authors: 'Apgar V',
    title: 'A proposal for a new method of evaluation of the newborn infant',
    where: 'Curr Res Anesth Analg 32:260-267',
    year: 1953,
    doi: null,
  },
  population: { ageYears: { min: 0, max: 0 }, answers: {} },
  inputs: {
    apgarHeartRate: required(),
    apgarBreathing: required(),
    apgarTone: required(),
    apgarReflex: required(),
    apgarColour: required(),
    minutesAfterBirth: optional(),
    age: population(),
  },
  result: { unit: '{score}', decimals: 0, range: { min: 0, max: 10 } },
  bands: [
    { id: 'low', from: 0 },
    { id: 'moderate', from: 4 },
    { id: 'reassuring', from: 7 },
  ],
  compute: (values) =>
    summed({
      apgarHeartRate: rank(['heart-absent', 'heart-below-100', 'heart-100-or-more'], values.apgarHeartRate),
      apgarBreathing: rank(['breathing-absent', 'breathing-weak', 'breathing-strong'], values.apgarBreathing),
      apgarTone: rank(['tone-limp', 'tone-some', 'tone-active'], values.apgarTone),
      apgarReflex: rank(['reflex-none', 'reflex-grimace', 'reflex-cry'], values.apgarReflex),
      apgarColour: rank(['colour-pale', 'colour-limbs-blue', 'colour-pink'], values.apgarColour),
    }),
})
