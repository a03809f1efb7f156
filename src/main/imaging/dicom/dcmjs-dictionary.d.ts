/** dcmjs publishes its dictionary as a module of its own, without types. */
declare module 'dcmjs/dictionary' {
  export const dictionary: Record<string, { vr?: string; name?: string }>
}
