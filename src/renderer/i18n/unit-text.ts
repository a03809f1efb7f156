/** UCUM codes as they are read at the bedside. What is not here is written in UCUM as it is. */
const written: Readonly<Record<string, string>> = {
  'mm[Hg]': 'mmHg',
  Cel: '°C',
  '[degF]': '°F',
  '[in_i]': 'in',
  '{score}': '',
  '10*9/L': '×10⁹/L',
  '10*12/L': '×10¹²/L',
  '10*3/uL': '×10³/µL',
  '10*6/uL': '×10⁶/µL',
  '[IU]/L': 'IU/L',
  'm[IU]/L': 'mIU/L',
  '[pH]': '',
  'ug/L': 'µg/L',
  'ug/mL': 'µg/mL',
  'meq/L': 'mEq/L',
  'kg/m2': 'kg/m²',
  'ug/kg/min': 'µg/kg/min',
  '/uL': '/µL',
  'umol/L': 'µmol/L',
  'mL/min/{1.73_m2}': 'mL/min/1.73 m²',
}

export const unitText = (ucum: string): string => written[ucum] ?? ucum
