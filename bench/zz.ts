import { connect, rows, sql } from '@mas/db'
import * as q from '@mas/db/workflows'
const driver = await connect({ url: process.argv[2]!, poolSize: 1, applicationName: 'x', statementTimeoutMs: 900000 })
const explain = async (name: string, run: (r: any) => Promise<unknown>) => {
  const out: string[] = []
  await driver.transaction(async (tx) => {
    const explaining: any = Object.assign(Object.create(tx), {
      execute: async (statement: any, shape: any) => {
        const [found] = await rows<any>(tx, sql`explain (analyze, buffers, format json) ${statement}`)
        const p = found['QUERY PLAN'][0]
        const text = JSON.stringify(p)
        const seqs = [...text.matchAll(/"Node Type":"Seq Scan"[^}]*?"Relation Name":"(\w+)"/g)].map((m) => m[1])
        const idx = [...new Set([...text.matchAll(/"Index Name":"(\w+)"/g)].map((m) => m[1]))].slice(0, 6)
        out.push(
          `${p['Execution Time'].toFixed(1)} ms, blocks ${p.Plan['Shared Hit Blocks'] + p.Plan['Shared Read Blocks']}, rows ${p.Plan['Actual Rows']}; idx ${idx.join(',')}${seqs.length ? ' SEQ ' + [...new Set(seqs)].join(',') : ''}`,
        )
        return tx.execute(statement, shape)
      },
    })
    await run(explaining)
  })
  console.log(name, '|', out.join(' || '))
}
const wf = '01900000-0000-7000-8000-000000000001'
const [one] = await rows<any>(
  driver.db,
  sql`select id, subject_id from workflows.runs where state='finished' order by id offset 500000 limit 1`,
)
const [live] = await rows<any>(
  driver.db,
  sql`select id, subject_id from workflows.runs where state='live' order by id desc offset 500000 limit 1`,
)
for (let n = 0; n < 2; n++) {
  await explain('at rare step', (r) => q.pageRunsAt(r, { workflowId: wf, nodeId: 'rare' }, undefined, 51, 20000))
  await explain('at step with nobody', (r) => q.pageRunsAt(r, { workflowId: wf, nodeId: 'none' }, undefined, 51, 20000))
  await explain('at step with all', (r) => q.pageRunsAt(r, { workflowId: wf, nodeId: 'n2' }, undefined, 51, 20000))
  await explain('rare step, no workflow', (r) => q.pageRunsAt(r, { nodeId: 'rare' }, undefined, 51, 20000))
  await explain('held at step', (r) => q.pageRunsAt(r, { workflowId: wf, nodeId: 'rare', state: 'held' }, undefined, 51, 20000))
  await explain('held', (r) => q.pageRuns(r, { state: 'held' }, undefined, 51))
  await explain('held of workflow', (r) => q.pageRuns(r, { state: 'held', workflowId: wf }, undefined, 51))
  await explain('held failed', (r) => q.pageRuns(r, { heldReason: 'failed' }, undefined, 51))
  await explain('held failed of workflow', (r) => q.pageRuns(r, { heldReason: 'failed', workflowId: wf }, undefined, 51))
  await explain('all', (r) => q.pageRuns(r, {}, undefined, 51))
  await explain('live of workflow', (r) => q.pageRuns(r, { workflowId: wf, state: 'live' }, undefined, 51))
  await explain('live', (r) => q.pageRuns(r, { state: 'live' }, undefined, 51))
  await explain('finished', (r) => q.pageRuns(r, { state: 'finished' }, undefined, 51))
  await explain('finished of workflow', (r) => q.pageRuns(r, { workflowId: wf, state: 'finished' }, undefined, 51))
  await explain('outcome rare', (r) => q.pageRuns(r, { workflowId: wf, outcome: 'rare' }, undefined, 51))
  await explain('subject', (r) => q.pageRuns(r, { subjectId: one.subject_id }, undefined, 51))
  await explain('run', (r) => q.findRun(r, one.id))
  await explain('steps of run', (r) => q.stepsOfRun(r, one.id))
  await explain('effects of run', (r) => q.effectsOfRun(r, one.id))
  await explain('board', (r) => q.countRuns(r, 50, 10000))
  await explain('people by node', (r) => q.peopleByNode(r, wf, 1))
  await explain('runs of version', (r) => q.runsOfVersion(r, wf, 1, null, 100))
  await explain('invariants', (r) => q.violations(r, new Date()))
  await explain('count live', (r) => q.countLive(r, wf, 100))
  await explain('finished rare wf', (r) => q.pageRuns(r, { workflowId: wf.replace(/1$/, '2'), state: 'finished' }, undefined, 51))
  await explain('live other wf', (r) => q.pageRuns(r, { workflowId: wf.replace(/1$/, '2'), state: 'live' }, undefined, 51))
  await explain('people by node other', (r) => q.peopleByNode(r, wf.replace(/1$/, '2'), 1))
  await explain('live ids at step', (r) => q.liveRunIds(r, { workflowId: wf, nodeId: 'rare' }, undefined, 200))
  await explain('presence', (r) => q.presenceRows(r, 'lead', [one.subject_id, live.subject_id]))
  await explain('claim', (r) => q.claimDue(r, 0, null, new Date(Date.now() + 7200_000), 128))
}
await driver.close()
