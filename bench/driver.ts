/**
 * Which client, and how: Bun's SQL against `pg`, bare and under Drizzle, prepared and not. Needs DATABASE_URL; works in
 * a schema of its own, which it drops.
 */
import { SQL } from 'bun'
import { eq, sql } from 'drizzle-orm'
import { integer, pgSchema, text, uuid } from 'drizzle-orm/pg-core'
import pg from 'pg'
import { connectBun } from '../packages/db/src/driver/bun.ts'
import { connectNode } from '../packages/db/src/driver/node.ts'
import type { Driver } from '../packages/db/src/driver/types.ts'
import { rows } from '../packages/db/src/rows.ts'
import { finish, type Figure as Held } from './measure/finish.ts'
import { sized } from './measure/scale.ts'
import { serverUrl } from './measure/server.ts'
import { printFigures, sideBySide, type Contender, type Settings } from './measure/side-by-side.ts'

const url = serverUrl()
const settings: Settings = {
  seconds: sized({ quick: 0.4, standard: 0.5, full: 1 }),
  rounds: sized({ quick: 1, standard: 3, full: 11 }),
  callers: 16,
}
const poolSize = 16
const people = 10_000

const bench = pgSchema('bench_driver')
const persons = bench.table('persons', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull(),
  score: integer('score').notNull(),
})

const options = { url, poolSize, applicationName: 'mas-bench', statementTimeoutMs: 60_000 }
const bun = connectBun(options)
const node = connectNode(options)
const bareBun = new SQL({ url, max: poolSize })
const barePg = new pg.Pool({ connectionString: url, max: poolSize })

await rows(bun.db, sql`drop schema if exists bench_driver cascade`)
await rows(bun.db, sql`create schema bench_driver`)
await rows(
  bun.db,
  sql`create table bench_driver.persons (id uuid primary key, name text not null, email text not null, score int not null)`,
)
await rows(
  bun.db,
  sql`insert into bench_driver.persons select uuidv7(), 'Person ' || n, 'p' || n || '@example.in', n from generate_series(1, ${people}::int) n`,
)
const ids = (await rows<{ id: string }>(bun.db, sql`select id from bench_driver.persons`)).map((row) => row.id)
let next = 0
const anId = () => ids[next++ % ids.length] ?? ''

const oneRow = 'select id, name, email, score from bench_driver.persons where id = $1'
const fiftyRows = 'select id, name, email, score from bench_driver.persons where id > $1 order by id limit 50'

const results = {
  'one row by key': await sideBySide(
    [
      { name: 'bare Bun.SQL', once: () => bareBun.unsafe(oneRow, [anId()]) },
      { name: 'bare pg', once: () => barePg.query(oneRow, [anId()]) },
      { name: 'bare pg, named', once: () => barePg.query({ name: 'one', text: oneRow, values: [anId()] }) },
      ...[bun, node].flatMap(ways),
    ],
    settings,
  ),
  'fifty rows': await sideBySide(
    [
      { name: 'bare Bun.SQL', once: () => bareBun.unsafe(fiftyRows, [anId()]) },
      { name: 'bare pg', once: () => barePg.query(fiftyRows, [anId()]) },
      ...[bun, node].map((driver) => ({
        name: `${driver.name}: Drizzle, hand-written SQL`,
        once: () =>
          rows(driver.db, sql`select id, name, email, score from bench_driver.persons where id > ${anId()}::uuid order by id limit 50`),
      })),
    ],
    settings,
  ),
  'transaction of three statements': await sideBySide(
    [bun, node].map((driver) => ({
      name: `${driver.name}: lock, update, read back`,
      once: () =>
        driver.transaction(async (tx) => {
          const id = anId()
          await rows(tx, sql`select score from bench_driver.persons where id = ${id}::uuid for update`)
          await rows(tx, sql`update bench_driver.persons set score = score + 1 where id = ${id}::uuid`)
          return rows(tx, sql`select score from bench_driver.persons where id = ${id}::uuid`)
        }),
    })),
    settings,
  ),
}

for (const [title, figures] of Object.entries(results)) printFigures(title, figures)
const figures = Object.entries(results).map(([what, side]): Held => {
  const rateOf = (driver: string) => side.find(({ name }) => name.startsWith(`${driver}: `))?.perSecond ?? Number.NaN
  const [ours, reference] = [rateOf('bun'), rateOf('node')]
  return {
    what: `${what}: the driver in use / pg`,
    ours: `${ours.toFixed(0)}/s`,
    reference: `${reference.toFixed(0)}/s`,
    value: ours / reference,
    bar: '>= 0.9',
  }
})
await finish({
  sizes: { poolSize, people, ...settings },
  figures,
  verified: ['every caller of every contender finished at least one call in each round'],
  detail: results,
})

await rows(bun.db, sql`drop schema bench_driver cascade`)
await Promise.all([bun.close(), node.close(), bareBun.close(), barePg.end()])

/** Four ways through one driver. */
function ways(driver: Driver): Contender[] {
  const { db, name } = driver
  const byId = db
    .select()
    .from(persons)
    .where(eq(persons.id, sql.placeholder('id')))
    .prepare('person_by_id')
  return [
    {
      name: `${name}: Drizzle, hand-written SQL`,
      once: () => rows(db, sql`select id, name, email, score from bench_driver.persons where id = ${anId()}::uuid`),
    },
    { name: `${name}: Drizzle, query builder`, once: () => db.select().from(persons).where(eq(persons.id, anId())) },
    { name: `${name}: Drizzle, builder, prepared`, once: () => byId.execute({ id: anId() }) },
  ]
}
