/** The name without what people write differently: case, blanks, dashes, signs, subscripts. */
export const plainName = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
