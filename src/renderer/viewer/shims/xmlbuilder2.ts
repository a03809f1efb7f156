/** Stands in for xmlbuilder2, which vtk.js imports for file formats that are not used here. */
export const create = (): never => {
  throw new Error("XML is not available here.")
}
