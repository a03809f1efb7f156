/** The items of one file in the portions in which they are stored. */
import type { IntakeOptions } from '../../../shared/domain/record/intake'
import { AppException } from '../../../shared/result'
import { fileBytes, openReader } from './open-reader'
import { prepareItem, type PreparedItem } from './prepare-item'
import { SkippedKinds } from './skipped-kinds'

/** So many items, or what is read in so many ms, are stored together. */
const itemsTogether = 8_000
const msTogether = 250

export interface FileToRead {
  path: string
  companions: Record<string, string>
  /** items that are stored already and are passed over */
  itemsDone: number
}

/** Plain data: it may cross between threads as JSON. */
export interface ItemBatch {
  /** may be empty: a sign of life while stored items are passed over */
  items: PreparedItem[]
  /** of the file, those that were passed over included */
  itemsRead: number
  bytesRead: number
  /** what the file holds and the record keeps nothing of, since its beginning */
  skipped: Record<string, number>
}

/** Gives the items of a file in turn. */
export type ItemSource = (options: IntakeOptions, file: FileToRead) => AsyncIterable<ItemBatch>

/** @throws AppException FILE_UNREADABLE, and what readers throw */
export async function* itemBatches(options: IntakeOptions, file: FileToRead): AsyncGenerator<ItemBatch> {
  const skipped = new SkippedKinds()
  let [bytesRead, itemsRead] = [0, 0]
  let items: PreparedItem[] = []
  let begunMs = performance.now()
  const take = (): ItemBatch => {
    const taken = { items, itemsRead, bytesRead, skipped: skipped.toRecord() }
    items = []
    return taken
  }
  try {
    const bytes = fileBytes(file.path, (count) => (bytesRead += count))
    for await (const item of await openReader(options, file, bytes, (what) => skipped.add(what))) {
      itemsRead += 1
      if (itemsRead > file.itemsDone) items.push(prepareItem(item))
      if (items.length < itemsTogether && performance.now() - begunMs <= msTogether) continue
      yield take()
      begunMs = performance.now()
    }
  } catch (thrown) {
    if (isFileError(thrown)) throw new AppException('FILE_UNREADABLE', 'The file cannot be read.')
    throw thrown
  }
  yield take()
}

const isFileError = (thrown: unknown) => thrown instanceof Error && 'syscall' in thrown
