/** The made-up patients that a newcomer opens first, as DICOM files in folders of their own. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Consolidation } from './anatomy/consolidation'
import { ctFiles, type CtSeries } from './dicom/ct-file'
import { filmFile } from './dicom/film-file'
import type { SyntheticPatient } from './dicom/synthetic-patient'
import { makeFilm } from './film/synthetic-film'

interface SampleFilm {
  folder: string
  patient: SyntheticPatient
  view: 'PA' | 'AP'
  description: string
  consolidation: Consolidation | null
}

const studyDate = '20260105'

export const sampleFilms: readonly SampleFilm[] = [
  {
    folder: 'child-3y-clear',
    patient: { seed: 1001, givenName: 'ADA', ageYears: 3, sex: 'F', studyDate },
    view: 'AP',
    description: 'Chest film, computed, clear lungs',
    consolidation: null,
  },
  {
    folder: 'child-4y-consolidation',
    patient: { seed: 1002, givenName: 'BEN', ageYears: 4, sex: 'M', studyDate },
    view: 'AP',
    description: 'Chest film, computed, right lower zone',
    consolidation: {
      side: 'right',
      height: 0.3,
      outward: 0.3,
      depth: 0.6,
      size: 1,
      density: 0.95,
      airBronchogram: true,
    },
  },
  {
    folder: 'child-18m-clear',
    patient: { seed: 1003, givenName: 'CLEO', ageYears: 1.5, sex: 'F', studyDate },
    view: 'AP',
    description: 'Chest film, computed, clear lungs',
    consolidation: null,
  },
  {
    folder: 'child-5y-consolidation',
    patient: { seed: 1004, givenName: 'DAN', ageYears: 5, sex: 'M', studyDate },
    view: 'PA',
    description: 'Chest film, computed, left middle zone',
    consolidation: {
      side: 'left',
      height: 0.5,
      outward: 0.55,
      depth: 0.7,
      size: 0.6,
      density: 0.95,
      airBronchogram: false,
    },
  },
  {
    folder: 'adult-45y-clear',
    patient: { seed: 1005, givenName: 'EVE', ageYears: 45, sex: 'F', studyDate },
    view: 'PA',
    description: 'Chest film, computed, clear lungs',
    consolidation: null,
  },
]

const sampleCt: CtSeries = {
  patient: { seed: 1006, givenName: 'FRED', ageYears: 58, sex: 'M', studyDate },
  chest: {
    seed: 1006,
    ageYears: 58,
    sex: 'M',
    consolidation: {
      side: 'left',
      height: 0.3,
      outward: 0.5,
      depth: 0.75,
      size: 0.3,
      density: 0.95,
      airBronchogram: true,
    },
  },
  slices: 60,
  size: 320,
  description: 'CT of the thorax, computed',
}

/**
 * Takes about ten seconds. Overwrites what is there.
 * @param whom `adults` where the films of children come from the generator (main/synthesis)
 */
export function writeSyntheticSamples(folder: string, whom: 'adults' | 'everyone'): void {
  for (const sample of sampleFilms) {
    if (whom === 'adults' && sample.patient.ageYears < 18) continue
    const { patient, consolidation } = sample
    const film = makeFilm({ seed: patient.seed, ageYears: patient.ageYears, sex: patient.sex, consolidation })
    write(join(folder, sample.folder), `${sample.folder}.dcm`, filmFile(film, sample))
  }
  for (const { name, bytes } of ctFiles(sampleCt)) write(join(folder, 'ct-58y'), name, bytes)
}

/** A CT of a made-up patient with any number of slices, for tests and measurements. */
export function writeSyntheticCt(folder: string, slices: number, size: number, seed: number): void {
  const series: CtSeries = {
    patient: { seed, givenName: `CT${seed}`, ageYears: 52, sex: 'F', studyDate },
    chest: { seed, ageYears: 52, sex: 'F', consolidation: null },
    slices,
    size,
    description: `CT of the thorax, computed, ${slices} slices`,
  }
  for (const { name, bytes } of ctFiles(series)) write(folder, name, bytes)
}

/** A child's film of the given seed, with or without a consolidation, for tests and measurements. */
export function writeSyntheticFilm(
  path: { folder: string; name: string },
  seed: number,
  ageYears: number,
  sick: boolean,
  columns: number,
): void {
  const model = sampleFilms[1]
  const consolidation = sick && model ? model.consolidation : null
  const sex = seed % 2 === 0 ? 'F' : 'M'
  const film = makeFilm({ seed, ageYears, sex, consolidation }, columns)
  const patient: SyntheticPatient = { seed, givenName: `FILM${seed}`, ageYears, sex, studyDate }
  write(path.folder, path.name, filmFile(film, { patient, view: 'AP', description: 'Chest film, computed' }))
}

function write(folder: string, name: string, bytes: Uint8Array): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), bytes)
}
