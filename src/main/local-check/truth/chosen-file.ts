/** The file of labels that a user has chosen: the page knows it by an id only, never by its path. */
import { randomUUID } from 'node:crypto'
import type { TruthPreview } from '../../../shared/domain/local-check/truth-file'
import { AppException } from '../../../shared/result'

interface Chosen {
  path: string
  sha256: string
  preview: TruthPreview
}

/** Holds one file at a time. */
export class ChosenFile {
  private chosen: Chosen | null = null

  hold(path: string, sha256: string, preview: Omit<TruthPreview, 'previewId'>): TruthPreview {
    const named = { ...preview, previewId: randomUUID() }
    this.chosen = { path, sha256, preview: named }
    return named
  }

  /** @throws AppException NOT_FOUND when another file was chosen since */
  require(previewId: string): Chosen {
    if (this.chosen?.preview.previewId !== previewId)
      throw new AppException('NOT_FOUND', 'This file is not chosen any more.')
    return this.chosen
  }

  forget(): void {
    this.chosen = null
  }
}
