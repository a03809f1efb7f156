/** The made-up children that a newcomer opens first: films from the generator, chosen by looking at many. */

export interface SampleChild {
  folder: string
  label: string
  seed: number
}

export const sampleChildren: readonly SampleChild[] = [
  { folder: 'child-normal-1', label: 'normal', seed: 1008 },
  { folder: 'child-normal-2', label: 'normal', seed: 1019 },
  { folder: 'child-bacterial-pattern', label: 'bacterial-pattern', seed: 1012 },
  { folder: 'child-viral-pattern', label: 'viral-pattern', seed: 1004 },
]
