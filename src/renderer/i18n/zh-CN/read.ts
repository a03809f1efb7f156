export const read = {
  title: '阅片',
  noStudy: '尚未打开检查',
  noStudyHint: '请在检查列表中选择检查并按 Enter 键。',
  toWorklist: '前往检查列表',
}
