/**
 * What FHIR R4 has no element for, within the resources that this program writes: the identity of an entry, and members that
 * would be lost. So an export that comes back is known again and says what it said.
 */
import type { EntryIdentity } from '../../../../../shared/domain/record/entry'
import type { Extension, Identifier } from '../schema/datatypes'

export const ownIdentitySystem = 'urn:vesalius:entry'

/** FHIR ids have 64 characters of few kinds (hl7.org/fhir/R4/datatypes.html#id); identities are any text. */
export const ownIdentifier = ({ namespace, id }: EntryIdentity): { system: string; value: string } => ({
  system: ownIdentitySystem,
  value: `${encodeURIComponent(namespace.toWellFormed())}/${encodeURIComponent(id.toWellFormed())}`,
})

/** Null where it is no identifier of this program. */
export function readOwnIdentifier(identifier: Identifier | undefined): EntryIdentity | null {
  if (identifier?.system !== ownIdentitySystem) return null
  const [namespace, id, ...more] = (identifier.value ?? '').split('/')
  if (!namespace || !id || more.length > 0) return null
  try {
    return { namespace: decodeURIComponent(namespace), id: decodeURIComponent(id) }
  } catch {
    return null
  }
}

const memberPrefix = 'urn:vesalius:fhir:'

/** A member of an entry as an extension: its name in the URL, its JSON as text; undefined where the entry has none. */
export const ownMember = (name: string, value: unknown): { url: string; valueString: string } => ({
  url: `${memberPrefix}${name}`,
  valueString: value === undefined ? 'null' : JSON.stringify(value),
})

/** The entry with the members that extensions of this program state. What is no JSON is passed over. */
export function withOwnMembers(content: object, extensions: Extension[] | undefined): object {
  if (extensions === undefined) return content
  const members = new Map<string, unknown>(Object.entries(content))
  for (const { url, valueString } of extensions) {
    const value = url.startsWith(memberPrefix) ? parsedOrUndefined(valueString) : undefined
    const name = url.slice(memberPrefix.length)
    if (value === null) members.delete(name)
    else if (value !== undefined) members.set(name, value)
  }
  return Object.fromEntries(members)
}

function parsedOrUndefined(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
