import { ChainHead, EntryProof, ProveEntryInput } from '@mas/contracts/audit'
import { anchorCovering, bodyDigests, findEntry, hashAt } from '@mas/db/audit'
import { fail, query } from '@mas/kernel'
import { z } from 'zod'
import { anchorKey } from './proof-rules.ts'
import { madeAt, shownEntry, visibleDomains } from './reading-rules.ts'
import { keysOf } from './subject-keys.ts'

export const proveEntry = query({
  verb: 'audit.prove-entry',
  summary: 'Gives everything a third party needs to check that an entry was there, unchanged, when a later day was closed and signed.',
  permission: 'audit.prove-entry',
  refuses: ['audit.entry-not-found', 'audit.not-anchored'],
  input: ProveEntryInput,
  output: EntryProof,
  run: async (ctx, { id }) => {
    const row = await findEntry(ctx.db, id, madeAt(id))
    const visible = visibleDomains(ctx.actor)
    if (row === undefined || (visible !== undefined && !visible.includes(shownEntry(row.body, 'closed').action.split('.')[0] ?? '')))
      throw fail('audit.entry-not-found')
    const { body, chain, seq, hash } = row
    const anchor = await anchorCovering(ctx.db, chain, seq)
    const previousHead = await hashAt(ctx.db, chain, seq - 1)
    if (anchor === undefined || previousHead === undefined) throw fail('audit.not-anchored')
    const heads = z.array(ChainHead).parse(anchor.heads)
    const upTo = heads.find((head) => head.no === chain)?.seq ?? seq
    const path = await bodyDigests(ctx.db, chain, seq, upTo)
    // Part of the way lies in an archive: no proof from here is better than one that does not hold.
    if (path.length !== upTo - seq) throw fail('audit.not-anchored')
    const { day, digest, signature } = anchor
    const publicKey = anchorKey(keysOf(ctx), anchor)
    if (publicKey === undefined)
      throw fail('request.internal', {}, new Error(`the root secret that signed the anchor of ${day} is not configured`))
    return {
      body,
      chain,
      seq,
      previousHead,
      hash,
      path,
      anchor: { day, digest, signature: signature.replaceAll('\n', ''), heads },
      publicKey,
    }
  },
})
