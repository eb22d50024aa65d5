import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditHandlers, destroyKey, getEntry, isProofSound, proveEntry, record, verifyChain } from '@mas/domain/audit'
import { fixedClock, inTx, newId, system, type Actor, type Ctx } from '@mas/kernel'
import { cloneDatabase, refusalOf, someone } from '@mas/testing'
import { openProcess, prepare, type OpenProcess } from '@mas/wiring'
import { afterAll, beforeAll, expect, test } from 'bun:test'

const [first, second, third] = [1, 2, 3].map((n) => Buffer.alloc(32, n).toString('base64'))
const folder = mkdtempSync(join(tmpdir(), 'mas-rotation-'))
let database: Awaited<ReturnType<typeof cloneDatabase>> | undefined
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(async () => {
  await database?.drop()
  rmSync(folder, { recursive: true, force: true })
})

const day = 86_400_000
const noon = Date.now()
/** Runs a process with these secrets, so many days from now, and closes it. */
async function under<T>(
  secrets: { MAS_SECRET?: string | undefined; MAS_SECRET_PREVIOUS?: string },
  days: number,
  work: (ctx: (actor: Actor) => Ctx, opened: OpenProcess) => Promise<T>,
): Promise<T> {
  const env = { DATABASE_URL: database?.url, MAS_DATA_DIR: folder, LOG_LEVEL: 'silent', ...secrets }
  const opened = await openProcess({ process: 'tool', env })
  const clock = fixedClock(new Date(noon + days * day).toISOString())
  try {
    return await work((actor) => ({ ...opened.runtime.ctx(actor, { requestId: newId() }), clock }), opened)
  } finally {
    await opened.close()
  }
}
const publish = async (ctx: (actor: Actor) => Ctx) => {
  const handler = auditHandlers.find(({ job }) => job.name === 'audit.publish-anchor')
  await handler?.handle(ctx(system('audit.publish-anchor')), {}, { id: newId(), number: 1, last: true })
}
const write = (ctx: (actor: Actor) => Ctx, subject: string) =>
  inTx(ctx(system('test')), (t) =>
    record(t, { action: 'test.change', subject: { type: 'user', id: subject }, after: { email: 'asha@example.in' }, personal: ['email'] }),
  )
const admin = someone('ADMIN')

test('after two rotations old anchors verify, old values open, old proofs are sound; a forgotten secret is a fault and not silence', async () => {
  const sealed: { id: string; mail: string; ring: Uint8Array; signature: Uint8Array } = await under(
    { MAS_SECRET: first },
    0,
    async (ctx) => {
      const id = await write(ctx, 'person-1')
      await publish(ctx)
      const { ports, infra } = ctx(admin)
      return {
        id,
        mail: ports.sealer.seal('test', Buffer.from('a'), 'row'),
        ring: infra.keys.seal('test', 'b'),
        signature: ports.signer.sign('test', Buffer.from('c')),
      }
    },
  )

  const rotated = { MAS_SECRET: second, MAS_SECRET_PREVIOUS: `${first}` }
  const later = await under(rotated, 1, async (ctx) => {
    const id = await write(ctx, 'person-1')
    await write(ctx, 'person-2')
    await publish(ctx)
    expect(await verifyChain(ctx(system('test')), {})).toMatchObject({ ok: true })
    return id
  })

  await under({ MAS_SECRET: third, MAS_SECRET_PREVIOUS: `${first}, ${second}` }, 2, async (ctx) => {
    await publish(ctx)
    expect(await verifyChain(ctx(system('test')), {})).toMatchObject({ ok: true })
    for (const id of [sealed.id, later]) {
      expect(await getEntry(ctx(admin), { id })).toMatchObject({ after: { email: 'asha@example.in' } })
      const proof = await proveEntry(ctx(admin), { id })
      expect(isProofSound(proof)).toBe(true)
      const other = await proveEntry(ctx(admin), { id: id === later ? sealed.id : later })
      expect(isProofSound({ ...proof, publicKey: other.publicKey })).toBe(false)
    }
    const { ports, infra } = ctx(admin)
    expect(Buffer.from(ports.sealer.open('test', sealed.mail, 'row')).toString()).toBe('a')
    expect(infra.keys.open('test', sealed.ring)).toBe('b')
    expect(
      infra.keys.open(
        'test',
        sealed.ring.map((byte, n) => (n === 0 ? 2 : byte)),
      ),
    ).toBeUndefined()
    expect(ports.signer.verify('test', Buffer.from('c'), sealed.signature)).toBe(true)
    await inTx(ctx(system('test')), (t) => destroyKey(t, 'person-1'))
    expect(await getEntry(ctx(admin), { id: sealed.id })).toMatchObject({ after: { email: 'erased' } })
  })

  await under({ MAS_SECRET: second }, 3, async (ctx) => {
    expect(await verifyChain(ctx(system('test')), {})).toMatchObject({ ok: false, fault: { kind: 'anchor-mismatch' } })
    expect(await refusalOf(proveEntry(ctx(admin), { id: later }))).toBe('request.internal')
  })
})

test('a process whose list of secrets does not fit the database says so and does not serve', async () => {
  const boot = (secrets: Parameters<typeof under>[0]) =>
    under(secrets, 4, async (_ctx, opened) =>
      prepare(opened.runtime).then(
        () => 'serves',
        (thrown: unknown) => (thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'unknown'),
      ),
    )
  // The test above left anchors of three secrets and keys of two.
  expect(await boot({ MAS_SECRET: third, MAS_SECRET_PREVIOUS: `${first},${second}` })).toBe('serves')
  const later = Buffer.alloc(32, 9).toString('base64')
  expect(await boot({ MAS_SECRET: later, MAS_SECRET_PREVIOUS: `${first},${second},${third}` })).toBe('serves')
  expect(await boot({ MAS_SECRET: second, MAS_SECRET_PREVIOUS: `${first}` })).toMatch(
    /^ConfigError: .*fit.*\n.*root secret 3 sealed.*only 2/,
  )
  expect(await boot({ MAS_SECRET: third, MAS_SECRET_PREVIOUS: `${second},${first}` })).toMatch(
    /root secret 1 sealed[^]*root secret 2 sealed/,
  )
  expect(await boot({ MAS_SECRET: later, MAS_SECRET_PREVIOUS: `${first},${second}` })).toMatch(/nothing opens that root secret 3 sealed/)
})

test('an access token and a link of before the rotation are still good after it', async () => {
  const claims = { userId: newId(), sessionId: newId(), epoch: 0, generation: 1, issuedAt: new Date(noon) }
  const token = await under({ MAS_SECRET: third, MAS_SECRET_PREVIOUS: `${first},${second}` }, 0, (ctx) =>
    ctx(admin).infra.auth.signAccess(claims),
  )
  const fourth = Buffer.alloc(32, 4).toString('base64')
  await under({ MAS_SECRET: fourth, MAS_SECRET_PREVIOUS: `${first},${second},${third}` }, 0, async (ctx) => {
    const { infra, ports } = ctx(admin)
    expect(await infra.auth.readAccess(token, new Date(noon))).toMatchObject({ userId: claims.userId })
    expect(await infra.auth.readAccess(await infra.auth.signAccess(claims), new Date(noon))).toMatchObject({ userId: claims.userId })
    expect(ports.fileKeys.current).toBe(4)
    expect(ports.fileKeys.key(3)).not.toEqual(ports.fileKeys.key(4))
  })
})
