import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { newSigningSecret, webhooksFor } from '@mas/domain/webhooks'
import { inTx, newId, system, type Ctx } from '@mas/kernel'
import { openProcess } from '@mas/wiring'
import { z } from 'zod'
import type { Findings } from './findings.ts'
import { openPartner, type Partner } from './partner.ts'
import type { Product } from './product.ts'
import type { Random } from './random.ts'
import type { Asked } from './sql.ts'

const owner = webhooksFor('vendors')
const endpointRef = 'crash-partner'
const keys = ['lead-1', 'lead-2', 'lead-3'] as const

export interface Telling {
  /** Tells the partner the next thing of one key, however often that has to be tried. */
  tellNext(): Promise<void>
  /** What was acknowledged arrived: in its order, signed, and under the one id it got. */
  check(asked: Asked, findings: Findings): Promise<void>
  close(): Promise<void>
}

/** Messages to a partner, as an owning domain enqueues them: in transactions of its own, which the strikes hit, too. */
export async function openTelling({ run, home }: Product, random: Random): Promise<Telling> {
  const secret = newSigningSecret()
  const partner = openPartner(secret, random)
  const secretOfProduct = readFileSync(join(home, 'secret'), 'utf8').trim()
  const env = {
    DATABASE_URL: run.databaseUrl,
    MAS_SECRET: secretOfProduct,
    MAS_DATA_DIR: home,
    LOG_LEVEL: 'error',
    EGRESS_LOOPBACK: 'allowed',
  }
  const opened = await openProcess({ process: 'tool', env })
  const ctx = (): Ctx => opened.runtime.ctx(system('crash'), { requestId: newId() })
  const target = await owner.checkUrl(ctx(), { url: partner.url, mode: 'sandbox' })
  await inTx(ctx(), (t) => owner.upsertEndpoint(t, { ref: endpointRef, target, secrets: [{ secret }] }))
  const ids = new Map<string, string[]>(keys.map((key) => [key, []]))
  return {
    tellNext: async () => {
      const orderKey = random.oneOf(keys)
      const sequence = (ids.get(orderKey)?.length ?? 0) + 1
      const body = JSON.stringify({ orderKey, sequence })
      const tell = () => inTx(ctx(), (t) => owner.enqueueDelivery(t, { endpointRef, orderKey, sequence, type: 'lead.updated', body }))
      const { messageId } = await persistently(tell)
      ids.get(orderKey)?.push(messageId)
    },
    check: (asked, findings) => check(asked, findings, partner, ids),
    close: async () => {
      await opened.close()
      await partner.close()
    },
  }
}

/** The same place with the same body is the same message, so a doubt about it is settled by asking again. */
async function persistently<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 60_000
  for (;;)
    try {
      return await work()
    } catch (thrown) {
      if (performance.now() > deadline) throw thrown
      await Bun.sleep(200)
    }
}

async function check(asked: Asked, findings: Findings, { heard }: Partner, ids: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const open = await asked.rows(
    z.object({ id: z.string(), state: z.string() }),
    `select id, state from webhooks.messages where state <> 'delivered'`,
  )
  for (const { id, state } of open) findings.violated('every message to a partner is delivered', `${id} is ${state}`)
  if (heard.some(({ isSigned }) => !isSigned)) findings.violated('every message to a partner is signed', 'one was not')
  for (const [key, told] of ids) {
    const arrived = heard.filter(({ orderKey }) => orderKey === key).map(({ id }) => id)
    // A repeat under the same id is what a receiver is told to expect; another id, or another order, is not.
    const firsts = arrived.filter((id, at) => arrived.indexOf(id) === at)
    if (JSON.stringify(firsts) !== JSON.stringify(told))
      findings.violated('messages of one key arrive in their order, each under its one id', `${key}: ${JSON.stringify({ told, firsts })}`)
    findings.count('messages to a partner checked', told.length)
    findings.count('messages to a partner heard again', arrived.length - firsts.length)
  }
}
