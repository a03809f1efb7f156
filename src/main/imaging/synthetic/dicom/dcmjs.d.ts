/** The part of dcmjs that is used here; the package has no types. */
declare module 'dcmjs' {
  interface Dict {
    dict: Record<string, unknown>
    write(options?: Record<string, unknown>): ArrayBuffer
  }
  const dcmjs: {
    data: {
      DicomMetaDictionary: { denaturalizeDataset(dataset: Record<string, unknown>): Record<string, unknown> }
      DicomDict: new (meta: Record<string, unknown>) => Dict
    }
  }
  export = dcmjs
}
