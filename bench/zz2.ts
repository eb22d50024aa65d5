import { readFileSync } from 'node:fs'
import { cloneDatabase } from '@mas/testing/template'
const d = await cloneDatabase()
const sql = new Bun.SQL({ url: d.url, max: 1 })
const [{ pid }] = await sql.unsafe('select pg_backend_pid() as pid')
const cpu = () => {
  const f = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(f[11]) + Number(f[12])) * 10
}
await sql.unsafe(`set session_replication_role = replica`)
const per = 128,
  batches = 200,
  rowsN = 50000
const round = async (withIdx: boolean) => {
  await sql.unsafe('truncate workflows.cursors')
  await sql.unsafe('drop index if exists workflows.cursors_node_idx')
  if (withIdx) await sql.unsafe('create index cursors_node_idx on workflows.cursors (node_id, run_id)')
  await sql.unsafe(`insert into workflows.cursors (run_id, node_id, seq, lane, wake_at, due_at, wait_kind, entered_at, visits, vars)
   select uuidv7(), 'n'||n%7, 2, 0, now() + n*interval '50 s', now(), 'duration', now(), '{"n1":1}', '{}' from generate_series(1,${rowsN}) n`)
  const ids: string[] = (await sql.unsafe(`select run_id from workflows.cursors order by md5(run_id::text) limit ${per * batches}`)).map(
    (r: any) => r.run_id,
  )
  await sql.unsafe('vacuum analyze workflows.cursors')
  await sql.unsafe('checkpoint')
  // the pages are written whole once before, so that what is counted is the records
  await sql.unsafe(
    `update workflows.cursors set attempts = 0, wake_at = wake_at + interval '1 s' where run_id in (select run_id from workflows.cursors order by run_id)`,
  )
  await sql.unsafe('vacuum workflows.cursors')
  const [w0] = await sql.unsafe(`select pg_current_wal_insert_lsn() as l`)
  const c0 = cpu()
  for (let b = 0; b < batches; b++) {
    const list = ids
      .slice(b * per, b * per + per)
      .map((i) => `'${i}'`)
      .join(',')
    await sql.unsafe(
      `update workflows.cursors set node_id = 'n' || (seq % 9), seq = seq + 1, wake_at = wake_at + interval '1 day', due_at = wake_at, entered_at = now() where run_id in (${list})`,
    )
  }
  const ms = cpu() - c0
  const [w] = await sql.unsafe(`select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '${w0.l}')::int as b`)
  return { us: (ms * 1000) / (per * batches), wal: w.b / (per * batches) }
}
const res: any = { with: [], without: [] }
for (let n = 0; n < 5; n++) {
  res.without.push(await round(false))
  res.with.push(await round(true))
}
for (const k of ['without', 'with']) {
  const m = (f: string) => res[k].map((r: any) => r[f]).sort((a: number, b: number) => a - b)[2]
  console.log(
    k,
    'us a move (median of 5):',
    m('us').toFixed(1),
    'wal bytes a move:',
    m('wal').toFixed(0),
    res[k].map((r: any) => r.us.toFixed(1)).join(' '),
  )
}
await sql.close()
await d.drop()
