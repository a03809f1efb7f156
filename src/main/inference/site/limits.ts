/** What a package may hold beside its model file. */

/** bytes of one text of a package: manifest, card, list of reference cases */
export const largestTextBytes = 4 << 20
/** bytes of one tensor of a reference case */
export const largestGoldenBytes = 256 << 20
/** files of a package, of which most are tensors */
export const mostFiles = 400
