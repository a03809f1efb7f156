import { type FormField, formProblems, type SiteForm } from '../../../../shared/domain/models/site/answers'
import type { SiteDraft } from '../../../../shared/domain/models/site/draft'
import { chosenProposal } from '../../../../shared/domain/models/site/propose'

/** What the answers lack for the output that they chose; while none is chosen, that alone. */
export function problemsOf(
  { proposals }: { proposals: readonly SiteDraft['proposals'][number][] },
  form: SiteForm,
): FormField[] {
  const chosen = chosenProposal(proposals, form.output)
  return chosen ? formProblems(form, chosen.answerCount) : ['output']
}
