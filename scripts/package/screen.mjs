/** What an X server shows, read from its frame buffer file (X Window Dump, XWDFile.h). */
import { existsSync, readFileSync } from 'node:fs'

/** How many different colours are on the screen: an empty one has one, a painted window has many. */
export function countColors(path) {
  if (!existsSync(path)) return 0
  const file = readFileSync(path)
  const headerBytes = file.readUInt32BE(0)
  const colormapEntries = file.readUInt32BE(19 * 4)
  const bytesPerColormapEntry = 12
  const pixels = file.subarray(headerBytes + colormapEntries * bytesPerColormapEntry)
  const colors = new Set()
  for (let at = 0; at + 4 <= pixels.length; at += 4) colors.add(pixels.readUInt32LE(at) & 0xffffff)
  return colors.size
}
