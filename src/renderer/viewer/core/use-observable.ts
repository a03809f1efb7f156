import { useSyncExternalStore } from 'react'
import type { Observable } from './observable'

/** The value of an observable, drawn again whenever it changes. */
export const useObservable = <T>(observable: Observable<T>): T =>
  useSyncExternalStore(observable.subscribe, observable.get)
