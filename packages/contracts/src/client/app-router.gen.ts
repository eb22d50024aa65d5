// Written by `bun run generate` from the verbs. Do not edit.
import type { Mutation, Query, RouterOf } from './procedure-types.ts'
import type { AuditEntry, EntryProof, ExplainSubjectInput, ExplainSubjectOutput, ExportRangeInput, ExportRangeOutput, GetEntryInput, ListAnchorsInput, ListAnchorsOutput, ListEntriesInput, ListEntriesOutput, ListMyHistoryInput, ListMyHistoryOutput, ListVerificationsInput, ListVerificationsOutput, ProveEntryInput, VerifyChainInput, VerifyChainOutput } from '../audit/index.ts'
import type { ListSettingsInput, ListSettingsOutput, SetSettingInput, Setting } from '../settings/index.ts'

export type AppRouter = RouterOf<{
  audit: {
    /** Gives entries as they were hashed, oldest first, up to 1,000 a call, at most 366 days; sealed values stay sealed, and every call is recorded. */
    exportRange: Mutation<typeof ExportRangeInput, typeof ExportRangeOutput>
    /** Gives everything a third party needs to check that an entry was there, unchanged, when a later day was closed and signed. */
    proveEntry: Query<typeof ProveEntryInput, typeof EntryProof>
    /** Lists the daily signed anchors of all chains, newest first; `late` means not published 24 hours after it was computed. */
    listAnchors: Query<typeof ListAnchorsInput, typeof ListAnchorsOutput>
    /** Lists the runs of the verifier, newest first, with the first fault each one found. */
    listVerifications: Query<typeof ListVerificationsInput, typeof ListVerificationsOutput>
    /** Lists who changed or looked at my own record, by role and never by name, newest first; cases that are not released are left out. */
    listMyHistory: Query<typeof ListMyHistoryInput, typeof ListMyHistoryOutput>
    /** Lists who changed what, newest first, by subject, actor, action or domain, at most 366 days at a time; FINANCE sees the money domains only. */
    listEntries: Query<typeof ListEntriesInput, typeof ListEntriesOutput>
    /** Opens one entry with its personal values, `erased` where the person was erased; the look is itself recorded, so this is a command. */
    getEntry: Mutation<typeof GetEntryInput, typeof AuditEntry>
    /** Recomputes one chain, one stream or everything that is online, and names the first fault; FINANCE may verify the stream `gst`. */
    verifyChain: Mutation<typeof VerifyChainInput, typeof VerifyChainOutput>
    /** Tells the history of one thing in words, newest first: who, what from and to, why and on which decision; FINANCE hears of the money domains only. */
    explainSubject: Query<typeof ExplainSubjectInput, typeof ExplainSubjectOutput>
  }
  settings: {
    /** Changes a setting, effective at once on every process. Refused when somebody else changed it since `baseVersion`. */
    setSetting: Mutation<typeof SetSettingInput, typeof Setting>
    /** Lists every setting with its value in force, its default, its unit and its version. */
    listSettings: Query<typeof ListSettingsInput, typeof ListSettingsOutput>
  }
}>
