import { newId, system, type Actor, type Ctx, type UserActor } from '@mas/kernel'
import { someone, useHarness, type Harness } from '@mas/testing'
import { settingsHandlers } from './index.ts'

/** People and moves that tests of this domain share. */
export interface SettingsWorld {
  readonly harness: Harness
  /** A context of somebody who has just confirmed who they are. */
  as(actor: UserActor): Ctx
  run(job: string): Promise<void>
}

export function useSettings(options: Parameters<typeof useHarness>[0] = {}): SettingsWorld {
  const harness = useHarness({ poolSize: 20, ...options })
  return {
    harness,
    as: (actor) => harness.ctx({ ...actor, confirmedAtMs: harness.clock.now().getTime() }),
    run: async (job) => {
      const found = settingsHandlers.find((one) => one.job.name === job)
      if (found === undefined) throw new Error(`there is no job ${job}`)
      await found.handle(harness.ctx(system(job)), {}, { id: newId(), number: 1, last: false })
    },
  }
}

export const admin = someone('ADMIN')
export const secondAdmin = someone('ADMIN')
export const vendor: Actor = { kind: 'vendor', vendorId: newId(), keyId: newId(), scopes: ['settings.read'], mode: 'live' }
