/**
 * Indices to load around the shown image: alternately ahead and behind, three ahead for each one behind in the
 * direction the reader scrolls, until `limit` are named.
 */
export function prefetchOrder(current: number, count: number, direction: 1 | -1, limit: number): number[] {
  const order: number[] = []
  const inside = (index: number) => index >= 0 && index < count
  let ahead = 1
  let behind = 1
  while (order.length < limit) {
    const before = order.length
    for (let i = 0; i < 3 && inside(current + direction * ahead); i += 1)
      order.push(current + direction * ahead++)
    if (inside(current - direction * behind)) order.push(current - direction * behind++)
    if (order.length === before) break
  }
  return order.slice(0, limit)
}
