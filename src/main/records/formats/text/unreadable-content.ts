import type { RejectReason } from '../../../../shared/domain/record/read-item'

/** What a stage before the rows (gzip, text) cannot read. A reader catches it and says it as one rejected item; nothing behind it can be read. */
export class UnreadableContent extends Error {
  constructor(
    readonly reason: RejectReason,
    detail: string,
  ) {
    super(detail)
    this.name = 'UnreadableContent'
  }
}
