/** What of @lhncbc/ucum-lhc is used; the package has no types of its own. */
declare module '@lhncbc/ucum-lhc' {
  interface ConversionOptions {
    suggest?: boolean
    /** g/mol */
    molecularWeight?: number | null
    /** of the ion, for equivalents */
    charge?: number | null
  }
  interface UcumLhcUtilsInstance {
    validateUnitString(unit: string, suggest?: boolean): { status: string; ucumCode: string | null }
    convertUnitTo(
      from: string,
      value: number,
      to: string,
      options?: ConversionOptions,
    ): { status: 'succeeded' | 'failed' | 'error'; toVal: number | null }
  }
  export const UcumLhcUtils: { getInstance(): UcumLhcUtilsInstance }
}
