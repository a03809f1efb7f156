/**
 * Works on several items at once and yields the results in the order of the items. No more than `limit` items are taken
 * from the source ahead of the oldest result that was not yet handed out, so memory stays flat however long the source is.
 * Work that rejects ends the iteration with its error.
 */
export async function* mapOrdered<T, R>(
  source: AsyncIterable<T> | Iterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const open: Promise<R>[] = []
  for await (const item of source) {
    const result = work(item)
    // A later one may reject while an earlier one is still awaited.
    result.catch(() => undefined)
    open.push(result)
    const oldest = open.length >= limit ? open.shift() : undefined
    if (oldest) yield await oldest
  }
  for (const result of open) yield await result
}
