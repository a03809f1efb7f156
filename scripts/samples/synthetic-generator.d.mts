/** What the specs use of the generator of computed chests (src/main/imaging/synthetic/write-samples.ts). */
interface Generator {
  writeSyntheticCt(folder: string, slices: number, size: number, seed: number): void
  writeSyntheticFilm(
    target: { folder: string; name: string },
    seed: number,
    ageYears: number,
    consolidated: boolean,
    size: number,
  ): void
}

/** Builds the generator once and loads it. */
export function loadGenerator(): Promise<Generator>
