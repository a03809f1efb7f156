/** DiagnosticReport and DocumentReference: what is written about a patient. */
import type { DocumentEntry } from '../../../../../shared/domain/record/entry'
import type { Attachment, Reference } from '../schema/datatypes'
import type { DiagnosticReportResource, DocumentReferenceResource } from '../schema/resources'
import { defined, Rejection } from '../../rejection'
import { textOfHtml } from '../../text-of-html'
import {
  authorOf,
  issuedOf,
  periodOf,
  requiredConcept,
  timeOf,
  versionOf,
  wordsOf,
  worded,
  conceptOf,
} from './map-datatypes'
import { resultStatus } from './map-observation'
import type { Mapped } from './mapped'
import { referenceId, type ResourceContext, subjectKey } from './resource-context'

/** No statement for a report that only gathers results: they come as observations of their own. */
export function mapDiagnosticReport(report: DiagnosticReportResource, context: ResourceContext): Mapped[] {
  const status = resultStatus(report.status)
  const { texts, attachment } = formsOf(report.presentedForm ?? [])
  const conclusions = [report.conclusion, ...(report.conclusionCode ?? []).map(wordsOf)]
  const text = [...texts, ...conclusions.filter((part) => part !== undefined)].join('\n\n')
  if (text === '' && !attachment) return []
  const code = requiredConcept(report.code, context)
  return [
    {
      content: defined({
        kind: 'document' as const,
        patient: subjectKey(report.subject, context),
        status,
        issued: issuedOf(report.issued, status, context),
        encounterId: referenceId(report.encounter, 'Encounter', context),
        author: authorOf(...(report.resultsInterpreter ?? []), ...(report.performer ?? [])),
        start: timeOf(report.effectiveDateTime, 'effectiveDateTime', context),
        ...periodOf(report.effectivePeriod, 'effectivePeriod', context),
        code,
        title: report.presentedForm?.find(({ title }) => title)?.title ?? wordsOf(report.code) ?? '',
        text,
        attachment,
      }),
    },
  ]
}

export function mapDocumentReference(
  document: DocumentReferenceResource,
  context: ResourceContext,
): Mapped[] {
  const attachments = (document.content ?? []).map(({ attachment }) => attachment)
  const { texts, attachment } = formsOf(attachments)
  if (texts.length === 0 && !attachment)
    throw new Rejection(
      'value-missing',
      `the document lies elsewhere: ${attachments[0]?.url ?? 'no address'}`,
    )
  const date = timeOf(document.date, 'date', context)
  const code = conceptOf(document.type, context)
  const title =
    attachments.find((form) => form.title)?.title ?? document.description ?? wordsOf(document.type)
  return [
    {
      content: defined({
        kind: 'document' as const,
        patient: subjectKey(document.subject, context),
        status: documentStatus(document),
        issued: versionOf(document.date, context),
        encounterId: contextEncounter(document.context?.encounter, context),
        author: authorOf(...(document.author ?? [])),
        start: date ?? timeOf(attachments[0]?.creation, 'attachment.creation', context),
        ...periodOf(document.context?.period, 'context.period', context),
        code: code ?? worded(title ?? 'document'),
        title: title ?? '',
        text: texts.join('\n\n'),
        attachment,
      }),
    },
  ]
}

function documentStatus({ status, docStatus }: DocumentReferenceResource): DocumentEntry['status'] {
  if (status === 'entered-in-error' || docStatus === 'entered-in-error') return 'removed'
  if (docStatus === 'preliminary') return 'preliminary'
  return docStatus === 'amended' ? 'corrected' : 'final'
}

const contextEncounter = (references: Reference[] | undefined, context: ResourceContext) =>
  referenceId(references?.[0], 'Encounter', context)

/** The readable forms as text, and the first of the others as it is. */
function formsOf(forms: Attachment[]): { texts: string[]; attachment: DocumentEntry['attachment'] } {
  const texts: string[] = []
  let attachment: DocumentEntry['attachment']
  for (const { contentType = '', data } of forms) {
    if (data === undefined || data === '') continue
    const bytes = Buffer.from(data, 'base64')
    if (/^text\/plain\b/i.test(contentType)) texts.push(decoded(bytes, contentType))
    else if (/^(text\/html|application\/xhtml\+xml)\b/i.test(contentType))
      texts.push(textOfHtml(decoded(bytes, contentType)))
    else
      attachment ??= {
        contentType: contentType || 'application/octet-stream',
        base64: bytes.toString('base64'),
      }
  }
  return { texts, attachment }
}

/** @throws Rejection where the bytes are not in the stated character set, UTF-8 where none is stated */
function decoded(bytes: Uint8Array, contentType: string): string {
  const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes)
  } catch {
    throw new Rejection('encoding', `the text of the document is not in ${charset}`)
  }
}
