import { rows, sql } from '@mas/db'
import { inTx, system, type Ctx, type TxCtx } from '@mas/kernel'
import type { Egress, EgressCall } from '@mas/kernel/ports/egress'
import { createEgress, createResolver } from '@mas/providers/egress'
import { startSandbox, type Sandbox } from '@mas/providers/sandbox'
import { useHarness, type Harness } from '@mas/testing'
import { afterAll, beforeAll } from 'bun:test'
import { newSigningSecret, webhooksFor } from './index.ts'

/** The machine as an owning domain sees it. */
export const own = webhooksFor('webhooks')

export interface Outbound {
  readonly harness: Harness
  readonly receivers: Sandbox['receivers']
  ctx(): Ctx
  tx<T>(work: (t: TxCtx) => Promise<T>): Promise<T>
  /** A sandbox endpoint at a receiver of the same name, which verifies with its secret. */
  endpoint(ref: string, more?: { maxInFlight?: number }): Promise<string>
  say(endpointRef: string, orderKey: string, sequence: number, body?: string): Promise<string>
  /** All due work, sends that outlived their job included. */
  run(): Promise<void>
  /** Moves time and lets the minute's sweep do its work too. */
  pass(to: string | number): Promise<void>
  job(name: string): Promise<void>
  rows<R extends Record<string, unknown>>(statement: ReturnType<typeof sql>): Promise<R[]>
  url(name: string): string
  /** Every call that left, in order. */
  readonly calls: EgressCall[]
}

/** Everything a test of deliveries needs: a database, real receivers, the real guard, and time that is moved by hand. */
export function useOutbound(): Outbound {
  let sandbox: Sandbox | undefined
  const calls: EgressCall[] = []
  const real = createEgress({ resolve: createResolver([]), loopback: true })
  // Receivers that are told to hang are given up soon; all others get what the product gives them.
  const egress: Egress = {
    ...real,
    request: (call) => (calls.push(call), real.request({ ...call, timeoutMs: call.url.includes('hang') ? 400 : call.timeoutMs })),
  }
  const harness = useHarness({ poolSize: 24, ports: { egress } })
  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, smtpPort: 0, clock: harness.clock, slowMs: 600 })
  })
  afterAll(() => sandbox?.stop())
  const required = () => {
    if (sandbox === undefined) throw new Error('usable inside tests and hooks only')
    return sandbox
  }
  const ctx = () => harness.ctx(system('test'))
  const world: Outbound = {
    harness,
    calls,
    get receivers() {
      return required().receivers
    },
    ctx,
    tx: (work) => inTx(ctx(), work),
    url: (name) => `${required().httpUrl}/webhook-receiver/${name}`,
    async endpoint(ref, more = {}) {
      const secret = newSigningSecret()
      const target = await own.checkUrl(ctx(), { url: world.url(ref), mode: 'sandbox' })
      await world.tx((t) => own.upsertEndpoint(t, { ref, target, secrets: [{ secret }], ...more }))
      required().receivers.secrets(ref, [secret])
      return secret
    },
    async say(endpointRef, orderKey, sequence, body = JSON.stringify({ type: 'lead.updated', data: { orderKey, sequence } })) {
      return (await world.tx((t) => own.enqueueDelivery(t, { endpointRef, orderKey, sequence, type: 'lead.updated', body }))).messageId
    },
    async run() {
      await harness.drain()
    },
    async pass(to) {
      if (typeof to === 'number') harness.clock.advance(to)
      else harness.clock.set(to)
      await world.job('webhooks.sweep')
    },
    async job(name) {
      await world.rows(sql`insert into pgboss.job (name, data) values (${name}, '{}')`)
      await world.run()
    },
    rows: (statement) => rows(harness.runtime.driver.db, statement),
  }
  return world
}
