// Written by `bun run generate` from the verbs. Do not edit.
import type { Mutation, Query, RouterOf } from './procedure-types.ts'
import type { ListEntriesInput, ListEntriesOutput } from '../audit/index.ts'
import type { ListSettingsInput, ListSettingsOutput, SetSettingInput, Setting } from '../settings/index.ts'

export type AppRouter = RouterOf<{
  audit: {
    /** Lists who changed what, newest first, by subject, actor or action. */
    listEntries: Query<typeof ListEntriesInput, typeof ListEntriesOutput>
  }
  settings: {
    /** Changes a setting, effective at once on every process. Refused when somebody else changed it since `baseVersion`. */
    setSetting: Mutation<typeof SetSettingInput, typeof Setting>
    /** Lists every setting with its value in force, its default, its unit and its version. */
    listSettings: Query<typeof ListSettingsInput, typeof ListSettingsOutput>
  }
}>
