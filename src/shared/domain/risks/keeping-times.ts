/**
 * How long a value of the record may stand for the patient of today. An older one is not used: it is shown with its age, and
 * a new one is asked for. None of the models' tables states such a limit, so these are rules of this program; where a
 * guideline gives the interval, it is named. Shown under `risks.keeping.<id>`.
 */
export const keepingTimes = {
  /** body measures, blood pressure and pulse outside hospital */
  body: { days: 365, source: 'rule of this program: a yearly check-up' },
  lipids: {
    days: 5 * 365,
    source:
      'Centers for Disease Control and Prevention, BRFSS 2015 questionnaire: cholesterol counts as checked within the past 5 years',
  },
  glucose: {
    days: 3 * 365,
    source:
      'American Diabetes Association, Standards of Care in Diabetes 2024, section 2 (doi:10.2337/dc24-S002): screening at least every 3 years',
  },
  /** laboratory values that follow an illness */
  illness: { days: 30, source: 'rule of this program: values of the present episode' },
  heart: { days: 365, source: 'rule of this program: the last yearly echocardiogram' },
  habits: { days: 2 * 365, source: 'rule of this program: answers of the last two years' },
} as const

export type KeepingTime = keyof typeof keepingTimes
