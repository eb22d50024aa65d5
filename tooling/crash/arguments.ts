import { parseArgs } from 'node:util'
import { Target } from './strikes.ts'

export interface CrashArguments {
  readonly minutes: number
  readonly seed: number
  /** Only this is struck, every five to ten seconds. */
  readonly only: Target | undefined
  /** Keeps the run's folder, to look into afterwards. */
  readonly keep: boolean
}
const usageOf = (command: string) => `bun run ${command} [--minutes N] [--seed S] [--only TARGET] [--keep]
  --minutes N   how long work goes on while processes die (3)
  --seed S      the same seed strikes the same processes after the same pauses
  --only TARGET strikes only api, worker, postgres or everything, every five to ten seconds
  --keep        do not delete the database and the logs in .mas/crash at the end`

export function readArguments(argv: readonly string[], command = 'crash'): CrashArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: { type: 'string' },
      seed: { type: 'string' },
      only: { type: 'string' },
      keep: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  const minutes = Number(values.minutes ?? 3)
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000))
  const only = Target.optional().safeParse(values.only)
  if (values.help === true || !only.success || !(minutes > 0) || !Number.isInteger(seed)) {
    console.log(usageOf(command))
    process.exit(values.help === true ? 0 : 2)
  }
  return { minutes, seed, only: only.data, keep: values.keep ?? false }
}
