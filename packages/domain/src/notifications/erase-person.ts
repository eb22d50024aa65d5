import { blankPerson } from '@mas/db/notifications'
import type { TxCtx } from '@mas/kernel'
import { mailAddress } from '../identity/index.ts'
import { hashAddress } from './address-rules.ts'

/** Part: blanks addresses, subjects, texts and data of a person; hashes of suppressions stay and keep working. */
export async function erasePerson(t: TxCtx, person: { userId: string; address?: string }): Promise<void> {
  const address = person.address === undefined ? undefined : mailAddress(person.address)
  await blankPerson(t.tx, person.userId, address === undefined ? null : hashAddress(address))
}
