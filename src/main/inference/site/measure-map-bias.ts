/**
 * Whether an output of a graph is the class activation map of another one (Zhou et al. 2016, arXiv 1512.04150): then the mean
 * of a label's plane and a constant of the last layer give its logit, for every picture alike.
 */
import { AppException } from '../../../shared/result'
import type { NamedTensors } from '../golden'

/** Float32 sums over a plane differ by less; what is not a map differs by far more between pictures. */
const tolerance = { abs: 1e-3, rel: 1e-3 }

/**
 * @param runs one picture each, of different pictures. @param output values [1, labels]. @param map planes [1, labels, h, w]
 * @returns for each label what the mean of its plane lacks to its value
 * @throws AppException MODEL_ANSWERS_INVALID where that is not the same for all pictures
 */
export function measureMapBias(runs: readonly NamedTensors[], output: string, map: string): number[] {
  const lacking = runs.map((run) => lackingOf(run, output, map))
  const [first, ...others] = lacking
  if (!first || others.length === 0)
    throw new AppException('INTERNAL', 'A map is measured on two pictures or more.')
  return first.map(({ value }, label) => {
    const all = lacking.map((each) => each[label]?.lack ?? NaN)
    const spread = Math.max(...all) - Math.min(...all)
    if (!(spread <= tolerance.abs + tolerance.rel * Math.abs(value)))
      throw new AppException('MODEL_ANSWERS_INVALID', `The output ${map} is no map of ${output}.`, {
        where: 'map',
      })
    return all.reduce((sum, each) => sum + each, 0) / all.length
  })
}

function lackingOf(run: NamedTensors, output: string, map: string): { lack: number; value: number }[] {
  const values = run[output]?.data
  const planes = run[map]?.data
  if (!values || !planes) throw new AppException('INTERNAL', 'An output was not given.')
  const area = planes.length / values.length
  return [...values].map((value, label) => {
    const plane = planes.subarray(label * area, (label + 1) * area)
    return { lack: value - plane.reduce((sum, each) => sum + each, 0) / area, value }
  })
}
