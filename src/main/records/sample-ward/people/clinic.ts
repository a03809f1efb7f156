/** Four people at a clinic, with years of values: diabetes, cardiovascular risk, a short record, and a long list of allergies. */
import { drugs } from '../drugs'
import { chineseName, hoursAYear, latinName, type SampleAllergy, type SamplePerson } from '../sample-person'

const ward = 'Diabetes and Heart Clinic'
const everyQuarter = hoursAYear / 4

export const diabetes: SamplePerson = {
  number: 'SW-11',
  name: chineseName('LIU', 'FANG', '刘^芳'),
  sex: 'F',
  birthDate: '1973-02-18',
  language: 'zh-CN',
  stays: [
    {
      id: 'visit',
      kind: 'clinic',
      fromHours: 1.5,
      place: { ward },
      service: 'Diabetology',
      reason: 'Review of diabetes',
    },
  ],
  readings: [
    {
      fromHours: 8 * hoursAYear,
      toHours: 1,
      everyHours: everyQuarter,
      courses: {
        haemoglobinA1c: [
          [8 * hoursAYear, 9.4],
          [7 * hoursAYear, 7.4],
          [3 * hoursAYear, 7.2],
          [hoursAYear, 8.1],
          [0, 8.8],
        ],
        fastingGlucose: [
          [8 * hoursAYear, 232],
          [7 * hoursAYear, 148],
          [hoursAYear, 164],
          [0, 189],
        ],
        creatinine: [
          [8 * hoursAYear, 0.7],
          [0, 0.95],
        ],
        cholesterol: [
          [8 * hoursAYear, 246],
          [6 * hoursAYear, 188],
          [0, 178],
        ],
        hdl: 46,
        ldl: [
          [8 * hoursAYear, 158],
          [6 * hoursAYear, 104],
          [0, 96],
        ],
        triglyceride: [
          [8 * hoursAYear, 260],
          [0, 172],
        ],
        systolicPressure: [
          [8 * hoursAYear, 146],
          [0, 136],
        ],
        diastolicPressure: [
          [8 * hoursAYear, 88],
          [0, 82],
        ],
        heartRate: 76,
        weight: [
          [8 * hoursAYear, 81],
          [4 * hoursAYear, 77],
          [0, 83],
        ],
        bodyMassIndex: [
          [8 * hoursAYear, 31.2],
          [4 * hoursAYear, 29.7],
          [0, 32],
        ],
      },
    },
    {
      fromHours: 1,
      toHours: 1,
      everyHours: 1,
      courses: {
        height: 161,
        waist: 101,
        potassium: 4.3,
        sodium: 140,
        activeDays: 1,
        sleep: 6.5,
        haemoglobin: 13.1,
      },
    },
  ],
  answers: [
    { question: 'smoking', answer: 'never', hoursAgo: 1 },
    { question: 'alcohol', answer: '偶尔饮酒', hoursAgo: 1 },
    { question: 'diet', answer: '主食多，蔬菜少', hoursAgo: 1 },
  ],
  problems: [
    { icd10: 'E11.9', name: 'Type 2 diabetes mellitus without complications', fromHours: 8 * hoursAYear },
    { icd10: 'E78.5', name: 'Hyperlipidaemia, unspecified', fromHours: 8 * hoursAYear },
    { icd10: 'I10', name: 'Essential (primary) hypertension', fromHours: 5 * hoursAYear },
  ],
  medicines: [
    { drug: drugs.metformin, dose: '1000 mg twice a day', route: 'oral', fromHours: 8 * hoursAYear },
    { drug: drugs.insulinGlargine, dose: '18 units at night', route: 'subcutaneous', fromHours: 300 * 24 },
    { drug: drugs.atorvastatin, dose: '20 mg once a day', route: 'oral', fromHours: 6 * hoursAYear },
    { drug: drugs.ramipril, dose: '5 mg once a day', route: 'oral', fromHours: 5 * hoursAYear },
  ],
  relatives: [
    { role: 'MTH', conditions: [{ icd10: 'E11.9', name: 'Type 2 diabetes mellitus', atYears: 49 }] },
    { role: 'NBRO', conditions: [{ icd10: 'E11.9', name: 'Type 2 diabetes mellitus', atYears: 44 }] },
  ],
}

export const cardiovascularRisk: SamplePerson = {
  number: 'SW-12',
  name: latinName('HALVORSEN', 'ERIK'),
  sex: 'M',
  birthDate: '1976-05-23',
  language: 'en',
  ethnicity: 'White',
  stays: [
    {
      id: 'visit',
      kind: 'clinic',
      fromHours: 0.8,
      place: { ward },
      service: 'Cardiology',
      reason: 'Health check',
    },
  ],
  readings: [
    {
      fromHours: 6 * hoursAYear,
      toHours: 0.5,
      everyHours: hoursAYear,
      courses: {
        cholesterol: [
          [6 * hoursAYear, 214],
          [0, 243],
        ],
        hdl: [
          [6 * hoursAYear, 42],
          [0, 38],
        ],
        ldl: [
          [6 * hoursAYear, 142],
          [0, 168],
        ],
        triglyceride: 196,
        systolicPressure: [
          [6 * hoursAYear, 128],
          [0, 148],
        ],
        diastolicPressure: [
          [6 * hoursAYear, 82],
          [0, 92],
        ],
        fastingGlucose: [
          [6 * hoursAYear, 92],
          [0, 112],
        ],
        haemoglobinA1c: [
          [6 * hoursAYear, 5.3],
          [0, 5.9],
        ],
        weight: [
          [6 * hoursAYear, 84],
          [0, 97],
        ],
        bodyMassIndex: [
          [6 * hoursAYear, 25.9],
          [0, 29.9],
        ],
        heartRate: 78,
        creatinine: 0.95,
      },
    },
    {
      fromHours: 0.5,
      toHours: 0.5,
      everyHours: 1,
      courses: { height: 180, waist: 104, activeDays: 0, sleep: 5.5 },
    },
  ],
  answers: [
    { question: 'smoking', answer: 'daily', hoursAgo: 0.5 },
    { question: 'alcohol', answer: 'Wine on most evenings', hoursAgo: 0.5 },
    { question: 'diet', answer: 'Few vegetables', hoursAgo: 0.5 },
    { question: 'chestPain', answer: 'no pain', hoursAgo: 0.5 },
  ],
  problems: [{ icd10: 'E78.0', name: 'Pure hypercholesterolaemia', fromHours: 3 * hoursAYear }],
  relatives: [
    { role: 'FTH', conditions: [{ icd10: 'I25.9', name: 'Chronic ischaemic heart disease', atYears: 54 }] },
  ],
}

/** Nothing but a name, a visit and one pressure. */
export const shortRecord: SamplePerson = {
  number: 'SW-13',
  name: chineseName('HE', 'JING', '何^静'),
  sex: 'F',
  birthDate: '1991-07-30',
  language: 'zh-CN',
  stays: [
    {
      id: 'visit',
      kind: 'clinic',
      fromHours: 0.4,
      place: { ward },
      service: 'Cardiology',
      reason: 'Palpitations',
    },
  ],
  readings: [
    {
      fromHours: 0.3,
      toHours: 0.3,
      everyHours: 1,
      courses: { systolicPressure: 112, diastolicPressure: 70, heartRate: 88 },
    },
  ],
  relatives: [
    { role: 'MTH', conditions: [{ icd10: 'C50.9', name: 'Malignant neoplasm of breast', atYears: 46 }] },
  ],
  genotypes: [
    {
      gene: 'APOE',
      variant: { dbsnp: 'rs429358', chromosome: '19', position: 44908684, ref: 'T', alt: 'C', copies: 1 },
      diplotype: 'e3/e4',
    },
    {
      gene: 'APOE',
      variant: { dbsnp: 'rs7412', chromosome: '19', position: 44908822, ref: 'C', alt: 'T', copies: 0 },
      diplotype: 'e3/e4',
    },
  ],
}

const allergy = (
  substance: string,
  category: SampleAllergy['category'],
  reaction: string,
  severity: SampleAllergy['severity'],
): SampleAllergy => ({
  substance,
  category,
  reaction,
  severity,
  criticality: severity === 'severe' ? 'high' : 'low',
})

export const tenAllergies: SamplePerson = {
  number: 'SW-14',
  name: latinName('BRANDENBURGER', 'WILHELMINA JOSEPHINE'),
  sex: 'F',
  birthDate: '1964-12-01',
  language: 'en',
  stays: [
    {
      id: 'visit',
      kind: 'clinic',
      fromHours: 2.2,
      place: { ward },
      service: 'Nephrology',
      reason: 'Chronic kidney disease, review of medicines',
    },
  ],
  readings: [
    {
      fromHours: 5 * hoursAYear,
      toHours: 2,
      everyHours: everyQuarter,
      courses: {
        creatinine: [
          [5 * hoursAYear, 1.1],
          [2 * hoursAYear, 1.5],
          [0, 1.9],
        ],
        urea: [
          [5 * hoursAYear, 7],
          [0, 13.8],
        ],
        potassium: [
          [5 * hoursAYear, 4.4],
          [0, 5.2],
        ],
        haemoglobin: [
          [5 * hoursAYear, 13],
          [0, 10.9],
        ],
        haemoglobinA1c: 6.4,
        systolicPressure: 144,
        diastolicPressure: 82,
        heartRate: 72,
        weight: 74,
        bodyMassIndex: 27.5,
        cholesterol: 204,
        hdl: 52,
        ldl: 122,
        triglyceride: 168,
      },
    },
    {
      fromHours: 2,
      toHours: 2,
      everyHours: 1,
      courses: { height: 164, ejectionFraction: 58, creatineKinase: 110, platelets: 233, sodium: 141 },
    },
  ],
  answers: [
    { question: 'smoking', answer: 'former', hoursAgo: 2 },
    { question: 'alcohol', answer: 'None', hoursAgo: 2 },
  ],
  problems: [
    { icd10: 'N18.3', name: 'Chronic kidney disease, stage 3', fromHours: 3 * hoursAYear },
    { icd10: 'I10', name: 'Essential (primary) hypertension', fromHours: 12 * hoursAYear },
    { icd10: 'M10.9', name: 'Gout, unspecified', fromHours: 6 * hoursAYear },
    {
      icd10: 'I82.9',
      name: 'Embolism and thrombosis of unspecified vein',
      fromHours: 7 * hoursAYear,
      toHours: 6 * hoursAYear,
      status: 'resolved',
    },
  ],
  medicines: [
    { drug: drugs.amlodipine, dose: '10 mg once a day', route: 'oral', fromHours: 12 * hoursAYear },
    { drug: drugs.empagliflozin, dose: '10 mg once a day', route: 'oral', fromHours: 1.5 * hoursAYear },
    {
      drug: drugs.warfarin,
      dose: 'as the INR asks',
      route: 'oral',
      fromHours: 7 * hoursAYear,
      toHours: 6 * hoursAYear,
    },
    {
      drug: drugs.allopurinol,
      dose: '100 mg once a day',
      route: 'oral',
      fromHours: 6 * hoursAYear,
      toHours: 5.9 * hoursAYear,
    },
  ],
  allergies: [
    allergy('Allopurinol', 'medication', 'Severe skin reaction', 'severe'),
    allergy('Penicillin', 'medication', 'Urticaria', 'moderate'),
    allergy('Iodinated contrast medium', 'medication', 'Bronchospasm', 'severe'),
    allergy('Codeine', 'medication', 'Vomiting', 'mild'),
    allergy('Sulfamethoxazole', 'medication', 'Rash', 'moderate'),
    allergy('Latex', 'environment', 'Contact dermatitis', 'mild'),
    allergy('Peanut', 'food', 'Anaphylaxis', 'severe'),
    allergy('Shellfish', 'food', 'Urticaria', 'moderate'),
    allergy('Grass pollen', 'environment', 'Rhinitis', 'mild'),
    allergy('Wasp venom', 'environment', 'Swelling of the arm', 'moderate'),
  ],
  genotypes: [
    { gene: 'HLA-B', variant: { name: 'HLA-B*58:01' }, diplotype: '*58:01/*07:02' },
    {
      gene: 'CYP2C19',
      variant: { dbsnp: 'rs4244285', chromosome: '10', position: 94781859, ref: 'G', alt: 'A', copies: 2 },
      diplotype: '*2/*2',
    },
  ],
}
