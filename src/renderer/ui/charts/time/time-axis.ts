/**
 * The one axis of time that the lanes of a chart share. Moving it draws the lanes anew, once a frame, without going through
 * React: a wheel turns faster than components render.
 */
import { useSyncExternalStore } from 'react'
import { around, held, panned, type TimeWindow, zoomed } from './time-window'

export class TimeAxis {
  #window: TimeWindow
  #bounds: TimeWindow
  #data: TimeWindow
  readonly #listeners = new Set<() => void>()
  #frame = 0

  constructor(data: TimeWindow) {
    this.#data = data
    this.#bounds = around(data)
    this.#window = this.#bounds
  }

  get window(): TimeWindow {
    return this.#window
  }

  /** from the first to the last that is known */
  get data(): TimeWindow {
    return this.#data
  }

  get bounds(): TimeWindow {
    return this.#bounds
  }

  /** New data; whoever looks at all of it sees all of the new, whoever looks at a part stays there. */
  setData(data: TimeWindow): void {
    const bounds = around(data)
    if (bounds.fromMs === this.#bounds.fromMs && bounds.toMs === this.#bounds.toMs) return
    const showsAll = this.#window === this.#bounds
    this.#data = data
    this.#bounds = bounds
    this.#move(showsAll ? bounds : held(this.#window, bounds))
  }

  show(window: TimeWindow): void {
    this.#move(held(window, this.#bounds))
  }

  showAll(): void {
    this.#move(this.#bounds)
  }

  zoom(factor: number, at = 0.5): void {
    this.#move(zoomed(this.#window, factor, at, this.#bounds))
  }

  pan(share: number): void {
    this.#move(panned(this.#window, share, this.#bounds))
  }

  /** From the left edge of a plot of this width, in pixels. */
  xOf(ms: number, width: number): number {
    const { fromMs, toMs } = this.#window
    return ((ms - fromMs) / (toMs - fromMs)) * width
  }

  msAt(x: number, width: number): number {
    const { fromMs, toMs } = this.#window
    return fromMs + (x / width) * (toMs - fromMs)
  }

  /** Called in the frame after a change; returns the unsubscribe function. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): TimeWindow => this.#window

  #move(window: TimeWindow): void {
    if (window.fromMs === this.#window.fromMs && window.toMs === this.#window.toMs) return
    this.#window = window
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      for (const listener of this.#listeners) listener()
    })
  }
}

/** The window in use; renders in every frame in which it moves, so for small texts only. */
export const useTimeWindow = (axis: TimeAxis): TimeWindow =>
  useSyncExternalStore(axis.subscribe, axis.snapshot)
