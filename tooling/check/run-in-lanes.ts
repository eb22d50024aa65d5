export interface Check {
  readonly name: string
  /** One line for each thing that is wrong. */
  readonly run: () => Promise<readonly string[]> | readonly string[]
}
export interface Result {
  readonly name: string
  readonly findings: readonly string[]
  readonly seconds: number
}

/** Runs checks in the given order, at most `lanes` at a time: put the long ones first. A check that throws has failed. */
export async function runInLanes(checks: readonly Check[], lanes: number): Promise<Result[]> {
  const results: Result[] = []
  const waiting = [...checks]
  const lane = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) results.push(await timed(check))
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return checks.flatMap(({ name }) => results.filter((result) => result.name === name))
}

async function timed({ name, run }: Check): Promise<Result> {
  const start = performance.now()
  const findings = await attempt(run)
  return { name, findings, seconds: (performance.now() - start) / 1000 }
}

async function attempt(run: Check['run']): Promise<readonly string[]> {
  try {
    return await run()
  } catch (thrown) {
    return [`the check itself broke: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`]
  }
}
