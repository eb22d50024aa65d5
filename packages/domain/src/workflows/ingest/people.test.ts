import { emailVerified, userRegistered } from '@mas/contracts/identity'
import { emailBounced, emailDeferred, emailRefused } from '@mas/contracts/notifications'
import { tagged } from '@mas/contracts/leads'
import { sql } from '@mas/db'
import { emit, inTx, newId } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { mergeLeads } from '../../leads/index.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { enrol, enrolMany, explainAbsence, getRun } from '../running/index.ts'

// Whole journeys: seconds of work on a machine that does nothing else.
setDefaultTimeout(60_000)
const world = useWorkflows()
const { harness, ctx, publish, lead, settle, after, path, runs } = world
const admin = () => harness.ctx(someone('ADMIN'))
beforeEach(() => harness.clock.set('2026-11-23T04:30:00.000Z'))

const n1 = { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'n2' } }
const exit = { type: 'exit', data: { outcome: 'done' }, next: {} }
const watching = (event: string) => ({
  n1,
  n2: { type: 'wait-duration', data: { amount: 30, unit: 'days' }, next: { next: 'n9' } },
  n9: exit,
  goal: { type: 'goal', data: { event }, next: {} },
})
async function account(email: string, verified: boolean): Promise<string> {
  const id = newId()
  await world.rows(
    sql`insert into identity.users (id, email, email_verified, email_verified_at, full_name, role, state, signup_platform, created_at, updated_at)
        values (${id}::uuid, ${email}, ${verified}, case when ${verified} then now() end, 'Asha Rao', 'USER', 'active', 'mr-mentor', now(), now())`,
  )
  return id
}
const outcomeOf = async (runId: string) => (await getRun(admin(), { runId })).outcome

test('a journey of leads sees its person sign up once the address is proven, and nobody else’s', async () => {
  const workflowId = await publish(watching('identity.email-verified'))
  const registered = await publish(watching('identity.user-registered'))
  const [mine, other] = [await lead(), await lead()]
  const started = async (id: string, leadId: string) => (await enrol(admin(), { workflowId: id, subjectId: leadId })).runId
  const [run, others, early] = [
    await started(workflowId, mine.leadId),
    await started(workflowId, other.leadId),
    await started(registered, mine.leadId),
  ]
  await settle()
  const claimed = await account(mine.email, false)
  const told = { platform: 'mr-mentor', role: 'USER', method: 'password', verified: false } as const
  await inTx(ctx(), (t) => emit(t, userRegistered, { userId: claimed, ...told }))
  await settle()
  // Whoever only claims an address is not taken for its owner.
  expect([await outcomeOf(run), await outcomeOf(early)]).toEqual([null, null])
  await world.rows(sql`update identity.users set email_verified = true, email_verified_at = now() where id = ${claimed}::uuid`)
  await inTx(ctx(), (t) => emit(t, emailVerified, { userId: claimed }))
  await settle()
  expect([await outcomeOf(run), await outcomeOf(others)]).toEqual(['goal', null])
})

test('when somebody registered is a fact that a branch can ask', async () => {
  const registered = { field: 'user.registeredAt', op: 'after', value: '2020-01-01T00:00:00.000Z' }
  const workflowId = await publish(
    {
      n1,
      n2: { type: 'branch', data: { branches: [{ handle: 'new', when: registered }] }, next: { new: 'n9', else: 'x' } },
      n9: exit,
      x: { type: 'exit', data: { outcome: 'unknown' }, next: {} },
    },
    { subject: 'user' },
  )
  const { runId } = await enrol(admin(), { workflowId, subjectId: await account(`${newId()}@people.example`, true) })
  await settle()
  expect(await outcomeOf(runId)).toBe('done')
})

test('whoever asks with the id of a merged lead means its survivor; news about the old id reaches the survivor’s run', async () => {
  const workflowId = await publish(watching('leads.tagged'))
  const [survivor, absorbed] = [await lead(), await lead()]
  await mergeLeads(admin(), { survivorId: survivor.leadId, absorbedId: absorbed.leadId, reason: 'one person' })
  await settle()
  const dry = await enrolMany(admin(), { workflowId, subjectIds: [absorbed.leadId], requestId: newId(), dryRun: true })
  expect(dry).toEqual({ enrolled: 1, refused: {} })
  const { runId } = await enrol(admin(), { workflowId, subjectId: absorbed.leadId })
  expect(await runs(workflowId)).toMatchObject([{ id: runId, subject_id: survivor.leadId }])
  expect(await refusalOf(enrol(admin(), { workflowId, subjectId: survivor.leadId }))).toBe('workflows.already-live')
  expect(await refusalOf(enrol(admin(), { workflowId, subjectId: absorbed.leadId }))).toBe('workflows.already-live')
  const why = await explainAbsence(admin(), { workflowId, subjectId: absorbed.leadId })
  expect(why.checks.find(({ holds }) => !holds)).toMatchObject({ rule: 'not live' })
  await settle()
  await inTx(ctx(), (t) => emit(t, tagged, { leadId: absorbed.leadId, tag: 'late' }))
  await settle()
  expect(await outcomeOf(runId)).toBe('goal')
})

const mailing = {
  n1,
  n2: {
    type: 'send-email',
    data: {
      template: 'lead-nurture',
      variables: { courseName: 'Data Analytics', link: 'https://mas.example/c' },
      consentClass: 'service',
      waitFor: 'replied',
      timeout: { amount: 5, unit: 'days' },
    },
    next: { replied: 'n9', refused: 'refused', failed: 'failed', 'timed-out': 'late' },
  },
  n9: exit,
  ...Object.fromEntries(['refused', 'failed', 'late'].map((outcome) => [outcome, { type: 'exit', data: { outcome }, next: {} }])),
}

test('what becomes of a mail moves the step that asked for it: refused, put off, bounced for now, bounced for good', async () => {
  const workflowId = await publish(mailing)
  const walk = async () => {
    const { leadId } = await lead()
    const { runId } = await enrol(admin(), { workflowId, subjectId: leadId })
    await settle()
    return { leadId, runId, origin: `wf:${runId}:n2:1` }
  }
  const mail = { emailId: newId(), kind: 'lead-nurture' as const, addressHash: '0'.repeat(64), reason: 'mailbox full' }
  const bounced = await walk()
  await inTx(ctx(), (t) => emit(t, emailBounced, { ...mail, leadId: bounced.leadId, origin: bounced.origin, permanent: false }))
  await settle()
  expect(await path(bounced.runId)).toBe('n1.next')
  await inTx(ctx(), (t) => emit(t, emailBounced, { ...mail, leadId: bounced.leadId, origin: bounced.origin, permanent: true }))
  await settle()
  expect(await path(bounced.runId)).toBe('n1.next n2.failed failed.exit')
  const request = { intentId: newId(), kind: 'lead-nurture' as const, at: harness.clock.now().toISOString() }
  const refused = await walk()
  // As it stood before the mail left: what is accepted already cannot be refused any more.
  const handed = (runId: string) =>
    world.rows(sql`update workflows.effects set state = 'handed', rank = 1, settled_at = null where run_id = ${runId}::uuid`)
  await handed(refused.runId)
  await inTx(ctx(), (t) => emit(t, emailRefused, { ...request, leadId: refused.leadId, origin: refused.origin, reason: 'quiet' }))
  await settle()
  expect(await path(refused.runId)).toBe('n1.next n2.refused refused.exit')
  const deferred = await walk()
  await handed(deferred.runId)
  const until = '2026-11-24T04:30:00.000Z'
  await inTx(ctx(), (t) => emit(t, emailDeferred, { ...request, leadId: deferred.leadId, origin: deferred.origin, reason: 'quiet', until }))
  await settle()
  expect(await getRun(admin(), { runId: deferred.runId })).toMatchObject({
    state: 'live',
    effects: [{ state: 'deferred', reason: 'quiet', deferredUntil: until }],
  })
  await after(6 * 24 * 60)
  expect(await path(deferred.runId)).toBe('n1.next n2.timed-out late.exit')
})
