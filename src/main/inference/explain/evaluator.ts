/**
 * Runs a graph on many changed copies of one film. A batch is one request to the inference process, so that whatever a
 * reader asks for meanwhile comes in between two of them; the next batch is written while one is computed.
 */
import type { ExplanationTarget } from '../../../shared/domain/analysis/explanation'
import { AppException } from '../../../shared/result'
import type { NamedTensors } from '../golden'
import { type InputShape, valuesOf } from './film-tensor'
import { logOddsOf } from './log-odds'

/** Runs `count` inputs, one after the other in `images`. Rejects with AppException, CANCELLED among them. */
export type RunGraph = (
  images: Float32Array,
  count: number,
) => Promise<{ outputs: NamedTensors; runMs: number }>

export interface EvaluatorOptions {
  shape: InputShape
  target: ExplanationTarget
  run: RunGraph
  /** the second graph; null where the package has none */
  gradient: { run: RunGraph; output: string } | null
  /** images a run may hold; 1 where the graph's batch is fixed */
  largestBatch: number
  signal?: AbortSignal
  /** told after each batch how many runs came to an end */
  onProgress?: (done: number) => void
}

/** Writes the `index`-th input into `image`, which holds the values of one film. */
export type WriteInput = (index: number, image: Float32Array) => void

/** A batch shall not keep a reader's own request waiting longer than this, ms. */
const longestBatchMs = 200
/** values of one batch: 8 MB as float32 */
const largestBatchValues = 1 << 21
const firstBatch = 4

export class Evaluator {
  /** runs of the graph and of its gradient */
  evaluations = 0
  gradientEvaluations = 0
  private readonly most: number

  constructor(private readonly options: EvaluatorOptions) {
    const fitting = Math.floor(largestBatchValues / valuesOf(options.shape))
    this.most = Math.max(1, Math.min(options.largestBatch, fitting))
  }

  get shape(): InputShape {
    return this.options.shape
  }

  get target(): ExplanationTarget {
    return this.options.target
  }

  /** The label's log-odds for each of `count` inputs. */
  async logOdds(count: number, write: WriteInput): Promise<Float64Array> {
    const result = new Float64Array(count)
    await this.inBatches(this.options.run, count, write, (outputs, first, images) => {
      result.set(logOddsOf(this.options.target, outputs, images), first)
      this.evaluations += images
    })
    return result
  }

  /** All outputs for one input. */
  async outputs(film: Float32Array): Promise<NamedTensors> {
    const { outputs } = await this.options.run(film, 1)
    this.evaluations += 1
    this.options.onProgress?.(1)
    return outputs
  }

  /**
   * Mean over `count` inputs of d(label's log-odds) / d(input).
   * @throws AppException INVALID_INPUT where the model has no gradient graph
   */
  async meanGradient(count: number, write: WriteInput): Promise<Float64Array> {
    const { gradient, target, shape } = this.options
    if (!gradient || !target.hasGradient)
      throw new AppException('INVALID_INPUT', 'This model gives no gradient for this label.')
    const size = valuesOf(shape)
    const sum = new Float64Array(size)
    await this.inBatches(gradient.run, count, write, (outputs, _, images) => {
      const values = outputs[gradient.output]?.data
      if (values?.length !== images * size)
        throw new AppException('INFERENCE_FAILED', 'The gradient has another size than the input.')
      for (let at = 0; at < values.length; at++) sum[at % size]! += values[at]!
      this.gradientEvaluations += images
    })
    return sum.map((value) => (target.sign * value) / count)
  }

  private async inBatches(
    run: RunGraph,
    count: number,
    write: WriteInput,
    take: (outputs: NamedTensors, first: number, images: number) => void,
  ): Promise<void> {
    const size = valuesOf(this.options.shape)
    let batch = Math.min(firstBatch, this.most)
    let running: Promise<void> | null = null
    for (let first = 0; first < count;) {
      this.throwIfCancelled()
      const images = Math.min(batch, count - first)
      // Of its own for each batch: one that still waits in the queue has not been copied yet.
      const values = new Float32Array(images * size)
      for (let image = 0; image < images; image++)
        write(first + image, values.subarray(image * size, (image + 1) * size))
      const at = first
      await running
      running = run(values, images).then(({ outputs, runMs }) => {
        batch = Math.max(1, Math.min(this.most, Math.floor((longestBatchMs * images) / Math.max(runMs, 1))))
        take(outputs, at, images)
        this.options.onProgress?.(images)
      })
      // Seen again at the next `await`; until then nobody may call it unhandled.
      running.catch(() => undefined)
      first += images
    }
    await running
    this.throwIfCancelled()
  }

  private throwIfCancelled(): void {
    if (this.options.signal?.aborted) throw new AppException('CANCELLED', 'The explanation was cancelled.')
  }
}
