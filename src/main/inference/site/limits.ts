/** What a package may hold beside its model file, and what a model may take while it is tried. */

/** bytes of one text of a package: manifest, card, list of reference cases */
export const largestTextBytes = 4 << 20
/** bytes of one tensor of a reference case */
export const largestGoldenBytes = 256 << 20
/** files of a package, of which most are tensors */
export const mostFiles = 400

/**
 * Memory at which a model on trial is ended, bytes. The largest file that is taken, 500 MB, needs a few times its size for
 * its bytes, its session and what its layers give; the rest of the program and of the computer must not be pushed out.
 * @param availableBytes what other programs leave when the trial begins
 */
export const trialMemoryLimit = ({
  totalBytes,
  availableBytes,
}: {
  totalBytes: number
  availableBytes: number
}): number => Math.min(6e9, 0.6 * totalBytes, 0.8 * availableBytes)
