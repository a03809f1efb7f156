import { useTranslation } from 'react-i18next'
import type { SiteDraft } from '../../../../shared/domain/models/site/draft'
import type { GraphReport } from '../../../../shared/domain/models/site/graph-report'
import { chosenProposal } from '../../../../shared/domain/models/site/propose'
import { Select } from '../../../ui/select'
import { useAddStore } from './add-store'
import { shapeText } from './graph-summary'
import type { QuestionProps } from './questions'

interface OutputQuestionsProps extends Pick<QuestionProps, 'form' | 'problem'> {
  proposals: readonly SiteDraft['proposals'][number][]
  report: GraphReport
}

/** Of a graph with several outputs: which one is the answer, and whether another is its map. Asked before all that depends on it. */
export function OutputQuestions({ proposals, report, form, problem }: OutputQuestionsProps) {
  const { t } = useTranslation()
  const { choose, change } = useAddStore()
  const chosen = chosenProposal(proposals, form.output)
  const unused = report.outputs.filter(({ name }) => name !== chosen?.output && name !== form.map)
  const portOf = (name: string) => report.outputs.find((each) => each.name === name)
  const optionOf = (name: string) => {
    const port = portOf(name)
    return { value: name, label: port ? `${name} · ${shapeText(port)}` : name }
  }
  if (report.outputs.length < 2) return null
  return (
    <fieldset className="add__group">
      <legend>{t('addModel.outputs.legend')}</legend>
      <div className="add__grid">
        {proposals.length > 1 && (
          <Select
            label={t('addModel.outputs.answer')}
            hint={problem('output') ?? t('addModel.outputs.answerHint')}
            value={form.output}
            options={[
              { value: '', label: t('addModel.choose') },
              ...proposals.map(({ output }) => optionOf(output)),
            ]}
            onValue={(output) => choose(proposals.find((each) => each.output === output) ?? null)}
            aria-invalid={problem('output') !== undefined || undefined}
          />
        )}
        {chosen && chosen.maps.length > 0 && (
          <Select
            label={t('addModel.outputs.map')}
            hint={t('addModel.outputs.mapHint')}
            value={form.map ?? ''}
            options={[{ value: '', label: t('addModel.outputs.noMap') }, ...chosen.maps.map(optionOf)]}
            onValue={(map) => change({ map: map === '' ? null : map })}
          />
        )}
      </div>
      {chosen && unused.length > 0 && (
        <p className="quiet">
          {t('addModel.outputs.unused', { list: unused.map(({ name }) => name).join(', ') })}
        </p>
      )}
    </fieldset>
  )
}
