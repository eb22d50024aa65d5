import { existsSync, readdirSync } from 'node:fs'
import { rows, sql, connect } from '@mas/db'
import { rateOf } from '../measure/rate.ts'
import { onServer } from '../measure/server.ts'

const debian = '/usr/lib/postgresql'
const accountsPerScale = 100_000

/** TPC-B as pgbench has it built in: three updates, a select and an insert in one transaction. */
export interface TpcB {
  readonly name: string
  /** Transactions a second by `clients` at once. */
  run(clients: number, seconds: number): Promise<number>
  close(): Promise<void>
}

export async function openTpcB(url: string, scale: number): Promise<TpcB> {
  const program = findPgbench()
  if (program === undefined) {
    console.log(
      'no pgbench on PATH or under /usr/lib/postgresql (Debian: apt-get install postgresql-contrib); the same script runs through the driver instead',
    )
    return throughDriver(url, scale)
  }
  await call(program, ['--initialize', '--quiet', `--scale=${scale}`, url])
  const version = (await call(program, ['--version'])).trim()
  return {
    name: `pgbench TPC-B, ${version}`,
    run: async (clients, seconds) => {
      const history = () => onServer('select count(*)::int as n from pgbench_history', url)
      const [before] = await history()
      const text = await call(program, [
        '--builtin=tpcb-like',
        `--client=${clients}`,
        '--jobs=2',
        '--no-vacuum',
        `--time=${Math.max(1, Math.round(seconds))}`,
        url,
      ])
      const [after] = await history()
      const done = Number(/actually processed: (\d+)/.exec(text)?.[1])
      if (!(done > 0) || Number(after?.['n']) - Number(before?.['n']) !== done) throw new Error(`pgbench did not do what it says:\n${text}`)
      return Number(/tps = ([\d.]+)/.exec(text)?.[1])
    },
    close: async () => {},
  }
}

function findPgbench(): string | undefined {
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : []
  return (
    [...versions.map((version) => `${debian}/${version}/bin/pgbench`).filter((path) => existsSync(path)), Bun.which('pgbench')].find(
      (found) => found !== null,
    ) ?? undefined
  )
}

async function call(program: string, args: readonly string[]): Promise<string> {
  const child = Bun.spawn([program, ...args], { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  const [out, complaint] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  if ((await child.exited) !== 0) throw new Error(`pgbench: ${complaint}`)
  return out
}

async function throughDriver(url: string, scale: number): Promise<TpcB> {
  for (const statement of [
    'create table pgbench_branches (bid int not null primary key, bbalance int, filler char(88)) with (fillfactor = 100)',
    'create table pgbench_tellers (tid int not null primary key, bid int, tbalance int, filler char(84)) with (fillfactor = 100)',
    'create table pgbench_accounts (aid int not null primary key, bid int, abalance int, filler char(84)) with (fillfactor = 100)',
    'create table pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22))',
    `insert into pgbench_branches select n, 0 from generate_series(1, ${scale}) n`,
    `insert into pgbench_tellers select n, (n - 1) / 10 + 1, 0 from generate_series(1, ${scale * 10}) n`,
    `insert into pgbench_accounts select n, (n - 1) / ${accountsPerScale} + 1, 0, '' from generate_series(1, ${scale * accountsPerScale}) n`,
    'vacuum analyze',
  ])
    await onServer(statement, url)
  const driver = await connect({ url, poolSize: 64, applicationName: 'bench-tpcb', statementTimeoutMs: 60_000 })
  const upTo = (most: number) => 1 + Math.floor(Math.random() * most)
  return {
    name: 'the script of TPC-B through the driver (no pgbench found)',
    run: (clients, seconds) =>
      rateOf(clients, seconds, () => {
        const [aid, tid, bid, delta] = [upTo(scale * accountsPerScale), upTo(scale * 10), upTo(scale), upTo(10_000) - 5_000]
        return driver.transaction(async (tx) => {
          await rows(tx, sql`update pgbench_accounts set abalance = abalance + ${delta}::int where aid = ${aid}::int`)
          await rows(tx, sql`select abalance from pgbench_accounts where aid = ${aid}::int`)
          await rows(tx, sql`update pgbench_tellers set tbalance = tbalance + ${delta}::int where tid = ${tid}::int`)
          await rows(tx, sql`update pgbench_branches set bbalance = bbalance + ${delta}::int where bid = ${bid}::int`)
          await rows(
            tx,
            sql`insert into pgbench_history (tid, bid, aid, delta, mtime) values (${tid}::int, ${bid}::int, ${aid}::int, ${delta}::int, current_timestamp)`,
          )
        })
      }),
    close: () => driver.close(),
  }
}
