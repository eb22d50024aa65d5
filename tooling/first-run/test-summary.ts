export type Counts = { readonly passed: number; readonly failed: number }

/**
 * Reads the summary that `bun test` prints. A run without one crashed, and one that ran no test proves nothing: both failed.
 * An error outside a test (a file that does not load) and a bad exit code without a failed test count as one failure each.
 */
export const countResults = ({ output, exitCode }: { readonly output: string; readonly exitCode: number }): Counts => {
  const summary = Bun.stripANSI(output)
  if (!/^Ran \d+ tests? across \d+ files?\./m.test(summary)) return { passed: 0, failed: 1 }
  const passed = lastCount(summary, 'pass')
  const failed = Math.max(lastCount(summary, 'fail'), lastCount(summary, 'errors?'))
  if (exitCode !== 0 || passed === 0) return { passed, failed: Math.max(failed, 1) }
  return { passed, failed }
}

/** The last one, because a test may print such a line itself. */
const lastCount = (summary: string, what: string): number =>
  Number([...summary.matchAll(new RegExp(`^ +(\\d+) ${what}$`, 'gm'))].at(-1)?.[1] ?? 0)
