/** Joins the class names that hold: `classNames('row', selected && 'row--selected')`. */
export const classNames = (...names: (string | false | null | undefined)[]): string =>
  names.filter(Boolean).join(' ')
