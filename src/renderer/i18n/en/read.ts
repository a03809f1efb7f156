/** The Read page: viewer, series strip, findings, tag browser. */
export const read = {
  title: 'Read',
  noStudy: 'No study is open',
  noStudyHint: 'Choose a study in the worklist and press Enter.',
  toWorklist: 'Go to the worklist',
} as const
