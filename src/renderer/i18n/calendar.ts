const pad = (value: number) => String(value).padStart(2, '0')

/** The calendar date of a moment in this computer's time zone, YYYY-MM-DD. */
export const isoDate = (day: Date): string =>
  `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`
