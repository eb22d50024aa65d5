import { rows, sql } from '@mas/db'
import { AppError, fixedClock, inTx, isRetryable } from '@mas/kernel'
import { expect, test } from 'bun:test'
import { Model, type Answer, type Made, type Operation } from './fixtures/model.ts'
import { nextExtension, nextOperation, seeded } from './fixtures/random-program.ts'
import { books, farFuture, point, useBooks } from './fixtures/test-books.ts'

/**
 * `LEDGER_RANDOM_OPERATIONS=100000` runs long. `LEDGER_RANDOM_SEED=<printed>` makes the same choices again; which of two
 * racing operations wins is the machine's choice, so add `LEDGER_RANDOM_LANES=1` to repeat a run step by step.
 */
const operations = Number(Bun.env['LEDGER_RANDOM_OPERATIONS'] ?? 800)
const seed = Number(Bun.env['LEDGER_RANDOM_SEED'] ?? crypto.getRandomValues(new Uint32Array(1))[0])
const lanes = Number(Bun.env['LEDGER_RANDOM_LANES'] ?? 32)

const { harness, ctx, openWallet, openPlain, openSystem } = useBooks({ poolSize: lanes + 2 })
const start = Date.parse('2026-11-23T04:30:00Z')
interface Done {
  readonly op: Operation
  readonly actor: string
  readonly answer: Answer
}

test(
  `${operations} random operations on 4 hot wallets over ${lanes} connections, some of them cut, agree with the model on every answer (seed ${seed})`,
  async () => {
    console.log(`ledger random run: seed ${seed}, ${operations} operations`)
    const random = seeded(seed)
    const wallets = await Promise.all(['1', '2', '3', '4'].map(openWallet))
    const plain = await Promise.all(['a', 'b'].map((id) => openPlain(id)))
    const system = {
      issuance: await openSystem('issuance'),
      redeemed: await openSystem('redeemed'),
      revoked: await openSystem('revoked'),
      expired: await openSystem('expired'),
    }
    const bank = await openSystem('bank', point)
    const paid = { wallets: new Set(wallets), of: (account: string) => (wallets.includes(account) ? system.redeemed : bank) }
    const model = new Model([...wallets, ...plain], paid.wallets)
    const holdAccounts = new Map<string, string>()
    const history: Operation[] = []
    let now = start

    for (let done = 0; done < operations;) {
      now += Math.floor(random() * 2 * 3_600_000)
      const size = 1 + Math.floor(random() * lanes)
      const program = Array.from({ length: size }, () =>
        nextOperation(random, model, { wallets, plain, bank }, now + Math.floor(random() * 60_000), history),
      )
      if (random() < 0.3) await round([nextExtension(random, model, now)], done)
      const cutting = random() < 0.15
      await round(program, done, cutting)
      history.push(...program)
      done += size
    }
    await agree()

    /** Runs the operations at once, then puts those that wrote something in the order in which they did. */
    async function round(program: readonly Operation[], from: number, cutting = false): Promise<void> {
      for (const op of program) if (op.kind === 'hold') holdAccounts.set(op.id, op.account)
      const running = Promise.all(program.map((op, n) => perform(op, `op-${from}-${n}-${op.kind}`)))
      if (cutting) await cutConnections()
      const done = await running
      const order = await orderOf(done.map((one) => one.actor))
      const silent = new Set(done.filter((one) => !order.includes(one.actor)))
      const settle = () => {
        for (const one of silent) {
          const decision = model.decide(one.op, madeBy(one.answer))
          if (same(decision.answer, one.answer) && (decision.commit === undefined || one.op.kind === 'extend')) {
            decision.commit?.()
            silent.delete(one)
          }
        }
      }
      settle()
      for (const actor of order) {
        const one = done.find((candidate) => candidate.actor === actor)
        if (one === undefined) throw new Error(`nobody did ${actor}`)
        const decision = model.decide(one.op, madeBy(one.answer))
        expect({ seed, op: one.op, answer: decision.answer }).toEqual({ seed, op: one.op, answer: one.answer })
        decision.commit?.()
        settle()
      }
      expect({
        seed,
        unexplained: [...silent].map(({ op, answer }) => ({ op, answer, model: model.decide(op, madeBy(answer)).answer })),
      }).toEqual({ seed, unexplained: [] })
    }

    async function perform(op: Operation, actor: string): Promise<Done> {
      for (let attempt = 0; ; attempt++) {
        try {
          return { op, actor, answer: await call(op, actor) }
        } catch (thrown) {
          // A lost connection leaves in doubt whether it happened: asking again with the same key must be safe.
          if (attempt < 20 && isRetryable(thrown)) continue
          if (thrown instanceof AppError && thrown.code.startsWith('ledger.')) return { op, actor, answer: { refused: thrown.code } }
          throw thrown
        }
      }
    }

    async function call(op: Operation, actor: string): Promise<Answer> {
      const at = { ...ctx({ kind: 'system', job: actor }), clock: fixedClock(new Date(op.now)) }
      const answer = await inTx(at, async (t): Promise<object> => {
        switch (op.kind) {
          case 'add-lot':
            return books.addLot(t, {
              account: op.account,
              source: 'grant',
              sourceRef: op.ref,
              qty: op.qty,
              rank: op.rank,
              from: system.issuance,
              ...(op.expiresAt !== null && { expiresAt: new Date(op.expiresAt) }),
            })
          case 'hold':
            return books.hold(t, { id: op.id, account: op.account, qty: op.qty, purpose: 'random', expiresAt: farFuture })
          case 'capture':
            return books.capture(t, { holdId: op.id, to: paid.of(holdAccounts.get(op.id) ?? ''), ...(op.qty !== null && { qty: op.qty }) })
          case 'release':
            return books.release(t, { holdId: op.id, reason: 'random' })
          case 'refund':
            return books.refundCapture(t, {
              key: op.key,
              holdId: op.id,
              qty: op.qty,
              graceExpiresAt: new Date(op.grace),
              from: paid.of(holdAccounts.get(op.id) ?? ''),
            })
          case 'revoke':
            return books.revoke(t, { key: op.key, lotId: op.lot, qty: op.qty, to: system.revoked })
          case 'extend':
            return books.extendLot(t, { key: op.key, lotId: op.lot, expiresAt: new Date(op.expiresAt) })
          case 'expire':
            return books.expireLots(t, { account: op.account, now: new Date(op.now), to: system.expired })
          case 'post':
            return books.post(t, {
              key: op.key,
              kind: 'test.move',
              lines: [
                { account: op.from, amount: -op.amount },
                { account: op.to, amount: op.amount },
              ],
            })
          case 'reverse':
            return books.reverse(t, { key: op.key, transactionId: op.of, reason: 'random' })
        }
      })
      const { replayed: _, ...rest } = { replayed: false, ...answer }
      return rest
    }

    /** Actors of this round in the order in which their transactions stand in the accounts they share. */
    async function orderOf(actors: readonly string[]): Promise<string[]> {
      const found = await rows<{ actor: string }>(
        harness.runtime.driver.db,
        sql`select substr(actor, 8) as actor from ledger.transactions where actor in (select 'system:' || a from jsonb_array_elements_text(${JSON.stringify(actors)}::text::jsonb) a) group by actor order by min(posted_at), actor`,
      )
      return found.map((row) => row.actor)
    }

    async function cutConnections(): Promise<void> {
      await rows(
        harness.runtime.driver.db,
        sql`select pg_terminate_backend(pid) from (select pid from pg_stat_activity where datname = current_database() and application_name = 'mas-test' and pid <> pg_backend_pid() and state <> 'idle' limit 3) victims`,
      ).catch(() => undefined)
    }

    async function agree(): Promise<void> {
      const stored = await rows<{ id: string; available: string; held: string }>(
        harness.runtime.driver.db,
        sql`select id, available, held from ledger.accounts where mode = 'running'`,
      )
      expect(new Map(stored.map((row) => [row.id, { available: Number(row.available), held: Number(row.held) }]))).toEqual(model.balances)
      const lots = await rows<{ id: string; parts: number[] }>(
        harness.runtime.driver.db,
        sql`select id, jsonb_build_array(qty, free, held, spent, expired, revoked) as parts from ledger.lots`,
      )
      expect(new Map(lots.map((row) => [row.id, row.parts]))).toEqual(
        new Map([...model.lots.values()].map((lot) => [lot.id, [lot.qty, lot.free, lot.held, lot.spent, lot.expired, lot.revoked]])),
      )
      expect(await books.violations(ctx())).toEqual([])
      for (const unit of ['TEST_TOKEN', 'TEST_POINT'])
        expect((await books.trialBalance({ ...ctx(), clock: fixedClock(new Date(now + 86_400_000)) }, { unit })).total).toBe(0)
    }
  },
  Math.max(60_000, operations * 60),
)

function madeBy(answer: Answer): Made {
  const { lotId, newLot, transactionId } = answer
  const fresh: unknown = newLot === undefined ? lotId : Reflect.get(Object(newLot), 'lotId')
  return { ...(typeof fresh === 'string' && { lotId: fresh }), ...(typeof transactionId === 'string' && { transactionId }) }
}

function same(a: Answer, b: Answer): boolean {
  return Bun.deepEquals(a, b)
}
