import type { Clock } from '@mas/kernel/clock'
import type { DemoPerson } from './demo-people.ts'

export interface Grant {
  readonly person: DemoPerson
  readonly clientId: string
  readonly redirectUri: string
  readonly nonce: string
  readonly codeChallenge: string
}

const lifeMs = 10 * 60_000

/** Codes that work once, within ten minutes. */
export function createSandboxCodes(clock: Clock) {
  const open = new Map<string, { readonly grant: Grant; readonly until: number }>()
  return {
    issue(grant: Grant): string {
      const now = clock.now().getTime()
      for (const [code, { until }] of open) if (until <= now) open.delete(code)
      const code = `4/sandbox-${crypto.randomUUID()}`
      open.set(code, { grant, until: now + lifeMs })
      return code
    },
    spend(code: string): Grant | undefined {
      const found = open.get(code)
      open.delete(code)
      return found !== undefined && found.until > clock.now().getTime() ? found.grant : undefined
    },
    clear: () => open.clear(),
  }
}
export type SandboxCodes = ReturnType<typeof createSandboxCodes>
