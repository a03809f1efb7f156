/** Five people on a medical ward: heart failure, infarction, pneumonia, chronic lung disease, and one without a birth date. */
import { drugs } from '../drugs'
import { chineseName, hoursAYear, latinName, type SamplePerson } from '../sample-person'

const ward = 'Ward 3A Medicine'

export const heartFailure: SamplePerson = {
  number: 'SW-03',
  name: chineseName('WANG', 'XIUYING', '王^秀英'),
  sex: 'F',
  birthDate: '1944-08-21',
  language: 'zh-CN',
  stays: [
    {
      id: 'admission',
      kind: 'inpatient',
      fromHours: 98,
      place: { ward, bed: '2' },
      service: 'Cardiology',
      reason: 'Decompensated heart failure',
    },
    {
      id: 'last-year',
      kind: 'inpatient',
      fromHours: hoursAYear,
      toHours: hoursAYear - 168,
      place: { ward, bed: '7' },
      service: 'Cardiology',
      reason: 'Heart failure',
    },
  ],
  readings: [
    {
      fromHours: 98,
      toHours: 2,
      everyHours: 4,
      encounter: 'admission',
      courses: {
        heartRate: [
          [98, 118],
          [70, 104],
          [40, 92],
          [0, 88],
        ],
        respiratoryRate: [
          [98, 26],
          [60, 22],
          [0, 20],
        ],
        temperature: 36.6,
        systolicPressure: [
          [98, 148],
          [48, 122],
          [0, 106],
        ],
        diastolicPressure: [
          [98, 88],
          [48, 74],
          [0, 64],
        ],
        saturation: [
          [98, 89],
          [60, 93],
          [0, 95],
        ],
        oxygenFlow: [
          [98, 4],
          [50, 4],
          [49, 2],
          [0, 2],
        ],
      },
    },
    {
      fromHours: 97,
      toHours: 1,
      everyHours: 24,
      encounter: 'admission',
      courses: {
        creatinine: [
          [97, 1.3],
          [50, 1.5],
          [1, 1.9],
        ],
        urea: [
          [97, 10.2],
          [1, 16.4],
        ],
        ureaNitrogen: [
          [97, 29],
          [1, 46],
        ],
        potassium: [
          [97, 4.3],
          [50, 4.9],
          [1, 5.7],
        ],
        sodium: [
          [97, 134],
          [1, 130],
        ],
        ntProBnp: [
          [97, 9800],
          [1, 5200],
        ],
        haemoglobin: 11.1,
        platelets: 210,
        creatineKinase: 96,
        weight: [
          [97, 71.4],
          [1, 66.2],
        ],
      },
    },
    {
      fromHours: 4 * hoursAYear,
      toHours: 900,
      everyHours: hoursAYear / 3,
      courses: {
        creatinine: [
          [4 * hoursAYear, 0.9],
          [900, 1.2],
        ],
        potassium: 4.4,
        haemoglobin: 12.2,
        systolicPressure: 134,
        diastolicPressure: 78,
        weight: [
          [4 * hoursAYear, 63],
          [900, 66],
        ],
      },
    },
    { fromHours: 96, toHours: 96, everyHours: 1, courses: { ejectionFraction: 28, height: 156 } },
  ],
  answers: [
    { question: 'consciousness', answer: 'alert', hoursAgo: 98, again: { everyHours: 4, untilHours: 2 } },
    { question: 'smoking', answer: 'never', hoursAgo: 97 },
    { question: 'alcohol', answer: '不饮酒', hoursAgo: 97 },
  ],
  problems: [
    { icd10: 'I50.0', name: 'Congestive heart failure', fromHours: 3 * hoursAYear },
    { icd10: 'I48.2', name: 'Chronic atrial fibrillation', fromHours: 5 * hoursAYear },
    { icd10: 'I10', name: 'Essential (primary) hypertension', fromHours: 15 * hoursAYear },
    { icd10: 'D64.9', name: 'Anaemia, unspecified', fromHours: 2 * hoursAYear },
  ],
  medicines: [
    { drug: drugs.furosemide, dose: '40 mg twice a day', route: 'intravenous', fromHours: 97 },
    { drug: drugs.spironolactone, dose: '50 mg once a day', route: 'oral', fromHours: 74 },
    { drug: drugs.ramipril, dose: '5 mg once a day', route: 'oral', fromHours: 3 * hoursAYear },
    { drug: drugs.bisoprolol, dose: '2.5 mg once a day', route: 'oral', fromHours: 3 * hoursAYear },
    { drug: drugs.apixaban, dose: '2.5 mg twice a day', route: 'oral', fromHours: 5 * hoursAYear },
  ],
  relatives: [
    {
      role: 'FTH',
      conditions: [{ icd10: 'I21.9', name: 'Acute myocardial infarction', atYears: 61 }],
      diedAtYears: 61,
    },
  ],
  documents: [
    {
      loinc: '34117-2',
      title: '入院记录',
      hoursAgo: 96,
      text: '【合成病例】女，慢性心力衰竭急性加重，双下肢水肿。超声：LVEF 28%。予利尿。',
    },
  ],
}

export const infarction: SamplePerson = {
  number: 'SW-04',
  name: latinName('OKONKWO', 'DANIEL'),
  sex: 'M',
  birthDate: '1968-01-30',
  language: 'en',
  ethnicity: 'African American',
  stays: [
    {
      id: 'admission',
      kind: 'inpatient',
      fromHours: 41,
      place: { ward, bed: '3' },
      service: 'Cardiology',
      reason: 'Non-ST elevation myocardial infarction',
    },
    {
      id: 'emergency',
      kind: 'emergency',
      fromHours: 45,
      toHours: 41,
      place: { ward: 'Emergency Department', bed: '2' },
    },
  ],
  readings: [
    {
      fromHours: 44,
      toHours: 3,
      everyHours: 4,
      encounter: 'admission',
      courses: {
        heartRate: [
          [44, 96],
          [0, 68],
        ],
        respiratoryRate: [
          [44, 19],
          [0, 15],
        ],
        temperature: 36.8,
        systolicPressure: [
          [44, 162],
          [0, 128],
        ],
        diastolicPressure: [
          [44, 94],
          [0, 78],
        ],
        saturation: 97,
        oxygenFlow: 0,
      },
    },
    {
      fromHours: 44,
      toHours: 2,
      everyHours: 6,
      encounter: 'admission',
      courses: {
        troponinI: [
          [44, 0.4],
          [32, 4.6],
          [20, 2.8],
          [2, 0.9],
        ],
        creatineKinase: [
          [44, 240],
          [32, 780],
          [2, 260],
        ],
      },
    },
    {
      fromHours: 43,
      toHours: 19,
      everyHours: 24,
      encounter: 'admission',
      courses: {
        creatinine: 1.1,
        urea: 5.4,
        potassium: 4.1,
        sodium: 140,
        haemoglobin: 14.6,
        platelets: 254,
        cholesterol: 251,
        hdl: 36,
        ldl: 172,
        triglyceride: 214,
        fastingGlucose: 118,
        haemoglobinA1c: 6.1,
      },
    },
    {
      fromHours: 5 * hoursAYear,
      toHours: 800,
      everyHours: hoursAYear / 2,
      courses: {
        systolicPressure: [
          [5 * hoursAYear, 138],
          [800, 156],
        ],
        diastolicPressure: [
          [5 * hoursAYear, 86],
          [800, 94],
        ],
        cholesterol: [
          [5 * hoursAYear, 224],
          [800, 248],
        ],
        hdl: 37,
        ldl: [
          [5 * hoursAYear, 148],
          [800, 170],
        ],
        weight: [
          [5 * hoursAYear, 88],
          [800, 95],
        ],
      },
    },
    {
      fromHours: 40,
      toHours: 40,
      everyHours: 1,
      courses: {
        height: 178,
        weight: 95,
        bodyMassIndex: 30,
        waist: 106,
        ejectionFraction: 48,
        exerciseHeartRate: 118,
        exerciseDepression: 2.2,
        vesselsSeen: 2,
        activeDays: 1,
        sleep: 6,
      },
    },
  ],
  answers: [
    { question: 'consciousness', answer: 'alert', hoursAgo: 43, again: { everyHours: 4, untilHours: 3 } },
    { question: 'smoking', answer: 'daily', hoursAgo: 43 },
    { question: 'alcohol', answer: 'Two beers a day', hoursAgo: 43 },
    { question: 'chestPain', answer: 'typical angina', hoursAgo: 40 },
    { question: 'restingEcg', answer: 'ST-T abnormality', hoursAgo: 40 },
    { question: 'exerciseAngina', answer: 'yes', hoursAgo: 40 },
    { question: 'exerciseSlope', answer: 'level', hoursAgo: 40 },
    { question: 'perfusion', answer: 'reversible defect', hoursAgo: 40 },
  ],
  problems: [
    { icd10: 'I21.4', name: 'Acute subendocardial myocardial infarction', fromHours: 44 },
    { icd10: 'I10', name: 'Essential (primary) hypertension', fromHours: 4 * hoursAYear },
    { icd10: 'E78.5', name: 'Hyperlipidaemia, unspecified', fromHours: 4 * hoursAYear },
    { icd10: 'F17.2', name: 'Tobacco dependence', fromHours: 20 * hoursAYear },
  ],
  medicines: [
    { drug: drugs.aspirin, dose: '100 mg once a day', route: 'oral', fromHours: 43 },
    { drug: drugs.clopidogrel, dose: '75 mg once a day', route: 'oral', fromHours: 43 },
    { drug: drugs.atorvastatin, dose: '80 mg once a day', route: 'oral', fromHours: 43 },
    { drug: drugs.bisoprolol, dose: '2.5 mg once a day', route: 'oral', fromHours: 40 },
    {
      drug: drugs.amlodipine,
      dose: '5 mg once a day',
      route: 'oral',
      fromHours: 3 * hoursAYear,
      toHours: 40,
      act: 'statement',
    },
  ],
  relatives: [
    { role: 'FTH', conditions: [{ icd10: 'I21.9', name: 'Acute myocardial infarction', atYears: 52 }] },
    { role: 'MTH', conditions: [{ icd10: 'E11.9', name: 'Type 2 diabetes mellitus', atYears: 58 }] },
  ],
  genotypes: [
    {
      gene: 'CYP2C19',
      variant: { dbsnp: 'rs4244285', chromosome: '10', position: 94781859, ref: 'G', alt: 'A', copies: 1 },
      diplotype: '*1/*2',
    },
    {
      gene: 'SLCO1B1',
      variant: { dbsnp: 'rs4149056', chromosome: '12', position: 21178615, ref: 'T', alt: 'C', copies: 1 },
    },
  ],
  procedures: [
    { snomed: '415070008', name: 'Percutaneous coronary intervention', fromHours: 38, toHours: 37 },
  ],
}

export const pneumonia: SamplePerson = {
  number: 'SW-05',
  name: latinName('LINDQVIST', 'KARIN'),
  sex: 'F',
  birthDate: '1980-06-09',
  language: 'en',
  stays: [
    {
      id: 'admission',
      kind: 'inpatient',
      fromHours: 70,
      place: { ward, bed: '5' },
      service: 'Medicine',
      reason: 'Pneumonia',
    },
  ],
  readings: [
    {
      fromHours: 70,
      toHours: 2,
      everyHours: 4,
      encounter: 'admission',
      courses: {
        heartRate: [
          [70, 122],
          [48, 108],
          [24, 92],
          [0, 78],
        ],
        respiratoryRate: [
          [70, 28],
          [48, 23],
          [0, 16],
        ],
        temperature: [
          [70, 39.4],
          [48, 38.6],
          [20, 37.4],
          [0, 36.9],
        ],
        systolicPressure: [
          [70, 102],
          [30, 114],
          [0, 120],
        ],
        diastolicPressure: [
          [70, 58],
          [0, 72],
        ],
        saturation: [
          [70, 90],
          [48, 93],
          [0, 97],
        ],
        oxygenFlow: [
          [70, 4],
          [30, 4],
          [29, 0],
        ],
      },
    },
    {
      fromHours: 69,
      toHours: 21,
      everyHours: 24,
      encounter: 'admission',
      courses: {
        crp: [
          [69, 310],
          [21, 120],
        ],
        leukocytes: [
          [69, 18],
          [21, 10.2],
        ],
        creatinine: 0.8,
        urea: [
          [69, 7.4],
          [21, 4.6],
        ],
        sodium: 136,
        potassium: 3.8,
        lactate: [
          [69, 2.2],
          [21, 0.9],
        ],
        haemoglobin: 12.9,
        platelets: 288,
      },
    },
  ],
  answers: [
    { question: 'consciousness', answer: 'alert', hoursAgo: 70, again: { everyHours: 4, untilHours: 2 } },
    { question: 'smoking', answer: 'never', hoursAgo: 69 },
  ],
  problems: [{ icd10: 'J18.1', name: 'Lobar pneumonia, unspecified organism', fromHours: 69 }],
  medicines: [{ drug: drugs.coAmoxiclav, dose: '1.2 g every 8 h', route: 'intravenous', fromHours: 68 }],
}

export const chronicLungDisease: SamplePerson = {
  number: 'SW-06',
  name: chineseName('SUN', 'DEHAI', '孙^德海'),
  sex: 'M',
  birthDate: '1953-12-11',
  language: 'zh-CN',
  stays: [
    {
      id: 'admission',
      kind: 'inpatient',
      fromHours: 30,
      place: { ward, bed: '6' },
      service: 'Respiratory medicine',
      reason: 'Exacerbation of chronic obstructive lung disease',
    },
    {
      id: 'spring',
      kind: 'inpatient',
      fromHours: 200 * 24,
      toHours: 192 * 24,
      place: { ward, bed: '1' },
      service: 'Respiratory medicine',
    },
  ],
  readings: [
    {
      fromHours: 30,
      toHours: 1,
      everyHours: 4,
      encounter: 'admission',
      courses: {
        heartRate: [
          [30, 106],
          [0, 98],
        ],
        respiratoryRate: [
          [30, 27],
          [10, 24],
          [0, 25],
        ],
        temperature: [
          [30, 37.9],
          [0, 37.2],
        ],
        systolicPressure: 138,
        diastolicPressure: 80,
        saturation: [
          [30, 85],
          [10, 90],
          [0, 89],
        ],
        oxygenFlow: [
          [30, 2],
          [0, 1],
        ],
      },
    },
    {
      fromHours: 29,
      toHours: 5,
      everyHours: 8,
      encounter: 'admission',
      courses: {
        arterialPh: [
          [29, 7.31],
          [5, 7.34],
        ],
        carbonDioxide: [
          [29, 62],
          [5, 56],
        ],
        arterialOxygen: [
          [29, 52],
          [5, 60],
        ],
        bicarbonate: 31,
        lactate: 1.4,
      },
    },
    {
      fromHours: 29,
      toHours: 5,
      everyHours: 24,
      encounter: 'admission',
      courses: {
        leukocytes: 13.4,
        crp: 58,
        creatinine: 0.9,
        urea: 6.2,
        sodium: 138,
        potassium: 3.6,
        haemoglobin: 15.8,
        platelets: 262,
      },
    },
  ],
  answers: [
    { question: 'consciousness', answer: 'alert', hoursAgo: 29, again: { everyHours: 4, untilHours: 1 } },
    { question: 'smoking', answer: 'daily', hoursAgo: 29 },
  ],
  problems: [
    { icd10: 'J44.1', name: 'Chronic obstructive pulmonary disease with acute exacerbation', fromHours: 30 },
  ],
  medicines: [
    { drug: drugs.salbutamol, dose: '2.5 mg every 4 h', route: 'inhaled', fromHours: 29 },
    { drug: drugs.prednisolone, dose: '40 mg once a day', route: 'oral', fromHours: 29 },
    { drug: drugs.tiotropium, dose: '18 ug once a day', route: 'inhaled', fromHours: 6 * hoursAYear },
  ],
}

/** Found in the street: no birth date, no numbers, nobody to ask. */
export const withoutBirthDate: SamplePerson = {
  number: 'SW-07',
  name: latinName('UNKNOWN', 'MAN'),
  sex: 'M',
  language: 'en',
  stays: [
    {
      id: 'admission',
      kind: 'inpatient',
      fromHours: 9,
      place: { ward, bed: '8' },
      service: 'Medicine',
      reason: 'Hypothermia, identity not known',
    },
  ],
  readings: [
    {
      fromHours: 9,
      toHours: 1,
      everyHours: 2,
      encounter: 'admission',
      courses: {
        heartRate: [
          [9, 46],
          [0, 64],
        ],
        respiratoryRate: 12,
        temperature: [
          [9, 33.1],
          [0, 35.4],
        ],
        systolicPressure: [
          [9, 94],
          [0, 108],
        ],
        diastolicPressure: [
          [9, 54],
          [0, 66],
        ],
        saturation: 95,
        oxygenFlow: 0,
      },
    },
    {
      fromHours: 8,
      toHours: 8,
      everyHours: 1,
      encounter: 'admission',
      courses: {
        glucose: 62,
        sodium: 134,
        potassium: 3.1,
        creatinine: 0.9,
        urea: 5,
        lactate: 2.4,
        haemoglobin: 13.2,
        leukocytes: 8.8,
        platelets: 190,
      },
    },
  ],
  answers: [{ question: 'consciousness', answer: 'voice', hoursAgo: 1 }],
  problems: [{ icd10: 'T68', name: 'Hypothermia', fromHours: 9 }],
}
