/** What was typed about the model that is being added. It outlives page changes; a new file begins anew. */
import { create } from 'zustand'
import type { SiteForm } from '../../../../shared/domain/models/site/answers'
import type { SiteDraft } from '../../../../shared/domain/models/site/draft'

interface AddState {
  /** the draft that the answers belong to */
  draftId: string | null
  form: SiteForm | null
  /** columns of a series as they are typed */
  featuresText: string
  /** whether missing answers are marked: after the first try to go on */
  showProblems: boolean
  /** what was typed once and holds for the next file too */
  begin(draft: SiteDraft): void
  change(changes: Partial<SiteForm>): void
  /** another output of the graph as the answer; null: none again. What does not depend on it stays as it was typed. */
  choose(proposal: SiteDraft['proposals'][number] | null): void
  setFeaturesText(text: string): void
  mark(): void
}

export const useAddStore = create<AddState>((set, get) => ({
  draftId: null,
  form: null,
  featuresText: '',
  showProblems: false,
  begin: (draft) => {
    if (get().draftId === draft.id && get().form !== null) return
    set({
      draftId: draft.id,
      form: draft.proposals[0]?.form ?? null,
      featuresText: '',
      showProblems: false,
    })
  },
  change: (changes) => {
    const { form } = get()
    if (form) set({ form: { ...form, ...changes } })
  },
  choose: (proposal) => {
    const { form } = get()
    if (!form) return
    if (!proposal) {
      set({ form: { ...form, output: '', map: null } })
      return
    }
    const { id, version, title, image, gate, thresholdRule, intendedUse, exclusions, licence, source } = form
    const typed = { id, version, title, thresholdRule, intendedUse, exclusions, licence, source }
    const fresh = proposal.form
    set({
      form: {
        ...fresh,
        ...typed,
        output: proposal.output,
        image: fresh.image && image,
        gate: fresh.gate && gate,
      },
    })
  },
  setFeaturesText: (featuresText) => set({ featuresText }),
  mark: () => set({ showProblems: true }),
}))
