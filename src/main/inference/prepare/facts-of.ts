/** What a file says about its image, as the gates ask it. */
import type { ImageFacts } from '../../../shared/domain/analysis/gates'
import type { ParsedInstance } from '../../../shared/domain/imaging/instance'

type TagFacts = Omit<ImageFacts, 'pixels'>

export function factsOfInstance({ study, series, instance, image }: ParsedInstance): TagFacts {
  return {
    modality: series.modality,
    bodyPart: series.bodyPart,
    viewPosition: series.viewPosition,
    patientOrientation: image?.patientOrientation ?? null,
    descriptions: [study.description, series.description],
    ageYears: study.patientAgeYears,
    lossyCompressed: image?.lossyCompressed ?? false,
    burnedInAnnotation: image?.burnedInAnnotation === 'yes',
    synthetic: instance.synthetic,
  }
}

/** PNG and JPEG say nothing: what a film is must be stated by the reader or shown by its pixels. */
export function factsOfPicture(lossyCompressed: boolean): TagFacts {
  return {
    modality: '',
    bodyPart: '',
    viewPosition: '',
    patientOrientation: null,
    descriptions: [],
    ageYears: null,
    lossyCompressed,
    burnedInAnnotation: false,
    synthetic: false,
  }
}
