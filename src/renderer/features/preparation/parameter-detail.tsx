import { useTranslation } from 'react-i18next'
import type { ParameterProfile } from '../../../shared/domain/preparation/report'
import { toLanguage, useFormatters } from '../../i18n/format'
import { Fact } from '../../ui/fact'
import { HistogramFigure } from './histogram-figure'
import { RuleForm } from './rule-form'
import { useCatalogueText } from './use-catalogue-text'
import { usePreparationText } from './use-preparation-text'
import { useWorkshop } from './workshop-store'

/** One column or parameter: what it is, how its values lie, what is wrong with them, and the rule for them. */
export function ParameterDetail({ profile }: { profile: ParameterProfile }) {
  const { t } = useTranslation()
  const catalogue = useCatalogueText()
  const rule = useWorkshop((state) => state.history?.now.parameters.find(({ name }) => name === profile.name))
  const title = catalogue.title(profile.parameter)
  const unit = profile.units.find(({ unit: known }) => known !== null)?.unit ?? rule?.unit ?? null
  return (
    <>
      <header>
        <h2 className="selectable">{profile.name}</h2>
        <p className="quiet">{title ?? t('preparation.detail.notInCatalogue')}</p>
      </header>
      <Figures profile={profile} unit={unit} />
      {profile.histogram && profile.histogram.n > 0 && (
        <HistogramFigure
          title={t('preparation.detail.distribution')}
          unit={unit}
          shown={profile.histogram}
          plausible={rule?.plausible ?? profile.plausible}
        />
      )}
      <Problems profile={profile} />
      <Written profile={profile} />
      {rule && <RuleForm rule={rule} />}
    </>
  )
}

function Figures({ profile, unit }: { profile: ParameterProfile; unit: string | null }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = usePreparationText()
  const { values, missing, subjects, least, lowQuartile, median, highQuartile, greatest } = profile
  return (
    <dl className="preparation__facts">
      <Fact name={t('preparation.detail.values')}>{format.number(values)}</Fact>
      <Fact name={t('preparation.detail.subjects')}>{format.number(subjects)}</Fact>
      <Fact name={t('preparation.detail.missing')}>
        {t('preparation.countAndShare', {
          count: missing,
          share: format.percent(missing / Math.max(values + missing, 1), 1),
        })}
      </Fact>
      {median !== null && (
        <>
          <Fact name={t('preparation.detail.median')}>
            {text.quantity(median, unit)}
            {lowQuartile !== null && highQuartile !== null && (
              <span className="quiet"> ({text.range({ low: lowQuartile, high: highQuartile }, null)})</span>
            )}
          </Fact>
          {least !== null && greatest !== null && (
            <Fact name={t('preparation.detail.extremes')}>
              {text.range({ low: least, high: greatest }, unit)}
            </Fact>
          )}
        </>
      )}
    </dl>
  )
}

/** What was found, each with its count; what was looked for and not found is said too. */
function Problems({ profile }: { profile: ParameterProfile }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const catalogue = useCatalogueText()
  const { problems, unreadable, values } = profile
  const rows = [
    ...problems.slips.map(({ slip, count }) => ({ name: catalogue.slip(slip), count })),
    ...(['notPlausible', 'notPossible', 'wordsForMissing', 'unitUnknown', 'outliers'] as const).map(
      (kind) => ({ name: t(`preparation.problemOf.${kind}`), count: problems[kind] }),
    ),
    { name: t('preparation.problemOf.unreadable'), count: unreadable },
  ]
  const found = rows.filter(({ count }) => count > 0)
  return (
    <section className="preparation__section" aria-labelledby="preparation-problems">
      <h3 id="preparation-problems">{t('preparation.detail.problems')}</h3>
      {found.length === 0 ? (
        <p className="quiet">{t('preparation.detail.noProblems')}</p>
      ) : (
        <dl className="preparation__figures">
          {found.map(({ name, count }) => (
            <Fact key={name} name={name}>
              {t('preparation.countAndShare', {
                count,
                share: format.percent(count / Math.max(values, 1), 2),
              })}
            </Fact>
          ))}
        </dl>
      )}
    </section>
  )
}

const shownWords = 12

/** Units and words as the table writes them. */
function Written({ profile }: { profile: ParameterProfile }) {
  const { t, i18n } = useTranslation()
  const format = useFormatters()
  const { units, words } = profile
  const listed = new Intl.ListFormat(toLanguage(i18n.language), { type: 'unit' })
  const written = units.some(({ written: unit }) => unit !== '')
  if (!written && words.length === 0) return null
  return (
    <dl className="preparation__figures">
      {written && (
        <Fact name={t('preparation.detail.units')}>
          {listed.format(
            units.map(({ written: unit, count }) =>
              t('preparation.wordCount', {
                word: unit || t('preparation.detail.noUnit'),
                n: format.number(count),
              }),
            ),
          )}
        </Fact>
      )}
      {words.length > 0 && (
        <Fact name={t('preparation.detail.words')}>
          {listed.format(
            words
              .slice(0, shownWords)
              .map(({ written: word, count }) =>
                t('preparation.wordCount', { word: word || '“”', n: format.number(count) }),
              ),
          )}
          {words.length > shownWords && (
            <span className="quiet">
              {' '}
              {t('preparation.detail.moreWords', { count: words.length - shownWords })}
            </span>
          )}
        </Fact>
      )}
    </dl>
  )
}
