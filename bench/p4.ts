/**
 * P4: the workflow engine beside DBOS and a bare queue on the same Postgres; timers with very many sleepers; the take-over after
 * kill -9; a bulk start beside live ones; people moved to another version; what the claim costs. `bun run bench p4 [--quick] [--full]`, or `bun bench/p4.ts` on its own.
 */
import { finish, type Figure } from './measure/finish.ts'
import { measureBulk } from './p4/bulk.ts'
import { openServer } from './p4/ground.ts'
import { measureMigration } from './p4/migration.ts'
import type { Snapshot } from './p4/snapshot.ts'
import { measureTakeOver } from './p4/take-over.ts'
import { measureThroughput } from './p4/throughput.ts'
import { measureTimers } from './p4/timers.ts'

const server = await openServer()
try {
  const throughput = await measureThroughput()
  const timers = await measureTimers()
  const takeOver = await measureTakeOver()
  const bulk = await measureBulk()
  const migration = await measureMigration()
  console.table(
    [...throughput.rates].flatMap(([shape, engines]) =>
      [...engines].map(([who, { perSecond, perCpuSecond }]) => ({
        shape,
        who,
        'steps per second': Math.round(perSecond),
        'per CPU second of Postgres': Math.round(perCpuSecond),
      })),
    ),
  )
  const of = (shape: string, who: string) => throughput.rates.get(shape)?.get(who) ?? { perSecond: Number.NaN, perCpuSecond: Number.NaN }
  const against = (shape: string, other: string, bar: Figure['bar']): Figure[] =>
    (['perSecond', 'perCpuSecond'] as const).map((unit) => ({
      what: `${shape}: steps per ${unit === 'perSecond' ? 'second' : 'Postgres CPU second'} / ${other}`,
      ours: Math.round(of(shape, 'ours')[unit]).toString(),
      reference: Math.round(of(shape, other)[unit]).toString(),
      value: of(shape, 'ours')[unit] / of(shape, other)[unit],
      bar,
    }))
  const ms = (value: number) => `${value.toFixed(1)} ms`
  const mix = of('standard mix', 'ours').perCpuSecond
  const tenControl = of('10 steps', 'ours').perCpuSecond
  await finish({
    sizes: { ...throughput.sizes, ...timers.sizes },
    figures: [
      ...['1 step', '10 steps', '40 steps', 'fan-out of one order'].flatMap((shape) => against(shape, 'DBOS', '>= 2')),
      ...['1 step', '10 steps', '40 steps'].flatMap((shape) => against(shape, 'bare pg-boss', '>= 1')),
      {
        what: '10 control steps: per Postgres CPU second',
        ours: Math.round(tenControl).toString(),
        reference: '',
        value: tenControl,
        bar: '>= 5000',
      },
      { what: 'standard mix: per Postgres CPU second', ours: Math.round(mix).toString(), reference: '', value: mix, bar: '>= 500' },
      {
        what: 'timer lateness p99, ms',
        ours: ms(timers.ours.p99),
        reference: `DBOS ${ms(timers.dbos.p99)}`,
        value: timers.ours.p99,
        bar: '<= 1000',
      },
      {
        what: 'timer lateness worst, ms',
        ours: ms(timers.ours.max),
        reference: `DBOS ${ms(timers.dbos.max)}`,
        value: timers.ours.max,
        bar: '<= 3000',
      },
      ...(timers.snapshot === undefined ? [] : behindSnapshot(timers.snapshot)),
      {
        what: 'claim, many asleep / few asleep',
        ours: ms(timers.claimMs.many),
        reference: ms(timers.claimMs.few),
        value: timers.claimMs.many / timers.claimMs.few,
        bar: '<= 1.5',
      },
      {
        what: 'claim walks no table (1: by its index)',
        ours: timers.byIndex ? 'cursors_wake_idx' : 'see detail',
        reference: '',
        value: timers.byIndex ? 1 : 0,
        bar: '>= 1',
      },
      {
        what: 'CPU of Postgres while all sleep, ms a second, above none asleep',
        ours: ms(timers.idleCpuMs.asleep),
        reference: ms(timers.idleCpuMs.none),
        value: timers.idleCpuMs.asleep - timers.idleCpuMs.none,
        bar: '<= 20',
      },
      {
        what: `take-over after kill -9 of ${takeOver.heldRuns} held runs, ms`,
        ours: ms(takeOver.ms),
        reference: '',
        value: takeOver.ms,
        bar: '<= 10000',
      },
      {
        what: 'from an event to the first step of the run it starts, beside a bulk start, p99 ms',
        ours: ms(bulk.p99),
        reference: `${Math.round(bulk.enrolledPerSecond)} a second in bulk`,
        value: bulk.p99,
        bar: '<= 1000',
      },
      {
        what: 'people moved to another version a second',
        ours: Math.round(migration.perSecond).toString(),
        reference: `${Math.round(migration.perCpuSecond)} a CPU second of Postgres`,
        value: migration.perSecond,
        bar: '>= 500',
      },
    ],
    verified: [...throughput.verified, ...timers.verified, ...takeOver.verified, ...bulk.verified, ...migration.verified],
    detail: {
      rates: Object.fromEntries([...throughput.rates].map(([shape, engines]) => [shape, Object.fromEntries(engines)])),
      timers,
      takeOver,
      bulk,
      migration,
    },
  })
} finally {
  await server.stop()
}

function behindSnapshot({ lateness, before, after }: Snapshot): Figure[] {
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  return [
    {
      what: 'timer lateness p99 behind a snapshot of ten minutes, ms',
      ours: `${lateness.p99.toFixed(1)} ms`,
      reference: `worst ${lateness.max.toFixed(1)} ms`,
      value: lateness.p99,
      bar: '<= 1000',
    },
    {
      what: '`cursors` behind it / before',
      ours: mib(after.table),
      reference: mib(before.table),
      value: after.table / before.table,
      bar: '<= 2',
    },
  ]
}
