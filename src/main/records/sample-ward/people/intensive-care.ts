/** Two people in intensive care for more than two days: one recovers from pneumonia, the other gets worse after a perforation. */
import { drugs } from '../drugs'
import { chineseName, hoursAYear, latinName, type SamplePerson } from '../sample-person'

const ward = 'Intensive Care Unit'

export const recoveringFromSepsis: SamplePerson = {
  number: 'SW-01',
  name: chineseName('ZHAO', 'JIANGUO', '赵^建国'),
  sex: 'M',
  birthDate: '1959-04-17',
  language: 'zh-CN',
  stays: [
    { id: 'admission', kind: 'inpatient', fromHours: 66, service: 'Medicine', reason: 'Community-acquired pneumonia' }, // prettier-ignore
    { id: 'emergency', kind: 'emergency', fromHours: 66, toHours: 62, place: { ward: 'Emergency Department', bed: '4' }, partOf: 'admission' }, // prettier-ignore
    { id: 'icu', kind: 'inpatient', fromHours: 62, place: { ward, bed: '1' }, service: 'Intensive care', reason: 'Septic shock', partOf: 'admission' }, // prettier-ignore
  ],
  readings: [
    {
      fromHours: 62,
      toHours: 0,
      everyHours: 1,
      encounter: 'icu',
      courses: {
        heartRate: [
          [62, 124],
          [54, 128],
          [40, 112],
          [24, 98],
          [0, 86],
        ],
        respiratoryRate: [
          [62, 31],
          [52, 27],
          [30, 22],
          [0, 17],
        ],
        temperature: [
          [62, 39.2],
          [48, 38.8],
          [30, 38.1],
          [14, 37.6],
          [0, 37.1],
        ],
        systolicPressure: [
          [62, 88],
          [58, 96],
          [44, 104],
          [24, 114],
          [0, 122],
        ],
        diastolicPressure: [
          [62, 46],
          [58, 52],
          [44, 56],
          [24, 62],
          [0, 68],
        ],
        arterialSystolic: [
          [62, 90],
          [58, 98],
          [44, 106],
          [24, 116],
          [0, 124],
        ],
        arterialDiastolic: [
          [62, 45],
          [58, 50],
          [44, 55],
          [24, 60],
          [0, 66],
        ],
        saturation: [
          [62, 88],
          [58, 93],
          [40, 95],
          [0, 97],
        ],
        inspiredOxygen: [
          [62, 80],
          [56, 70],
          [44, 55],
          [30, 45],
          [18, 35],
          [0, 28],
        ],
        urineHourly: [
          [62, 15],
          [54, 20],
          [40, 40],
          [24, 65],
          [0, 80],
        ],
      },
    },
    { fromHours: 62, toHours: 2, everyHours: 4, encounter: 'icu', courses: { comaScale: [[62, 13], [56, 8], [36, 9], [24, 13], [12, 15]] } }, // prettier-ignore
    {
      fromHours: 61,
      toHours: 1,
      everyHours: 6,
      encounter: 'icu',
      courses: {
        arterialPh: [
          [61, 7.22],
          [48, 7.28],
          [30, 7.36],
          [0, 7.41],
        ],
        carbonDioxide: [
          [61, 33],
          [48, 38],
          [0, 40],
        ],
        arterialOxygen: [
          [61, 58],
          [55, 76],
          [30, 84],
          [0, 92],
        ],
        arterialSaturation: [
          [61, 86],
          [55, 94],
          [0, 97],
        ],
        lactate: [
          [61, 5.6],
          [52, 4.4],
          [38, 2.4],
          [20, 1.3],
          [0, 1],
        ],
        glucose: [
          [61, 236],
          [48, 188],
          [0, 142],
        ],
        bicarbonate: [
          [61, 15],
          [48, 18],
          [30, 21],
          [0, 24],
        ],
      },
    },
    {
      fromHours: 61.5,
      toHours: 1.5,
      everyHours: 12,
      encounter: 'icu',
      courses: {
        creatinine: [
          [61, 2.3],
          [49, 2.6],
          [37, 2.1],
          [13, 1.4],
          [0, 1.2],
        ],
        ureaNitrogen: [
          [61, 44],
          [49, 52],
          [25, 40],
          [0, 27],
        ],
        urea: [
          [61, 15.7],
          [49, 18.6],
          [25, 14.3],
          [0, 9.6],
        ],
        sodium: [
          [61, 133],
          [0, 139],
        ],
        potassium: [
          [61, 4.9],
          [49, 4.6],
          [0, 4],
        ],
        magnesium: [
          [61, 0.72],
          [0, 0.86],
        ],
        leukocytes: [
          [61, 22.4],
          [37, 18.2],
          [0, 11.3],
        ],
        haemoglobin: [
          [61, 12.6],
          [0, 10.8],
        ],
        haematocrit: [
          [61, 38],
          [0, 33],
        ],
        platelets: [
          [61, 138],
          [49, 94],
          [25, 112],
          [0, 168],
        ],
        bilirubin: [
          [61, 1.6],
          [49, 2.2],
          [0, 1.1],
        ],
        alanineTransferase: [
          [61, 88],
          [0, 52],
        ],
        aspartateTransferase: [
          [61, 104],
          [0, 46],
        ],
        albumin: [
          [61, 2.6],
          [0, 2.7],
        ],
        crp: [
          [61, 284],
          [37, 240],
          [0, 96],
        ],
        troponinI: [
          [61, 0.08],
          [0, 0.03],
        ],
      },
    },
    { fromHours: 38, toHours: 14, everyHours: 24, encounter: 'icu', courses: { urineDaily: [[38, 640], [14, 1450]] } }, // prettier-ignore
    { fromHours: 62, toHours: 62, everyHours: 1, courses: { height: 171, weight: 78, bodyMassIndex: 26.7 } },
    { fromHours: 3 * hoursAYear, toHours: 400, everyHours: hoursAYear / 2, courses: { haemoglobinA1c: [[3 * hoursAYear, 7.1], [400, 7.8]], creatinine: [[3 * hoursAYear, 0.95], [400, 1.05]], cholesterol: 186, hdl: 41, ldl: 112, triglyceride: 188, systolicPressure: 142, diastolicPressure: 84 } }, // prettier-ignore
  ],
  answers: [
    { question: 'consciousness', answer: 'voice', hoursAgo: 61, again: { everyHours: 6, untilHours: 25 } }, // prettier-ignore
    { question: 'consciousness', answer: 'alert', hoursAgo: 19, again: { everyHours: 6, untilHours: 1 } }, // prettier-ignore
    { question: 'smoking', answer: 'former', hoursAgo: 600 },
    { question: 'alcohol', answer: '白酒，每周约 100 mL', hoursAgo: 600 },
  ],
  problems: [
    { icd10: 'A41.9', name: 'Sepsis, unspecified organism', fromHours: 62 },
    { icd10: 'J18.9', name: 'Pneumonia, unspecified organism', fromHours: 66 },
    { icd10: 'N17.9', name: 'Acute renal failure, unspecified', fromHours: 61 },
    { icd10: 'E11.9', name: 'Type 2 diabetes mellitus without complications', fromHours: 6 * hoursAYear },
    { icd10: 'I10', name: 'Essential (primary) hypertension', fromHours: 9 * hoursAYear },
  ],
  medicines: [
    { drug: drugs.noradrenaline, dose: '0.32 ug/kg/min', route: 'intravenous', fromHours: 61, toHours: 44, rate: { value: 0.32, unit: 'ug/kg/min' } }, // prettier-ignore
    { drug: drugs.noradrenaline, dose: '0.12 ug/kg/min', route: 'intravenous', fromHours: 44, toHours: 26, rate: { value: 0.12, unit: 'ug/kg/min' } }, // prettier-ignore
    { drug: drugs.propofol, dose: '2 mg/kg/h', route: 'intravenous', fromHours: 57, toHours: 27, rate: { value: 2, unit: 'mg/kg/h' } }, // prettier-ignore
    { drug: drugs.piperacillin, dose: '4.5 g every 8 h', route: 'intravenous', fromHours: 64 },
    { drug: drugs.enoxaparin, dose: '40 mg once a day', route: 'subcutaneous', fromHours: 60 },
    { drug: drugs.metformin, dose: '1000 mg twice a day', route: 'oral', fromHours: 6 * hoursAYear, toHours: 66, act: 'statement' }, // prettier-ignore
    { drug: drugs.amlodipine, dose: '5 mg once a day', route: 'oral', fromHours: 4 * hoursAYear, act: 'statement' }, // prettier-ignore
  ],
  allergies: [{ substance: '磺胺类药物', category: 'medication', reaction: '皮疹', severity: 'moderate', criticality: 'low' }], // prettier-ignore
  procedures: [{ snomed: '40617009', name: 'Artificial ventilation', fromHours: 57, toHours: 25 }],
  documents: [
    { loinc: '34117-2', title: '入院记录', hoursAgo: 61, text: '【合成病例】男，67 岁。发热、咳嗽 3 天，意识淡漠半天。急诊血压 88/46 mmHg，乳酸 5.6 mmol/L。诊断：重症社区获得性肺炎，感染性休克。转入 ICU，予液体复苏、去甲肾上腺素、哌拉西林他唑巴坦，气管插管机械通气。' }, // prettier-ignore
    { loinc: '11506-3', title: '病程记录', hoursAgo: 20, text: '【合成病例】去甲肾上腺素已停，已拔管，乳酸 1.3 mmol/L，尿量好转。继续抗感染，拟转普通病房。' }, // prettier-ignore
  ],
}

export const worseningAfterPerforation: SamplePerson = {
  number: 'SW-02',
  name: latinName('MARLOWE', 'RUTH'),
  sex: 'F',
  birthDate: '1951-11-02',
  language: 'en',
  stays: [
    { id: 'admission', kind: 'inpatient', fromHours: 60, service: 'Surgery', reason: 'Perforated sigmoid diverticulitis' }, // prettier-ignore
    { id: 'surgery', kind: 'inpatient', fromHours: 60, toHours: 53, place: { ward: 'Ward 3B Surgery', bed: '11' }, service: 'Surgery', partOf: 'admission' }, // prettier-ignore
    { id: 'icu', kind: 'inpatient', fromHours: 53, place: { ward, bed: '3' }, service: 'Intensive care', reason: 'Faecal peritonitis after laparotomy', partOf: 'admission' }, // prettier-ignore
  ],
  readings: [
    {
      fromHours: 53,
      toHours: 0,
      everyHours: 1,
      encounter: 'icu',
      courses: {
        heartRate: [
          [53, 102],
          [36, 108],
          [20, 118],
          [8, 130],
          [0, 137],
        ],
        respiratoryRate: [
          [53, 20],
          [30, 22],
          [16, 26],
          [0, 30],
        ],
        temperature: [
          [53, 37.9],
          [30, 38.6],
          [14, 39.1],
          [4, 36.2],
          [0, 35.6],
        ],
        systolicPressure: [
          [53, 118],
          [36, 112],
          [20, 100],
          [8, 92],
          [0, 84],
        ],
        diastolicPressure: [
          [53, 66],
          [36, 60],
          [20, 54],
          [8, 48],
          [0, 42],
        ],
        arterialSystolic: [
          [53, 120],
          [36, 113],
          [20, 101],
          [8, 91],
          [0, 82],
        ],
        arterialDiastolic: [
          [53, 64],
          [36, 58],
          [20, 52],
          [8, 46],
          [0, 40],
        ],
        saturation: [
          [53, 97],
          [30, 95],
          [12, 93],
          [0, 90],
        ],
        inspiredOxygen: [
          [53, 40],
          [24, 45],
          [10, 60],
          [0, 75],
        ],
        urineHourly: [
          [53, 55],
          [36, 45],
          [18, 22],
          [0, 6],
        ],
      },
    },
    { fromHours: 52, toHours: 0, everyHours: 4, encounter: 'icu', courses: { comaScale: [[52, 15], [24, 14], [12, 11], [0, 7]] } }, // prettier-ignore
    {
      fromHours: 52,
      toHours: 1,
      everyHours: 6,
      encounter: 'icu',
      courses: {
        arterialPh: [
          [52, 7.38],
          [30, 7.34],
          [14, 7.26],
          [0, 7.14],
        ],
        carbonDioxide: [
          [52, 38],
          [20, 34],
          [0, 42],
        ],
        arterialOxygen: [
          [52, 96],
          [24, 82],
          [0, 59],
        ],
        arterialSaturation: [
          [52, 97],
          [24, 95],
          [0, 88],
        ],
        lactate: [
          [52, 1.8],
          [30, 2.6],
          [16, 4.4],
          [6, 7.2],
          [0, 9.1],
        ],
        glucose: [
          [52, 148],
          [0, 82],
        ],
        bicarbonate: [
          [52, 22],
          [30, 19],
          [14, 15],
          [0, 11],
        ],
        potassium: [
          [52, 4.2],
          [30, 4.7],
          [14, 5.6],
          [0, 7.2],
        ],
      },
    },
    {
      fromHours: 52.5,
      toHours: 1.5,
      everyHours: 12,
      encounter: 'icu',
      courses: {
        creatinine: [
          [52, 0.9],
          [36, 1.4],
          [24, 2.2],
          [12, 3.1],
          [0, 3.9],
        ],
        ureaNitrogen: [
          [52, 18],
          [24, 38],
          [0, 62],
        ],
        urea: [
          [52, 6.4],
          [24, 13.6],
          [0, 22.1],
        ],
        sodium: [
          [52, 138],
          [0, 131],
        ],
        magnesium: [
          [52, 0.8],
          [0, 1.1],
        ],
        leukocytes: [
          [52, 14.8],
          [24, 21],
          [0, 3.1],
        ],
        haemoglobin: [
          [52, 11.2],
          [0, 8.4],
        ],
        haematocrit: [
          [52, 34],
          [0, 26],
        ],
        platelets: [
          [52, 232],
          [24, 128],
          [0, 46],
        ],
        bilirubin: [
          [52, 0.8],
          [24, 2.1],
          [0, 4.2],
        ],
        alanineTransferase: [
          [52, 28],
          [0, 186],
        ],
        aspartateTransferase: [
          [52, 34],
          [0, 240],
        ],
        albumin: [
          [52, 2.9],
          [0, 2],
        ],
        crp: [
          [52, 190],
          [0, 360],
        ],
        inr: [
          [52, 1.1],
          [0, 2.2],
        ],
      },
    },
    { fromHours: 28, toHours: 4, everyHours: 24, encounter: 'icu', courses: { urineDaily: [[28, 980], [4, 310]] } }, // prettier-ignore
    { fromHours: 59, toHours: 59, everyHours: 1, courses: { height: 162, weight: 69, bodyMassIndex: 26.3 } },
  ],
  answers: [
    { question: 'consciousness', answer: 'alert', hoursAgo: 52.5, again: { everyHours: 6, untilHours: 16 } }, // prettier-ignore
    { question: 'consciousness', answer: 'voice', hoursAgo: 10.5, again: { everyHours: 4, untilHours: 2 } }, // prettier-ignore
    { question: 'consciousness', answer: 'pain', hoursAgo: 0.5 },
    { question: 'smoking', answer: 'never', hoursAgo: 59 },
  ],
  problems: [
    { icd10: 'K57.2', name: 'Diverticular disease of large intestine with perforation and abscess', fromHours: 60 }, // prettier-ignore
    { icd10: 'K65.0', name: 'Acute peritonitis', fromHours: 56 },
    { icd10: 'R57.2', name: 'Septic shock', fromHours: 18 },
    { icd10: 'N17.9', name: 'Acute renal failure, unspecified', fromHours: 22 },
  ],
  medicines: [
    { drug: drugs.noradrenaline, dose: '0.18 ug/kg/min', route: 'intravenous', fromHours: 18, toHours: 6, rate: { value: 0.18, unit: 'ug/kg/min' } }, // prettier-ignore
    { drug: drugs.noradrenaline, dose: '0.55 ug/kg/min', route: 'intravenous', fromHours: 6, rate: { value: 0.55, unit: 'ug/kg/min' } }, // prettier-ignore
    { drug: drugs.meropenem, dose: '1 g every 8 h', route: 'intravenous', fromHours: 54 },
    { drug: drugs.morphine, dose: '2 mg/h', route: 'intravenous', fromHours: 52, rate: { value: 2, unit: 'mg/h' } }, // prettier-ignore
  ],
  allergies: [{ substance: 'Penicillin', category: 'medication', reaction: 'Angioedema', severity: 'severe', criticality: 'high' }], // prettier-ignore
  procedures: [{ snomed: '86481000', name: 'Laparotomy', fromHours: 58, toHours: 55 }],
  documents: [
    { loinc: '11504-8', title: 'Operation note', hoursAgo: 54, text: 'SYNTHETIC. Emergency laparotomy for perforated sigmoid diverticulitis with faecal peritonitis. Resection, end colostomy, washout. To intensive care.' }, // prettier-ignore
    { loinc: '11506-3', title: 'Progress note', hoursAgo: 4, text: 'SYNTHETIC. Rising noradrenaline, lactate 7.2 mmol/L, urine below 10 mL in the last hour, drowsy. Potassium rising. Surgeons asked for a second look; renal replacement discussed with the family.' }, // prettier-ignore
  ],
}
