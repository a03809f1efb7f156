/**
 * Shapley values: each player's share of a game, as the mean over all orders of what it adds when it joins (Shapley 1953).
 * Exact, by all coalitions.
 */

/** 2^12 coalitions are the most that a reader should wait for. */
export const mostPlayers = 12

/**
 * @param players number of players, at most mostPlayers
 * @param worth of coalitions given as bit masks, in their order; asked once for all of them
 * @returns a share for each player; they add up to worth(all) - worth(none)
 */
export async function shapleyValues(
  players: number,
  worth: (coalitions: readonly number[]) => Promise<ArrayLike<number>>,
): Promise<number[]> {
  if (players > mostPlayers) throw new RangeError(`${players} players are too many.`)
  const coalitions = Array.from({ length: 2 ** players }, (_, mask) => mask)
  const worths = await worth(coalitions)
  const weights = joiningWeights(players)
  return Array.from({ length: players }, (_, player) => {
    const bit = 1 << player
    let share = 0
    for (const mask of coalitions)
      if ((mask & bit) === 0)
        share += (weights[bits(mask)] ?? 0) * ((worths[mask | bit] ?? NaN) - (worths[mask] ?? NaN))
    return share
  })
}

/** Of joining a coalition of each size: size! (players - size - 1)! / players!. */
function joiningWeights(players: number): number[] {
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))
  return Array.from(
    { length: players },
    (_, size) => (factorial(size) * factorial(players - size - 1)) / factorial(players),
  )
}

function bits(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1
  return count
}
