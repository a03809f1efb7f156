/** Laboratory values. Each range names its source; our own choices say why. */
import { type CatalogueEntry, type CatalogueRange, entry, range, repair } from './catalogue-entry'

const analyser = (high: number): CatalogueRange =>
  range(0, high, 'judgement', ['Beyond it no analyser reports.', '分析仪不会报告更高的数值。'])
const upperIsTheirs = ["The upper limit is Harutyunyan's.", '上限取自 Harutyunyan。'] as const
const zeroIsNone = [0] as const
/** mg/dL of glucose, cholesterol and triglycerides (as triolein) in one mmol/L; mg/dL of creatinine and bilirubin in one umol/L */
const glucosePerMmol = 18.016
const cholesterolPerMmol = 38.667
const triglyceridesPerMmol = 88.545
const creatininePerUmol = 0.0113121
const bilirubinPerUmol = 0.0584669

export const laboratory: readonly CatalogueEntry[] = [
  // kidney and salts
  entry('urea-nitrogen', ['Urea nitrogen', '尿素氮'], ['3094-0', '6299-2', '14937-7'], 'mg/dL', {
    alsoIn: ['mmol/L'],
    possible: analyser(500),
    plausible: range(1, 250, 'judgement', [
      "The upper limit is Harutyunyan's; 0 is below what can be measured.",
      '上限取自 Harutyunyan；0 低于可测范围。',
    ]),
    missing: zeroIsNone,
    names: ['BUN', 'urea nitrogen', 'blood urea nitrogen'],
  }),
  entry('urea', ['Urea', '尿素'], ['3091-6', '22664-7'], 'mg/dL', {
    alsoIn: ['mmol/L'],
    possible: analyser(1_100),
    plausible: range(2, 540, 'judgement', ['The limits of urea nitrogen, as urea.', '由尿素氮的界限换算。']),
    usual: [14, 200],
    missing: zeroIsNone,
    names: ['Urea', 'blood urea', 'bu'],
  }),
  entry('creatinine', ['Creatinine', '肌酐'], ['2160-0', '14682-9', '38483-4'], 'mg/dL', {
    alsoIn: ['umol/L'],
    possible: analyser(100),
    plausible: range(0.1, 60, 'harutyunyan-2019'),
    usual: [0.4, 8],
    missing: zeroIsNone,
    repairs: [repair('written-in-umol-per-litre', 61, 5_000, creatininePerUmol)],
    names: ['Creatinine', 'serum_creatinine', 'crea', 'scr', '血肌酐'],
  }),
  entry('uric-acid', ['Uric acid', '尿酸'], ['3084-1', '14933-6'], 'mg/dL', {
    alsoIn: ['umol/L', 'mmol/L'],
    possible: analyser(100),
    plausible: range(0.2, 60, 'judgement', [
      'Tumour lysis reaches a good half of it.',
      '肿瘤溶解综合征可达其一半以上。',
    ]),
    usual: [2, 12],
    missing: zeroIsNone,
    names: ['Uric acid', 'urate', '血尿酸'],
  }),
  entry('potassium', ['Potassium', '血钾'], ['2823-3', '6298-4'], 'mmol/L', {
    alsoIn: ['meq/L'],
    possible: analyser(25),
    plausible: range(1, 12, 'judgement', [
      "The upper limit is Harutyunyan's; beyond it the sample was haemolysed or drawn over an infusion.",
      '上限取自 Harutyunyan；更高者为溶血或自输液侧采血。',
    ]),
    missing: zeroIsNone,
    repairs: [repair('decimal-point-left-out', 20, 99, 0.1)],
    names: ['K', 'potassium', 'serum potassium', 'pot', '钾'],
  }),
  entry('sodium', ['Sodium', '血钠'], ['2951-2', '2947-0'], 'mmol/L', {
    alsoIn: ['meq/L'],
    possible: analyser(300),
    plausible: range(80, 200, 'judgement', [
      'Wider than any value that was survived.',
      '宽于任何有存活报道的数值。',
    ]),
    missing: zeroIsNone,
    names: ['Na', 'sodium', 'serum_sodium', 'sod', '钠'],
  }),
  entry('chloride', ['Chloride', '血氯'], ['2075-0', '2069-3'], 'mmol/L', {
    alsoIn: ['meq/L'],
    possible: analyser(250),
    plausible: range(50, 175, 'harutyunyan-2019'),
    missing: zeroIsNone,
    names: ['Cl', 'chloride', '氯'],
  }),
  entry('magnesium', ['Magnesium', '血镁'], ['19123-9', '2601-3'], 'mmol/L', {
    alsoIn: ['mg/dL', 'meq/L'],
    possible: analyser(30),
    plausible: range(0.2, 20, 'judgement', [
      "The upper limit is Harutyunyan's. The source says mmol/L; the numbers are as of mg/dL. The model uses them as they come in the source.",
      '上限取自 Harutyunyan。来源标注为 mmol/L，数值却像 mg/dL；模型按来源原样使用。',
    ]),
    missing: zeroIsNone,
    names: ['Mg', 'magnesium', '镁'],
  }),
  entry('calcium', ['Calcium, total', '总钙'], ['17861-6', '2000-8'], 'mg/dL', {
    alsoIn: ['mmol/L'],
    possible: analyser(40),
    plausible: range(3, 25, 'judgement', [
      'Wider than any value that was survived.',
      '宽于任何有存活报道的数值。',
    ]),
    usual: [6.5, 13],
    missing: zeroIsNone,
    repairs: [repair('written-in-mmol-per-litre', 0.8, 2.99, 4.0078)],
    names: ['Calcium', 'calcium total', '钙', '血钙'],
  }),
  entry('ionised-calcium', ['Calcium, ionised', '离子钙'], ['1994-3', '1995-0'], 'mmol/L', {
    alsoIn: ['mg/dL'],
    possible: analyser(10),
    plausible: range(0.2, 5, 'judgement', ['Half of the total, widened.', '约为总钙的一半，并放宽。']),
    usual: [0.8, 1.6],
    missing: zeroIsNone,
    names: ['ionised calcium', 'ionized calcium', 'iCa', '游离钙'],
  }),
  entry('phosphate', ['Phosphate', '血磷'], ['2777-1', '14879-1'], 'mg/dL', {
    alsoIn: ['mmol/L'],
    possible: analyser(50),
    plausible: range(0.3, 30, 'judgement', [
      "Wider than Harutyunyan's 0.5 to 20: refeeding and lysis go beyond.",
      '宽于 Harutyunyan 的 0.5 至 20：再喂养与肿瘤溶解可超出。',
    ]),
    missing: zeroIsNone,
    names: ['Phosphate', 'phosphorus', '磷'],
  }),
  // liver
  entry('bilirubin', ['Bilirubin, total', '总胆红素'], ['1975-2', '14631-6'], 'mg/dL', {
    alsoIn: ['umol/L'],
    possible: analyser(100),
    plausible: range(0.1, 60, 'harutyunyan-2019'),
    usual: [0.1, 6],
    missing: zeroIsNone,
    repairs: [repair('written-in-umol-per-litre', 61, 1_000, bilirubinPerUmol)],
    names: ['Bilirubin', 'total bilirubin', 'tbil', '胆红素'],
  }),
  entry('alt', ['Alanine aminotransferase', '丙氨酸氨基转移酶'], ['1742-6', '1743-4', '1744-2'], '[IU]/L', {
    alsoIn: ['U/L'],
    possible: analyser(100_000),
    plausible: range(1, 20000, 'judgement', [
      "Above Harutyunyan's 10,000: acute liver failure goes higher.",
      '高于 Harutyunyan 的 10,000：急性肝衰竭可更高。',
    ]),
    missing: zeroIsNone,
    names: ['ALT', 'SGPT', 'GPT', '谷丙转氨酶'],
  }),
  entry('ast', ['Aspartate aminotransferase', '天冬氨酸氨基转移酶'], ['1920-8', '30239-8'], '[IU]/L', {
    alsoIn: ['U/L'],
    possible: analyser(100_000),
    plausible: range(1, 20000, 'judgement', upperIsTheirs),
    missing: zeroIsNone,
    names: ['AST', 'SGOT', 'GOT', '谷草转氨酶'],
  }),
  entry('alp', ['Alkaline phosphatase', '碱性磷酸酶'], ['6768-6'], '[IU]/L', {
    alsoIn: ['U/L'],
    possible: analyser(20_000),
    plausible: range(5, 4000, 'judgement', [
      "The upper limit is Harutyunyan's outlier limit.",
      '上限取自 Harutyunyan 的离群界限。',
    ]),
    missing: zeroIsNone,
    names: ['ALP', 'alkaline phosphatase', 'alk phos'],
  }),
  entry('ggt', ['Gamma-glutamyl transferase', '谷氨酰转肽酶'], ['2324-2'], 'U/L', {
    alsoIn: ['[IU]/L'],
    possible: analyser(50_000),
    plausible: range(1, 10_000, 'judgement', ['Beyond it reports are of single cases.', '更高者仅见个案。']),
    missing: zeroIsNone,
    names: ['GGT', 'gamma gt'],
  }),
  entry('ldh', ['Lactate dehydrogenase', '乳酸脱氢酶'], ['2532-0', '14804-9', '14805-6'], 'U/L', {
    alsoIn: ['[IU]/L'],
    possible: analyser(100_000),
    plausible: range(30, 33_000, 'judgement', [
      "The upper limit is Harutyunyan's.",
      '上限取自 Harutyunyan。',
    ]),
    missing: zeroIsNone,
    names: ['LDH', 'LD'],
  }),
  entry('albumin', ['Albumin', '白蛋白'], ['1751-7', '54347-0'], 'g/dL', {
    alsoIn: ['g/L'],
    possible: analyser(12),
    plausible: range(0.6, 6, 'harutyunyan-2019'),
    usual: [1.8, 5.3],
    missing: zeroIsNone,
    repairs: [repair('written-per-litre', 9, 60, 0.1)],
    names: ['Albumin', 'serum albumin', 'alb'],
  }),
  entry('total-protein', ['Protein, total', '总蛋白'], ['2885-2'], 'g/dL', {
    alsoIn: ['g/L'],
    possible: analyser(25),
    plausible: range(1.5, 16, 'judgement', ['Myeloma reaches the upper end.', '多发性骨髓瘤可达上限。']),
    usual: [4, 9],
    missing: zeroIsNone,
    repairs: [repair('written-per-litre', 18, 160, 0.1)],
    names: ['total protein', 'protein total'],
  }),
  // blood count and clotting
  entry('haematocrit', ['Haematocrit', '红细胞压积'], ['4544-3', '20570-8'], '%', {
    alsoIn: ['1'],
    possible: range(0, 100, 'definition'),
    plausible: range(5, 75, 'judgement', upperIsTheirs),
    usual: [18, 55],
    missing: zeroIsNone,
    repairs: [repair('written-as-fraction', 0.05, 0.75, 100)],
    names: ['HCT', 'hematocrit', 'haematocrit', 'pcv', '血细胞比容'],
  }),
  entry('haemoglobin', ['Haemoglobin', '血红蛋白'], ['718-7', '59260-0'], 'g/dL', {
    alsoIn: ['g/L', 'mmol/L'],
    possible: analyser(35),
    plausible: range(1.5, 25, 'judgement', [
      "The upper limit is Harutyunyan's; below 1.5 the sample was diluted.",
      '上限取自 Harutyunyan；低于 1.5 为样本稀释。',
    ]),
    usual: [6, 19],
    missing: zeroIsNone,
    repairs: [repair('written-per-litre', 30, 250, 0.1)],
    names: ['Hb', 'Hgb', 'hemo', 'hemoglobin', 'haemoglobin'],
  }),
  entry('red-cells', ['Red cells', '红细胞'], ['789-8', '26453-1'], '10*6/uL', {
    alsoIn: ['10*12/L'],
    possible: analyser(15),
    plausible: range(0.3, 12, 'judgement', [
      'From gravest anaemia to polycythaemia.',
      '自极重度贫血至红细胞增多症。',
    ]),
    missing: zeroIsNone,
    names: ['RBC', 'rbcc', 'red blood cells', 'erythrocytes', '红细胞计数'],
  }),
  entry('platelets', ['Platelets', '血小板'], ['777-3', '26515-7', '778-1'], '10*3/uL', {
    alsoIn: ['10*9/L', '/uL', '/mL'],
    possible: analyser(10_000),
    plausible: range(1, 2300, 'judgement', [
      "Harutyunyan's 2,000, widened to thrombocytosis that was reported.",
      'Harutyunyan 的 2,000，并放宽至有报道的血小板增多。',
    ]),
    usual: [30, 700],
    missing: zeroIsNone,
    repairs: [repair('written-per-microlitre', 3_000, 2_300_000, 0.001)],
    names: ['Platelets', 'platelet', 'platelet count', 'plt', '血小板计数'],
  }),
  entry('white-cells', ['White cells', '白细胞'], ['6690-2', '26464-8'], '10*3/uL', {
    alsoIn: ['10*9/L', '/uL'],
    possible: analyser(2_000),
    plausible: range(0.05, 1000, 'judgement', upperIsTheirs),
    usual: [1.5, 35],
    missing: zeroIsNone,
    repairs: [repair('written-per-microlitre', 1500, 100000, 0.001)],
    names: ['WBC', 'wbcc', 'white blood cells', 'leukocytes', 'leucocytes', '白细胞计数'],
  }),
  entry('inr', ['INR', '国际标准化比值'], ['6301-6', '34714-6'], '{INR}', {
    possible: analyser(50),
    plausible: range(0.5, 30, 'judgement', ['Beyond the end of coagulometers.', '超出凝血仪量程。']),
    missing: zeroIsNone,
    names: ['INR', 'international normalised ratio'],
  }),
  entry(
    'aptt',
    ['Activated partial thromboplastin time', '活化部分凝血活酶时间'],
    ['3173-2', '14979-9'],
    's',
    {
      possible: analyser(500),
      plausible: range(15, 300, 'judgement', [
        "Below Harutyunyan's 18.8; coagulometers give up at 150 to 300.",
        '低于 Harutyunyan 的 18.8；凝血仪上限为 150 至 300。',
      ]),
      missing: zeroIsNone,
      names: ['aPTT', 'PTT', '部分凝血活酶时间'],
    },
  ),
  entry('d-dimer', ['D-dimer', 'D-二聚体'], ['48065-7'], 'ng/mL{FEU}', {
    possible: analyser(1_000_000),
    plausible: range(10, 500_000, 'judgement', ['Beyond the range of assays.', '超出检测范围。']),
    names: ['D-dimer', 'ddimer', 'D二聚体'],
  }),
  // inflammation and heart
  entry('crp', ['C-reactive protein', 'C反应蛋白'], ['1988-5', '30522-7'], 'mg/L', {
    alsoIn: ['mg/dL'],
    possible: analyser(1_500),
    plausible: range(0.01, 1_000, 'judgement', ['Highest that were reported.', '有报道的最高值。']),
    names: ['CRP', 'hsCRP', 'c reactive protein'],
  }),
  entry('procalcitonin', ['Procalcitonin', '降钙素原'], ['33959-8'], 'ng/mL', {
    alsoIn: ['ug/L'],
    possible: analyser(5_000),
    plausible: range(0.005, 2_000, 'judgement', ['Beyond the range of assays.', '超出检测范围。']),
    names: ['PCT', 'procalcitonin'],
  }),
  entry('troponin-i', ['Troponin I', '肌钙蛋白I'], ['10839-9'], 'ug/L', {
    alsoIn: ['ng/L', 'ng/mL'],
    possible: analyser(2_000),
    plausible: range(0.01, 575, 'harutyunyan-2019'),
    names: ['TroponinI', 'troponin i', 'TnI', 'cTnI'],
  }),
  entry('troponin-t', ['Troponin T', '肌钙蛋白T'], ['6598-7'], 'ug/L', {
    alsoIn: ['ng/L', 'ng/mL'],
    possible: analyser(100),
    plausible: range(0.01, 26, 'judgement', ['Just beyond the range of analysers.', '略超出分析仪量程。']),
    names: ['TroponinT', 'troponin t', 'TnT', 'cTnT'],
  }),
  entry('creatine-kinase', ['Creatine kinase', '肌酸激酶'], ['2157-6'], 'U/L', {
    alsoIn: ['[IU]/L'],
    possible: analyser(5_000_000),
    plausible: range(1, 1_000_000, 'judgement', ['Crush injury reaches it.', '挤压综合征可达。']),
    missing: zeroIsNone,
    names: ['CK', 'CPK', 'creatinine_phosphokinase', 'creatine phosphokinase'],
  }),
  entry(
    'ejection-fraction',
    ['Left ventricular ejection fraction', '左室射血分数'],
    ['10230-1', '8806-2'],
    '%',
    {
      alsoIn: ['1'],
      possible: range(0, 100, 'definition'),
      plausible: range(5, 90, 'judgement', [
        'No heart lives below, none empties more.',
        '低于此不能存活，亦无心脏排空更多。',
      ]),
      missing: zeroIsNone,
      repairs: [repair('written-as-fraction', 0.05, 0.9, 100)],
      names: ['LVEF', 'EF', 'ejection_fraction', '射血分数'],
    },
  ),
  // metabolism
  entry('glucose', ['Glucose', '血糖'], ['2345-7', '14749-6', '2339-0', '15074-8', '1558-6'], 'mg/dL', {
    alsoIn: ['mmol/L'],
    possible: analyser(3_000),
    plausible: range(10, 2000, 'judgement', upperIsTheirs),
    usual: [55, 400],
    missing: zeroIsNone,
    repairs: [repair('written-in-mmol-per-litre', 1, 9.99, glucosePerMmol)],
    names: ['Glucose', 'blood glucose', 'bgr', 'glu', '葡萄糖'],
  }),
  entry('hba1c', ['Haemoglobin A1c', '糖化血红蛋白'], ['4548-4', '17856-6', '59261-8'], '%', {
    alsoIn: ['mmol/mol'],
    possible: range(0, 100, 'definition'),
    plausible: range(2.5, 20, 'judgement', ['Beyond the range of methods.', '超出检测方法的范围。']),
    usual: [4, 14],
    missing: zeroIsNone,
    repairs: [repair('written-in-mmol-per-mol', 20.1, 190, 0.09148, 2.152)],
    names: ['HbA1c', 'a1c', 'glycated hemoglobin', '糖化'],
  }),
  entry('cholesterol', ['Cholesterol', '胆固醇'], ['2093-3', '14647-2'], 'mg/dL', {
    alsoIn: ['mmol/L'],
    possible: analyser(2_000),
    plausible: range(20, 600, 'judgement', upperIsTheirs),
    usual: [90, 400],
    missing: zeroIsNone,
    repairs: [repair('written-in-mmol-per-litre', 1, 15.5, cholesterolPerMmol)],
    names: ['Cholesterol', 'chol', 'total cholesterol', 'TotChol', '总胆固醇'],
  }),
  entry('hdl-cholesterol', ['HDL cholesterol', '高密度脂蛋白胆固醇'], ['2085-9', '14646-4'], 'mg/dL', {
    alsoIn: ['mmol/L'],
    possible: analyser(400),
    plausible: range(5, 250, 'judgement', ['Wider than inherited extremes.', '宽于遗传性极端值。']),
    usual: [20, 110],
    missing: zeroIsNone,
    repairs: [repair('written-in-mmol-per-litre', 0.2, 4.9, cholesterolPerMmol)],
    names: ['HDL', 'HDL-C', 'DirectChol', 'hdl cholesterol', '高密度脂蛋白'],
  }),
  entry(
    'ldl-cholesterol',
    ['LDL cholesterol', '低密度脂蛋白胆固醇'],
    ['13457-7', '18262-6', '2089-1', '22748-8', '39469-2'],
    'mg/dL',
    {
      alsoIn: ['mmol/L'],
      possible: analyser(1_500),
      plausible: range(5, 1_000, 'judgement', [
        'Homozygous familial disease reaches it.',
        '纯合子家族性高胆固醇血症可达。',
      ]),
      usual: [30, 300],
      missing: zeroIsNone,
      repairs: [repair('written-in-mmol-per-litre', 0.3, 4.9, cholesterolPerMmol)],
      names: ['LDL', 'LDL-C', 'ldl cholesterol', '低密度脂蛋白'],
    },
  ),
  entry('triglycerides', ['Triglycerides', '甘油三酯'], ['2571-8', '14927-8'], 'mg/dL', {
    alsoIn: ['mmol/L'],
    possible: analyser(30_000),
    plausible: range(10, 15_000, 'judgement', [
      'Lipaemia of pancreatitis reaches it.',
      '高脂血症性胰腺炎可达。',
    ]),
    usual: [35, 900],
    missing: zeroIsNone,
    repairs: [repair('written-in-mmol-per-litre', 0.2, 9.99, triglyceridesPerMmol)],
    names: ['Triglycerides', 'TG', 'trig', '三酰甘油'],
  }),
  entry('tsh', ['Thyrotropin', '促甲状腺激素'], ['3016-3', '11580-8'], 'm[IU]/L', {
    alsoIn: ['u[IU]/mL'],
    possible: analyser(5_000),
    plausible: range(0.001, 1_000, 'judgement', ['Beyond the range of assays.', '超出检测范围。']),
    names: ['TSH', 'thyrotropin'],
  }),
  entry('ferritin', ['Ferritin', '铁蛋白'], ['2276-4'], 'ng/mL', {
    alsoIn: ['ug/L'],
    possible: analyser(1_000_000),
    plausible: range(0.5, 300_000, 'judgement', [
      'Haemophagocytic disease reaches it.',
      '噬血细胞综合征可达。',
    ]),
    missing: zeroIsNone,
    names: ['Ferritin'],
  }),
]
