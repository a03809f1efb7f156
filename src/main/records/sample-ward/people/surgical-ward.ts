/** Three people on a surgical ward: one is well, one gets worse this morning, of one nothing was measured since yesterday. */
import { drugs } from '../drugs'
import { chineseName, hoursAYear, latinName, type SamplePerson } from '../sample-person'

const ward = 'Ward 3B Surgery'

export const appendectomy: SamplePerson = {
  number: 'SW-08',
  name: chineseName('CHEN', 'YUTING', '陈^雨婷'),
  sex: 'F',
  birthDate: '1987-03-05',
  language: 'zh-CN',
  stays: [
    {
      id: 'admission',
      kind: 'inpatient',
      fromHours: 34,
      place: { ward, bed: '4' },
      service: 'Surgery',
      reason: 'Acute appendicitis',
    },
  ],
  readings: [
    {
      fromHours: 34,
      toHours: 2,
      everyHours: 4,
      encounter: 'admission',
      courses: {
        heartRate: [
          [34, 98],
          [20, 84],
          [0, 72],
        ],
        respiratoryRate: [
          [34, 18],
          [0, 14],
        ],
        temperature: [
          [34, 38.3],
          [20, 37.4],
          [0, 36.8],
        ],
        systolicPressure: 118,
        diastolicPressure: 74,
        saturation: 98,
        oxygenFlow: 0,
      },
    },
    {
      fromHours: 33,
      toHours: 9,
      everyHours: 24,
      encounter: 'admission',
      courses: {
        leukocytes: [
          [33, 15.2],
          [9, 9.4],
        ],
        crp: [
          [33, 84],
          [9, 60],
        ],
        creatinine: 0.7,
        sodium: 139,
        potassium: 4,
        haemoglobin: 12.8,
        platelets: 244,
      },
    },
  ],
  answers: [
    { question: 'consciousness', answer: 'alert', hoursAgo: 34, again: { everyHours: 4, untilHours: 2 } },
    { question: 'smoking', answer: 'never', hoursAgo: 33 },
  ],
  problems: [{ icd10: 'K35.8', name: 'Acute appendicitis, other and unspecified', fromHours: 34 }],
  medicines: [{ drug: drugs.paracetamol, dose: '1 g every 6 h', route: 'oral', fromHours: 24 }],
  procedures: [{ snomed: '80146002', name: 'Appendectomy', fromHours: 27, toHours: 26 }],
}

export const afterHipReplacement: SamplePerson = {
  number: 'SW-09',
  name: latinName('FITZGERALD-VANDERBILT', 'MAXIMILIAN ALEXANDER THEODORE'),
  sex: 'M',
  birthDate: '1961-09-26',
  language: 'en',
  stays: [
    {
      id: 'admission',
      kind: 'inpatient',
      fromHours: 76,
      place: { ward, bed: '9' },
      service: 'Orthopaedics',
      reason: 'Total hip replacement',
    },
  ],
  readings: [
    {
      fromHours: 76,
      toHours: 0,
      everyHours: 4,
      encounter: 'admission',
      courses: {
        heartRate: [
          [76, 76],
          [8, 82],
          [4, 108],
          [0, 119],
        ],
        respiratoryRate: [
          [76, 15],
          [8, 16],
          [4, 22],
          [0, 25],
        ],
        temperature: [
          [76, 36.7],
          [0, 37.3],
        ],
        systolicPressure: [
          [76, 134],
          [8, 130],
          [0, 108],
        ],
        diastolicPressure: [
          [76, 80],
          [8, 78],
          [0, 66],
        ],
        saturation: [
          [76, 97],
          [8, 96],
          [4, 92],
          [0, 91],
        ],
        oxygenFlow: [
          [76, 0],
          [4, 0],
          [3.9, 3],
        ],
      },
    },
    {
      fromHours: 75,
      toHours: 3,
      everyHours: 24,
      encounter: 'admission',
      courses: {
        haemoglobin: [
          [75, 14.1],
          [51, 10.6],
          [3, 10.2],
        ],
        creatinine: 0.9,
        sodium: 140,
        potassium: 4.2,
        platelets: [
          [75, 231],
          [3, 206],
        ],
        leukocytes: 9.8,
      },
    },
    {
      fromHours: 2,
      toHours: 2,
      everyHours: 1,
      encounter: 'admission',
      courses: { dDimer: 3400, troponinI: 0.09 },
    },
    { fromHours: 75, toHours: 75, everyHours: 1, courses: { height: 183, weight: 104, bodyMassIndex: 31.1 } },
  ],
  answers: [
    { question: 'consciousness', answer: 'alert', hoursAgo: 72.2, again: { everyHours: 4, untilHours: 0.2 } },
    { question: 'smoking', answer: 'former', hoursAgo: 75 },
  ],
  problems: [{ icd10: 'M16.1', name: 'Other primary coxarthrosis', fromHours: 2 * hoursAYear }],
  medicines: [
    { drug: drugs.enoxaparin, dose: '40 mg once a day', route: 'subcutaneous', fromHours: 50 },
    { drug: drugs.paracetamol, dose: '1 g every 6 h', route: 'oral', fromHours: 52 },
  ],
  procedures: [{ snomed: '52734007', name: 'Total replacement of hip', fromHours: 54, toHours: 52 }],
}

export const notMeasuredSinceYesterday: SamplePerson = {
  number: 'SW-10',
  name: chineseName('OUYANG', 'MINGYUE', '欧阳^明月'),
  sex: 'F',
  birthDate: '1972-10-14',
  language: 'zh-CN',
  stays: [
    {
      id: 'admission',
      kind: 'inpatient',
      fromHours: 52,
      place: { ward, bed: '12' },
      service: 'Surgery',
      reason: 'Cholecystitis',
    },
  ],
  readings: [
    {
      fromHours: 52,
      toHours: 22,
      everyHours: 4,
      encounter: 'admission',
      courses: {
        heartRate: [
          [52, 94],
          [22, 82],
        ],
        respiratoryRate: 16,
        temperature: [
          [52, 38.1],
          [22, 37.3],
        ],
        systolicPressure: 126,
        diastolicPressure: 76,
        saturation: 97,
        oxygenFlow: 0,
      },
    },
    {
      fromHours: 51,
      toHours: 27,
      everyHours: 24,
      encounter: 'admission',
      courses: {
        leukocytes: 12.2,
        crp: 92,
        bilirubin: 1.9,
        alanineTransferase: 104,
        creatinine: 0.7,
        potassium: 3.9,
        sodium: 138,
        haemoglobin: 13,
        platelets: 302,
      },
    },
  ],
  answers: [
    { question: 'consciousness', answer: 'alert', hoursAgo: 50, again: { everyHours: 4, untilHours: 22 } },
  ],
  problems: [{ icd10: 'K81.0', name: 'Acute cholecystitis', fromHours: 52 }],
  medicines: [{ drug: drugs.coAmoxiclav, dose: '1.2 g every 8 h', route: 'intravenous', fromHours: 50 }],
}
