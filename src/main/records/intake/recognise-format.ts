/** Which of the formats a file is in, by how it begins; its name counts only where the content says nothing. */
import { basename } from 'node:path'
import type { RecordFormat } from '../../../shared/domain/record/intake'
import { decodeText } from '../formats/text/decode-text'
import { gunzipWhereNeeded } from '../formats/text/gunzip-bytes'

const headCharacters = 16 * 1024

/** Tables of MIMIC-III by columns that together stand in no other table. */
const mimicColumns = /^"?(row_id"?,"?)?subject_id"?,.*(hadm_id|dob|icustay_id|itemid)/i
const mimicNames =
  /^(PATIENTS|ADMISSIONS|ICUSTAYS|CHARTEVENTS|LABEVENTS|PRESCRIPTIONS|NOTEEVENTS)\.csv(\.gz)?$/i
/** One stay's file of the 2012 challenge, and its long form of many stays. */
const physionetHeader = /^(Time,Parameter,Value|RecordID,minute,parameter,value)\s*$/i
const wfdbHeader =
  /^(#[^\n]*\n\s*)*[^\s/]+(\/\d+)? \d+( [\d.]+(\/[\d.]+)?(\([\d.-]+\))?)?( \d+)?[^\n]*\n([^\s]+ \d+)/

/** @param bytes of the file; no more than its head is read */
export async function recogniseFormat(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<RecordFormat | null> {
  const name = basename(path)
  const head = await headOf(bytes)
  return head === null ? null : (byContent(head.replace(/^\ufeff/, ''), name) ?? byName(name))
}

function byContent(head: string, name: string): RecordFormat | null {
  const begin = head.trimStart()
  if (/^\u000b?\s*(FHS|BHS|MSH)[^\w\s]/.test(head)) return 'hl7'
  if (begin.startsWith('##fileformat=VCF')) return 'vcf'
  if (/^[{[]/.test(begin)) return /"resourceType"\s*:/.test(head) ? 'fhir' : null
  const [first = ''] = begin.split(/\r?\n|\r/, 1)
  if (physionetHeader.test(first)) return 'physionet2012'
  if (mimicNames.test(name) && mimicColumns.test(first)) return 'mimic'
  if (/\.hea$/i.test(name)) return wfdbHeader.test(begin) ? 'wfdb' : null
  return null
}

function byName(name: string): RecordFormat | null {
  return /\.(csv|tsv|tab|txt)(\.gz)?$/i.test(name) ? 'csv' : null
}

/** The beginning as text; null for what is empty, damaged or no text. */
async function headOf(bytes: AsyncIterable<Uint8Array>): Promise<string | null> {
  let head = ''
  try {
    for await (const piece of decodeText(gunzipWhereNeeded(bytes)).text) {
      head += piece
      if (head.length >= headCharacters) break
    }
  } catch {
    // What cannot be unpacked to its head is none of the formats; reading it says why.
  }
  return head === '' || head.includes('\u0000') ? null : head
}
