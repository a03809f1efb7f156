import { userInfo } from 'node:os'

/** Who is named as having changed the record: the account of the operating system, since a vault knows no users. */
export const actor = (): string => userInfo().username
