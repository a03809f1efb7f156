/** Vital signs, ventilation and blood gases. Each range names its source; our own choices say why. */
import { type CatalogueEntry, entry, range, repair } from './catalogue-entry'

const openLine = [
  'A pressure near 0 is an open or flushed line, not a patient.',
  '接近 0 的压力来自开放或正在冲洗的管路，而非患者。',
] as const
/** Transducers and cuffs end at 375 to 400 mm[Hg]. */
const anyPressure = range(0, 400, 'judgement', [
  'Transducers and cuffs measure no more.',
  '传感器与袖带的量程不超过此值。',
])
const anyRate = range(0, 400, 'judgement', ['Counters of monitors end there.', '监护仪计数上限。'])
const ofWhole = range(0, 100, 'definition', ['A share of the whole.', '占全部的百分比。'])
const zeroIsNone = [0] as const

export const vitalSigns: readonly CatalogueEntry[] = [
  entry('heart-rate', ['Heart rate', '心率'], ['8867-4'], '/min', {
    possible: anyRate,
    plausible: range(15, 350, 'harutyunyan-2019', ['Below 15 it is a lost signal.', '低于 15 为信号丢失。']),
    missing: zeroIsNone,
    names: ['HR', 'pulse', 'pulse rate', 'heartrate', 'thalach', '脉搏', '脉率'],
  }),
  entry('systolic-arterial', ['Systolic pressure, arterial line', '有创收缩压'], ['76215-3'], 'mm[Hg]', {
    alsoIn: ['kPa'],
    possible: anyPressure,
    plausible: range(30, 330, 'judgement', openLine),
    missing: zeroIsNone,
    names: ['SysABP', 'invasive systolic', '有创收缩压'],
  }),
  entry('diastolic-arterial', ['Diastolic pressure, arterial line', '有创舒张压'], ['76213-8'], 'mm[Hg]', {
    alsoIn: ['kPa'],
    possible: anyPressure,
    plausible: range(10, 220, 'judgement', openLine),
    missing: zeroIsNone,
    names: ['DiasABP', 'invasive diastolic', '有创舒张压'],
  }),
  entry('mean-arterial', ['Mean pressure, arterial line', '有创平均动脉压'], ['76214-6'], 'mm[Hg]', {
    alsoIn: ['kPa'],
    possible: anyPressure,
    plausible: range(14, 250, 'judgement', [
      "The lower limit is Harutyunyan's; above 250 the line was being flushed.",
      '下限取自 Harutyunyan；高于 250 时管路正在冲洗。',
    ]),
    missing: zeroIsNone,
    names: ['MAP', 'invasive mean', '有创平均压'],
  }),
  entry('systolic-cuff', ['Systolic pressure, cuff', '无创收缩压'], ['76534-7', '8480-6'], 'mm[Hg]', {
    alsoIn: ['kPa'],
    possible: anyPressure,
    plausible: range(30, 330, 'judgement', openLine),
    usual: [85, 190],
    missing: zeroIsNone,
    names: [
      'NISysABP',
      'SBP',
      'systolic',
      'systolic blood pressure',
      'systolic bp',
      'BPSysAve',
      'BPSys1',
      'BPSys2',
      'BPSys3',
      'trestbps',
      'ap_hi',
      'sysBP',
      '收缩压',
    ],
  }),
  entry('diastolic-cuff', ['Diastolic pressure, cuff', '无创舒张压'], ['76535-4', '8462-4'], 'mm[Hg]', {
    alsoIn: ['kPa'],
    possible: anyPressure,
    plausible: range(10, 220, 'judgement', openLine),
    usual: [45, 115],
    missing: zeroIsNone,
    names: [
      'NIDiasABP',
      'DBP',
      'diastolic',
      'diastolic blood pressure',
      'diastolic bp',
      'BPDiaAve',
      'BPDia1',
      'BPDia2',
      'BPDia3',
      'ap_lo',
      'diaBP',
      '舒张压',
    ],
  }),
  entry('mean-cuff', ['Mean pressure, cuff', '无创平均动脉压'], ['76536-2', '8478-0'], 'mm[Hg]', {
    alsoIn: ['kPa'],
    possible: anyPressure,
    plausible: range(14, 250, 'judgement', [
      "The lower limit is Harutyunyan's; a cuff measures no more than 250.",
      '下限取自 Harutyunyan；袖带测量上限为 250。',
    ]),
    missing: zeroIsNone,
    names: ['NIMAP', 'MBP', 'mean blood pressure', 'mean bp', '平均动脉压', '平均压'],
  }),
  entry('respiratory-rate', ['Respiratory rate', '呼吸频率'], ['9279-1'], '/min', {
    possible: range(0, 300, 'harutyunyan-2019'),
    plausible: range(1, 100, 'judgement', [
      'A rate of 0 with a stay that goes on is a lost signal.',
      '住院仍在继续而频率为 0 属信号丢失。',
    ]),
    names: ['RespRate', 'RR', 'resp', 'respiration', 'respiratory rate', 'breathing rate', '呼吸'],
  }),
  entry('temperature', ['Temperature', '体温'], ['8310-5', '8329-5', '8331-1', '8332-9'], 'Cel', {
    alsoIn: ['[degF]'],
    possible: range(13, 47, 'judgement', [
      'Deepest cooling that was survived, and just beyond the hottest.',
      '有记录存活者的最低体温，以及略高于最高体温之处。',
    ]),
    plausible: range(26, 45, 'harutyunyan-2019'),
    usual: [35, 40.5],
    missing: zeroIsNone,
    repairs: [
      repair('written-in-fahrenheit', 78.8, 113, 0.5555555555555556, -17.77777777777778),
      repair('decimal-point-left-out', 260, 450, 0.1),
    ],
    names: ['Temp', 'temperature', 'body temperature', 'body temp', 'T', '温度'],
  }),
  entry('oxygen-saturation', ['Oxygen saturation, pulse oximeter', '血氧饱和度（脉搏）'], ['59408-5'], '%', {
    possible: ofWhole,
    plausible: range(20, 100, 'judgement', [
      'Below 20 % the probe had no signal.',
      '低于 20% 时探头无信号。',
    ]),
    missing: zeroIsNone,
    repairs: [repair('written-as-fraction', 0.2, 1, 100)],
    names: ['SpO2', 'oxygen saturation', 'o2sat', 'o2 sat', 'sats', '血氧', '氧饱和度', '血氧饱和度'],
  }),
  entry('arterial-saturation', ['Arterial oxygen saturation', '动脉血氧饱和度'], ['2708-6'], '%', {
    possible: ofWhole,
    plausible: range(20, 100, 'judgement', [
      'Below 20 % the probe had no signal or the sample was venous.',
      '低于 20% 时探头无信号或为静脉血样本。',
    ]),
    missing: zeroIsNone,
    repairs: [repair('written-as-fraction', 0.2, 1, 100)],
    names: ['SaO2', 'arterial oxygen saturation'],
  }),
  entry(
    'inspired-oxygen',
    ['Inspired oxygen, fraction', '吸入氧浓度'],
    ['19994-3', '3150-0', '19996-8'],
    '1',
    {
      alsoIn: ['%'],
      possible: range(0.2, 1, 'judgement', [
        'From room air, with rounding, to pure oxygen.',
        '自室内空气（含舍入）至纯氧。',
      ]),
      plausible: range(0.21, 1, 'harutyunyan-2019', ['From room air to pure oxygen.', '自室内空气至纯氧。']),
      missing: zeroIsNone,
      repairs: [repair('written-in-percent', 21, 100, 0.01)],
      names: ['FiO2', 'fraction inspired oxygen', 'inspired o2', '吸氧浓度'],
    },
  ),
  entry('glasgow-coma-scale', ['Glasgow Coma Scale', '格拉斯哥昏迷评分'], ['9269-2'], '{score}', {
    possible: range(3, 15, 'definition'),
    plausible: range(3, 15, 'definition', ['The scale runs from 3 to 15.', '量表范围为 3 至 15。']),
    names: ['GCS', 'glasgow', 'glasgow coma score', '昏迷评分'],
  }),
  entry('ph-arterial', ['Arterial pH', '动脉血pH'], ['2744-1', '11558-4'], '[pH]', {
    possible: range(0, 14, 'definition'),
    plausible: range(6.3, 8.4, 'harutyunyan-2019'),
    missing: zeroIsNone,
    repairs: [
      repair('decimal-point-left-out', 630, 840, 0.01),
      repair('decimal-point-misplaced', 63, 84, 0.1),
    ],
    names: ['pH', 'arterial ph', 'blood ph', '酸碱度'],
  }),
  entry('pco2-arterial', ['Arterial carbon dioxide pressure', '动脉血二氧化碳分压'], ['2019-8'], 'mm[Hg]', {
    alsoIn: ['kPa'],
    possible: range(0, 300, 'judgement', ['Analysers end below it.', '分析仪量程低于此值。']),
    plausible: range(5, 200, 'judgement', ["The upper limit is Harutyunyan's.", '上限取自 Harutyunyan。']),
    usual: [25, 70],
    missing: zeroIsNone,
    names: ['PaCO2', 'pCO2', 'arterial pco2', '二氧化碳分压'],
  }),
  entry('po2-arterial', ['Arterial oxygen pressure', '动脉血氧分压'], ['2703-7'], 'mm[Hg]', {
    alsoIn: ['kPa'],
    possible: range(0, 800, 'judgement', [
      'Above the pressure of air no oxygen goes, outside of a chamber.',
      '非高压舱环境下氧分压不会超过大气压。',
    ]),
    plausible: range(15, 700, 'judgement', [
      "The upper limit is Harutyunyan's; below 15 the sample is not arterial blood of a living patient.",
      '上限取自 Harutyunyan；低于 15 者不是存活患者的动脉血。',
    ]),
    usual: [45, 250],
    missing: zeroIsNone,
    names: ['PaO2', 'pO2', 'arterial po2', '氧分压'],
  }),
  entry('bicarbonate', ['Bicarbonate', '碳酸氢根'], ['1963-8', '2028-9', '1959-6'], 'mmol/L', {
    alsoIn: ['meq/L'],
    possible: range(0, 100, 'judgement', ['No buffer holds more.', '缓冲体系不可能更高。']),
    plausible: range(1, 60, 'judgement', [
      "The upper limit is Harutyunyan's; 0 is not compatible with life.",
      '上限取自 Harutyunyan；0 与生命不相容。',
    ]),
    missing: zeroIsNone,
    names: ['HCO3', 'bicarb', 'bicarbonate', 'total co2', '碳酸氢盐'],
  }),
  entry('base-excess', ['Base excess', '碱剩余'], ['1925-7', '11555-0'], 'mmol/L', {
    possible: range(-60, 60, 'judgement', ['Formulas of analysers end there.', '分析仪公式的适用范围。']),
    plausible: range(-40, 40, 'judgement', [
      'Wider than any that was survived.',
      '宽于任何有存活报道的数值。',
    ]),
    names: ['BE', 'base excess', '剩余碱'],
  }),
  entry('lactate', ['Lactate', '乳酸'], ['2524-7', '32693-4'], 'mmol/L', {
    alsoIn: ['mg/dL'],
    possible: range(0, 50, 'judgement', ['Analysers end below it.', '分析仪量程低于此值。']),
    plausible: range(0.1, 35, 'judgement', ['Just beyond the range of analysers.', '略超出分析仪量程。']),
    missing: zeroIsNone,
    names: ['Lactate', 'lactic acid', 'lac', '血乳酸'],
  }),
  entry('urine-output', ['Urine output', '尿量'], ['9187-6'], 'mL', {
    possible: range(0, 50_000, 'judgement', ['A week of polyuria.', '多尿一周的总量。']),
    plausible: range(0, 8000, 'judgement', [
      "A bag that is emptied rarely can hold a day's urine; more than 8 L at once is a typing error.",
      '很少排空的尿袋可存一天的尿量；单次超过 8 L 为录入错误。',
    ]),
    names: ['Urine', 'urine output', 'urine volume'],
  }),
  entry('mechanical-ventilation', ['Mechanical ventilation', '机械通气'], [], '1', {
    possible: range(0, 1, 'definition'),
    plausible: range(0, 1, 'definition', ['0 or 1; recorded only as 1.', '0 或 1；仅记录 1。']),
    names: ['MechVent', 'mechanical ventilation', 'ventilated'],
  }),
]
