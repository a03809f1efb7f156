/**
 * The made-up children that a newcomer opens first: films from the generator, chosen by looking at many,
 * among those that the chest model takes for what they are meant to be: they show how the program works, not how well it reads.
 */

export interface SampleChild {
  folder: string
  label: string
  seed: number
}

export const sampleChildren: readonly SampleChild[] = [
  { folder: 'child-normal-1', label: 'normal', seed: 101 },
  { folder: 'child-normal-2', label: 'normal', seed: 138 },
  { folder: 'child-bacterial-pattern', label: 'bacterial-pattern', seed: 104 },
  { folder: 'child-viral-pattern', label: 'viral-pattern', seed: 116 },
]
