import { flows } from '../crash/boundary/flows.ts'

/** A long check: a command of the project with its size and seed, and how to play what it found again. */
export interface Check {
  readonly name: string
  readonly size: string
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly again: string
}
const tests = ['--no-orphans', 'tooling/first-run/run-tests.ts']
const faulty = ['notifications', 'webhooks', 'files']

/** All of them, the quickest to find something first. `quick` is a look whether everything starts. */
export function checksOf({ quick, seed }: { readonly quick: boolean; readonly seed: number }): Check[] {
  const [operations, attacks, seeds, runs, minutes, faults] = quick
    ? ['2000', '1000', '2000', '5', '0.5', '40']
    : ['100000', '20000', '100000', '1000', '10', '1000']
  // Ten thousand at once take longer than a test may; ten times a thousand, each drawn by its own seed, are as many.
  const pieces = quick ? 1 : 10
  const test = (name: string, size: string, path: string, env: Record<string, string>, again: Record<string, string>): Check => ({
    name,
    size,
    command: [...tests, path],
    env,
    again: [...Object.entries(again).map(([key, value]) => `${key}=${value}`), `bun run test ${path}`].join(' '),
  })
  return [
    test(
      'workflow simulation',
      `${seeds} seeds`,
      'packages/domain/src/workflows/engine/simulation.test.ts',
      { MAS_SIMULATION_SEEDS: seeds },
      { MAS_SIMULATION_SEED: '<the seed in the log>' },
    ),
    test(
      'ledger against its model',
      `${operations} operations, 32 connections`,
      'packages/domain/src/ledger/random.test.ts',
      { LEDGER_RANDOM_OPERATIONS: operations, LEDGER_RANDOM_SEED: `${seed}` },
      { LEDGER_RANDOM_OPERATIONS: operations, LEDGER_RANDOM_SEED: `${seed}` },
    ),
    test(
      'ledger under attack',
      `${attacks} operations, freezes and cuts among them`,
      'packages/domain/src/ledger/attack.test.ts',
      { LEDGER_ATTACK_OPERATIONS: attacks, LEDGER_ATTACK_SEED: `${seed}` },
      { LEDGER_ATTACK_OPERATIONS: attacks, LEDGER_ATTACK_SEED: `${seed}` },
    ),
    test(
      'fuzz of the edge',
      `${runs} cases a verb`,
      'apps/api/src/fuzz.test.ts',
      { FUZZ_RUNS: runs, FUZZ_SEED: `${seed}` },
      { FUZZ_RUNS: runs, FUZZ_SEED: `${seed}` },
    ),
    ...faulty.flatMap((domain) =>
      Array.from({ length: pieces }, (_, n) => {
        const drawn = { FAULTS: faults, FUZZ_SEED: `${seed}${n}` }
        const path = `packages/domain/src/${domain}/scripted-faults.test.ts`
        return test(`scripted faults of ${domain}, ${n + 1} of ${pieces}`, `${faults} faults`, path, drawn, drawn)
      }),
    ),
    ...(['main', 'workflows'] as const).map((script): Check => {
      const name = script === 'main' ? 'crash' : 'crash:workflows'
      return {
        name,
        size: `${minutes} min`,
        command: [`tooling/crash/${script}.ts`, '--minutes', minutes, '--seed', `${seed}`],
        env: {},
        again: `bun run ${name} --minutes ${minutes} --seed ${seed} --keep`,
      }
    }),
    {
      name: 'crash:money',
      size: `${minutes} min`,
      command: ['tooling/crash/money/main.ts', '--minutes', minutes, '--seed', `${seed}`],
      env: {},
      again: `bun run crash:money --minutes ${minutes} --seed ${seed} --keep`,
    },
    ...(quick ? ['refresh'] : flows.map(({ name }) => name)).map((flow): Check => ({
      name: `crash:boundaries ${flow}`,
      size: 'every transaction',
      command: ['tooling/crash/boundary/main.ts', '--flow', flow],
      env: {},
      again: `bun run crash:boundaries --flow ${flow}`,
    })),
  ]
}
