import { type FormField, formProblems, type SiteForm } from '../../../../shared/domain/models/site/answers'
import type { SiteDraft } from '../../../../shared/domain/models/site/draft'
import { chosenProposal } from '../../../../shared/domain/models/site/propose'

/** What the answers lack for the output that they chose. */
export const problemsOf = (
  { proposals }: { proposals: readonly SiteDraft['proposals'][number][] },
  form: SiteForm,
): FormField[] => formProblems(form, chosenProposal(proposals, form.output)?.answerCount ?? null)
