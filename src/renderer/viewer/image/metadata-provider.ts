/** Answers Cornerstone's questions about an image from the catalogue of open studies. */
import { Enums, type Types } from '@cornerstonejs/core'
import { findFrame, type CataloguedFrame } from './image-catalogue'
import { imageScheme } from './image-id'

const { MetadataModules } = Enums

function imagePlane({ image, geometry }: CataloguedFrame): Types.ImagePlaneModule {
  const [rowSpacing, columnSpacing] = image.pixelSpacingMm ?? [1, 1]
  const cosines = geometry?.imageOrientationPatient ?? [1, 0, 0, 0, 1, 0]
  return {
    rows: image.rows,
    columns: image.columns,
    imageOrientationPatient: [...cosines],
    rowCosines: [cosines[0], cosines[1], cosines[2]],
    columnCosines: [cosines[3], cosines[4], cosines[5]],
    imagePositionPatient: geometry?.imagePositionPatientMm ? [...geometry.imagePositionPatientMm] : [0, 0, 0],
    pixelSpacing: [rowSpacing, columnSpacing],
    rowPixelSpacing: rowSpacing,
    columnPixelSpacing: columnSpacing,
    ...(image.sliceThicknessMm === null ? {} : { sliceThickness: image.sliceThicknessMm }),
    frameOfReferenceUID: image.frameOfReferenceUid ?? '',
    // Cornerstone must not take a stand-in spacing of 1 for millimetres.
    usingDefaultValues: image.pixelSpacingMm === null,
  }
}

/** Inversion of MONOCHROME1 is the viewer's (it combines with the reader's own), so Cornerstone sees MONOCHROME2. */
const imagePixel = ({ image }: CataloguedFrame) => ({
  rows: image.rows,
  columns: image.columns,
  samplesPerPixel: image.samplesPerPixel,
  photometricInterpretation: image.samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2',
  bitsAllocated: image.bitsAllocated,
  bitsStored: image.bitsStored,
  highBit: image.bitsStored - 1,
  pixelRepresentation: image.pixelRepresentation,
})

const answers: Record<string, (frame: CataloguedFrame) => unknown> = {
  [MetadataModules.IMAGE_PLANE]: imagePlane,
  [MetadataModules.IMAGE_PIXEL]: imagePixel,
  [MetadataModules.GENERAL_SERIES]: ({ series }) => ({
    modality: series.modality,
    seriesNumber: series.number,
    seriesInstanceUID: series.seriesInstanceUid,
  }),
  [MetadataModules.SOP_COMMON]: ({ instance }) => ({
    sopInstanceUID: instance.sopInstanceUid,
    sopClassUID: instance.sopClassUid,
  }),
  [MetadataModules.TRANSFER_SYNTAX]: ({ instance }) => ({ transferSyntaxUID: instance.transferSyntaxUid }),
}

export function provideMetadata(module: string, imageId: unknown): unknown {
  const answer = answers[module]
  if (!answer || typeof imageId !== 'string' || !imageId.startsWith(`${imageScheme}:`)) return undefined
  const frame = findFrame(imageId)
  return frame ? answer(frame) : undefined
}
