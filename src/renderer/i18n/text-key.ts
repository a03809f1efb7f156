/** Every dotted key of the English catalogue, plural forms under their base key. For tables that hold keys. */
import type { en } from './en'

type Base<K extends string> = K extends `${infer B}_one` ? B : K extends `${infer B}_other` ? B : K

type Keys<T> = {
  [K in keyof T & string]: T[K] extends string ? Base<K> : `${K}.${Keys<T[K]>}`
}[keyof T & string]

export type TextKey = Keys<typeof en>

/**
 * The shape another language must have: the same keys, with its own text. Chinese has one plural form, so the
 * `_one` keys fall away.
 */
export type InOnePluralForm<T> = {
  [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string
    ? string
    : InOnePluralForm<T[K]>
}
