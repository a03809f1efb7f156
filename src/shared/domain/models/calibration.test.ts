import { describe, expect, it } from 'vitest'
import { calibrate, evidenceLine, labelLogOdds, logOddsOfProbability, sigmoid } from './calibration'
import type { Calibration } from './manifest'

const platt: Calibration = { method: 'platt', slope: 2, intercept: -1, prevalence: 0.4 }
const isotonic: Calibration = {
  method: 'isotonic',
  score: [0.1, 0.5, 0.9],
  probability: [0.05, 0.05, 0.8],
  prevalence: 0.4,
}

describe('labelLogOdds', () => {
  it('is the logit itself for a sigmoid', () => {
    expect(labelLogOdds([1.25, -3], 1, 'sigmoid')).toBe(-3)
  })
  it('gives back the shares of a softmax, however large the logits', () => {
    for (const shift of [0, 500, -500]) {
      const logits = [1, 2, -0.5].map((value) => value + shift)
      const total = Math.exp(1) + Math.exp(2) + Math.exp(-0.5)
      expect(sigmoid(labelLogOdds(logits, 1, 'softmax'))).toBeCloseTo(Math.exp(2) / total, 12)
    }
  })
  it('takes a probability for what it is, and stays finite at its ends', () => {
    expect(labelLogOdds([0.8], 0, 'identity')).toBeCloseTo(Math.log(4), 12)
    expect(labelLogOdds([0, 1], 0, 'identity')).toBeCloseTo(-16.118, 3)
    expect(labelLogOdds([0, 1], 1, 'identity')).toBeCloseTo(16.118, 3)
  })
})

describe('calibrate', () => {
  it('is the sigmoid of a line with platt', () => {
    expect(calibrate(0.75, platt)).toBeCloseTo(sigmoid(0.5), 12)
  })
  it('answers everywhere in a neutral zone as in its middle', () => {
    const zoned: Calibration = { ...platt, neutral: { from: -0.25, to: 0.25, rule: 'x' } }
    for (const logOdds of [-0.25, -0.1, 0, 0.2, 0.25]) expect(calibrate(logOdds, zoned)).toBe(sigmoid(-1))
    for (const logOdds of [-3, -0.251, 0.251, 3])
      expect(calibrate(logOdds, zoned)).toBe(calibrate(logOdds, platt))
  })
  it('is linear between the knots and constant outside them with isotonic', () => {
    const at = (score: number) => calibrate(logOddsOfProbability(score), isotonic)
    expect(at(0.01)).toBe(0.05)
    expect(at(0.3)).toBeCloseTo(0.05, 9)
    expect(at(0.5)).toBeCloseTo(0.05, 9)
    expect(at(0.7)).toBeCloseTo(0.425, 9)
    expect(at(0.99)).toBe(0.8)
  })
  it('leaves the score as it is without a calibration', () => {
    expect(calibrate(1, { method: 'none' })).toBe(sigmoid(1))
  })
})

describe('evidenceLine', () => {
  it.each<[string, Calibration, number]>([
    ['platt', platt, 0.3],
    ['isotonic', isotonic, 0.3],
    ['none', { method: 'none' }, 0.7],
  ])('crosses the threshold where the probability does: %s', (_name, calibration, threshold) => {
    const { slope, intercept } = evidenceLine(calibration, threshold)
    const crossing = (logOddsOfProbability(threshold) - intercept) / slope
    expect(calibrate(crossing, calibration)).toBeCloseTo(threshold, 9)
    expect(calibrate(crossing + 0.1, calibration)).toBeGreaterThan(threshold)
    expect(calibrate(crossing - 0.1, calibration)).toBeLessThan(threshold)
  })
})
