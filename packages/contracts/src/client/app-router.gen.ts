// Written by `bun run generate` from the verbs. Do not edit.
import type { Mutation, Query, RouterOf } from './procedure-types.ts'
import type { ListEntriesInput, ListEntriesOutput } from '../audit/index.ts'
import type { ListSettingsInput, ListSettingsOutput, SetSettingInput, Setting } from '../settings/index.ts'
import type { DiscardInboxInput, DiscardInboxOutput, GetInboxItemInput, InboxItemDetail, ListInboxInput, ListInboxOutput, ReplayInboxInput, ReplayInboxOutput } from '../webhooks/index.ts'

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
  webhooks: {
    /** Lets handlers act again on items that are processed or dead; being idempotent they change nothing that is already so. `dryRun` only counts. */
    replayInbox: Mutation<typeof ReplayInboxInput, typeof ReplayInboxOutput>
    /** Lists what vendors told us, newest first, by provider, state and time. Finance sees payments only. */
    listInbox: Query<typeof ListInboxInput, typeof ListInboxOutput>
    /** Settles an item that waits or is dead without acting on it; the body stays until its retention ends. */
    discardInbox: Mutation<typeof DiscardInboxInput, typeof DiscardInboxOutput>
    /** Shows one thing a vendor told us: headers, the first 64 KiB of the body, and what handling it did. */
    getInboxItem: Query<typeof GetInboxItemInput, typeof InboxItemDetail>
  }
}>
