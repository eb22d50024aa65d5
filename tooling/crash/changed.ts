/**
 * `bun run crash:changed [--people N] [--seed S] [--keep]`: a journey is published anew and its people are moved, taken back and moved
 * again while they walk it and workers are killed every two seconds. Afterwards nobody is stuck, and each mail came once.
 */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { demoAccount } from '../seed/demo-accounts.ts'
import { changedGraph, childGraph } from './changed-journey.ts'
import { checkChanged } from './check-changed.ts'
import { collectMails } from './collect-mails.ts'
import { openEdge } from './edge.ts'
import { openFindings, requireHappened, type Findings } from './findings.ts'
import { openProduct } from './product.ts'
import { randomOf } from './random.ts'
import { printReport } from './report.ts'
import { signIn } from './sign-in.ts'
import { askDatabase, type Asked } from './sql.ts'
import { startWorkers } from './workers.ts'

const { values } = parseArgs({ options: { people: { type: 'string' }, seed: { type: 'string' }, keep: { type: 'boolean' } } })
const people = Number(values.people ?? 10_000)
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000))
const say = (line: string): void => console.log(`· ${line}`)
const patienceMs = 120_000 + people * 180

say(`seed ${seed}, ${people} people; starting a product of its own and two workers beside its own`)
const product = await openProduct(values.keep ?? false, 'changed')
const workers = startWorkers(product, 2)
try {
  process.exitCode = (await change()) ? 0 : 1
} finally {
  await workers.close()
  await product.close()
}

async function change(): Promise<boolean> {
  const { run } = product
  const findings = openFindings()
  const edge = openEdge(run.apiUrl, findings)
  const admin = await signIn(edge, run.sandboxUrl, '10.255.0.2', demoAccount('ADMIN'))
  const asked = askDatabase(run.databaseUrl)
  const ask = <T>(what: string, work: Parameters<typeof edge.call<T>>[2]): Promise<T> =>
    edge.call({ ...admin.caller, key: crypto.randomUUID() }, what, work)
  const random = randomOf(seed)
  const mails = collectMails(run.sandboxUrl)
  let striking = true
  const strikes = (async () => {
    while (striking) {
      await Bun.sleep(2_000)
      if (workers.strike(random)) findings.count('killed: worker')
    }
  })()
  try {
    const subjectIds = await seedPeople(asked)
    const { workflowId: childId } = await ask('create child', (mas) =>
      mas.workflows.createWorkflow.mutate({ key: 'changed-child', name: 'Child', subjectType: 'lead', graph: childGraph() }),
    )
    await ask('publish child', (mas) => mas.workflows.publish.mutate({ workflowId: childId }))
    const startsAt = new Date(Date.now() + 90_000 + people * 20)
    const { workflowId, revision } = await ask('create', (mas) =>
      mas.workflows.createWorkflow.mutate({
        key: 'changed',
        name: 'Changed',
        subjectType: 'lead',
        graph: changedGraph(1, startsAt, childId),
      }),
    )
    await ask('publish', (mas) => mas.workflows.publish.mutate({ workflowId }))
    for (let from = 0; from < people; from += 10_000)
      await ask('enrol many', (mas) =>
        mas.workflows.enrolMany.mutate({ workflowId, requestId: crypto.randomUUID(), subjectIds: subjectIds.slice(from, from + 10_000) }),
      )
    say('everybody is on the way; the journey is published anew')
    await ask('save', (mas) => mas.workflows.saveDraft.mutate({ workflowId, revision, graph: changedGraph(2, startsAt, childId) }))
    await ask('publish anew', (mas) => mas.workflows.publish.mutate({ workflowId }))

    const settledAs = async (migrationId: string, state: string) => {
      const until = performance.now() + patienceMs
      for (;;) {
        const found = await ask('look', (mas) => mas.workflows.getMigration.query({ migrationId }))
        if (found.state === state) return found
        if (performance.now() > until) throw new Error(`the migration is still ${found.state}`)
        await Bun.sleep(500)
      }
    }
    const move = async (): Promise<string> => {
      // A node that was empty a moment ago may have somebody now: the plan is stale then, and made anew.
      for (;;) {
        const { id: migrationId } = await ask('plan', (mas) =>
          mas.workflows.planMigration.mutate({ workflowId, fromN: 1, toN: 2, mapping: { w: 'w2' } }),
        )
        await ask('simulate', (mas) => mas.workflows.simulateMigration.mutate({ migrationId }))
        // Four eyes are the suite's business; here the plan is another administrator's.
        await asked.rows(z.unknown(), `update workflows.migrations set planned_by = 'user:somebody-else' where id = $1::uuid`, [
          migrationId,
        ])
        const applied = await ask('apply', (mas) => mas.workflows.applyMigration.mutate({ migrationId, reason: 'crash' })).catch(
          (thrown: unknown) => {
            if (!String(thrown).includes('stale') && !JSON.stringify(thrown).includes('stale')) throw thrown
            return undefined
          },
        )
        if (applied === undefined) continue
        const began = performance.now()
        const { proof } = await settledAs(migrationId, 'applied')
        findings.took('a migration', performance.now() - began)
        if (proof?.adds !== true) findings.violated('the proof adds up', JSON.stringify(proof))
        findings.count('people moved', proof?.moved ?? 0)
        findings.count('people who stayed', proof?.stayed ?? 0)
        return migrationId
      }
    }
    const first = await move()
    say('moved; now it is taken back')
    await ask('revert', (mas) => mas.workflows.revertMigration.mutate({ migrationId: first, reason: 'crash' }))
    const { proof } = await settledAs(first, 'reverted')
    findings.count('people taken back', proof?.restored ?? 0)
    findings.count('people who had gone on', proof?.movedOn ?? 0)
    await move()
    say('moved again; waiting for everybody')
    await arrived(asked, findings, workflowId)
    striking = false
    await strikes
    await checkChanged(asked, findings, await mails.finish(), workflowId, people)
    requireHappened(findings, 'killed: worker', 'runs', 'people moved', 'people taken back', 'mails in their mailbox once')
  } finally {
    striking = false
    await mails.finish()
    await asked.close()
  }
  return printReport(findings)
}

/** People of our own, straight into the tables: what is tried is not how they come in. */
async function seedPeople(asked: Asked): Promise<string[]> {
  const id = `('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`
  await asked.rows(
    z.unknown(),
    `insert into leads.leads (id, platform, full_name, status, city, extra, first_intake_at, last_activity_at, status_since, updated_at, attempts, attempt_days, root_id)
     select ${id}, 'mr-mentor', 'Walker ' || n, 'new', (array['Pune', 'Delhi'])[1 + n % 2], '{}', now(), now(), now(), now(), 0, 0, ${id} from generate_series(1, $1::int) n`,
    [people],
  )
  await asked.rows(
    z.unknown(),
    `insert into leads.contact_points (id, lead_id, kind, value, role, is_primary)
     select gen_random_uuid(), ${id}, 'email', 'walker-' || n || '@changed.example', 'identifying', true from generate_series(1, $1::int) n`,
    [people],
  )
  await asked.rows(
    z.unknown(),
    `insert into leads.tags (id, slug, label) values (gen_random_uuid(), 'changed', 'Changed') on conflict do nothing`,
  )
  return Array.from({ length: people }, (_, n) => `01900000-0000-7000-8000-${(n + 1).toString(16).padStart(12, '0')}`)
}

/** Until nobody is under way and no mail is; as long as somebody moves there is patience. */
async function arrived(asked: Asked, findings: Findings, workflowId: string): Promise<void> {
  const left = () =>
    asked.count(
      `select (select count(*) from workflows.runs where state = 'live') + (select count(*) from notifications.emails where state in ('queued', 'sending'))
        + (select count(*) from notifications.intents where state = 'requested') as n`,
    )
  const steps = () => asked.count('select count(*) as n from workflows.steps')
  for (let moved = performance.now(), seen = -1; (await left()) > 0; await Bun.sleep(2_000)) {
    const now = (await steps()) * 1_000_000 + (await left())
    if (now !== seen) moved = performance.now()
    seen = now
    if (performance.now() - moved < 180_000) continue
    const standing = await asked.rows(
      z.object({ what: z.string() }),
      `select c.node_id || ', version ' || r.version_n || ', lane ' || c.lane || ': ' || count(*) || ' ' || coalesce(max(c.last_error), '') as what
       from workflows.cursors c join workflows.runs r on r.id = c.run_id where r.workflow_id = $1::uuid group by c.node_id, r.version_n, c.lane`,
      [workflowId],
    )
    for (const { what } of standing) findings.violated('nobody is stuck', what)
    return
  }
}
