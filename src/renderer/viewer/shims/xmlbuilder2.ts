/** Stands in for xmlbuilder2, which vtk.js imports for XML writers that this program never uses and which needs Node. */
export function create(): never {
  throw new Error('Writing XML is not part of the viewer.')
}
