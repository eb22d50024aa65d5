// Written by `bun run generate` from the verbs. Do not edit.
import type { Mutation, Query, RouterOf } from './procedure-types.ts'
import type { ListEntriesInput, ListEntriesOutput } from '../audit/index.ts'
import type { AbortUploadInput, AbortUploadOutput, BeginUploadInput, BeginUploadOutput, FinishUploadInput, IssuedTicket, StoredFile } from '../files/index.ts'
import type { Activity, AddNoteInput, ApplyDispositionInput, CaptureLeadInput, CaptureLeadOutput, ChangeStatusInput, CheckContactInput, CommitImportInput, Consent, ContactDecision, CorrectNoteInput, CountLeadsInput, CountLeadsOutput, CreateImportUploadInput, CreateTagInput, DismissDuplicateInput, DismissDuplicateOutput, DownloadImportReportOutput, ExplainLeadOutput, FollowUp, FollowUpPage, FollowUpRef, Import, ImportIdInput, Lead, LeadPage, LeadRef, ListDuplicatesInput, ListDuplicatesOutput, ListImportRowsInput, ListImportRowsOutput, ListImportsInput, ListImportsOutput, ListLeadsInput, ListMyFollowUpsInput, ListTimelineInput, MapImportInput, MergeLeadsInput, MergeOutput, RecordConsentInput, RenameTagInput, ReopenLeadInput, RescheduleFollowUpInput, RetireTagInput, RevealPhoneInput, RevealPhoneOutput, ScheduleFollowUpInput, SearchLeadsInput, SearchLeadsOutput, StartImportInput, Tag, TagLeadsInput, TagLeadsOutput, TimelinePage, UndoMergeInput, UndoMergeOutput, UpdateLeadInput, WithdrawConsentInput } from '../leads/index.ts'
import type { ListSettingsInput, ListSettingsOutput, SetSettingInput, Setting } from '../settings/index.ts'

export type AppRouter = RouterOf<{
  audit: {
    /** Lists who changed what, newest first, by subject, actor or action. */
    listEntries: Query<typeof ListEntriesInput, typeof ListEntriesOutput>
  }
  files: {
    /** Checks the bytes that arrived (size, SHA-256, type found in the content) and stores the file; repeating it answers the same file. */
    finishUpload: Mutation<typeof FinishUploadInput, typeof StoredFile>
    /** Gives an upload up and deletes what arrived; a stored file is left alone. */
    abortUpload: Mutation<typeof AbortUploadInput, typeof AbortUploadOutput>
    /** Says where and how to send the bytes of an announced file; whoever holds its ticket may ask. */
    beginUpload: Query<typeof BeginUploadInput, typeof BeginUploadOutput>
  }
  leads: {
    /** Announces a lead file (CSV or XLSX, at most 250 MB) and answers the ticket for its upload. */
    createImportUpload: Mutation<typeof CreateImportUploadInput, typeof IssuedTicket>
    /** Answers a link to a CSV with the original columns, the outcome and the reason of each row; the first call has it written. */
    downloadImportReport: Mutation<typeof ImportIdInput, typeof DownloadImportReportOutput>
    /** Changes what is known about a lead. Refused when somebody else changed it since `version`. */
    updateLead: Mutation<typeof UpdateLeadInput, typeof Lead>
    /** Corrects one's own note by a new entry that names it; the first one stays as it was. */
    correctNote: Mutation<typeof CorrectNoteInput, typeof Activity>
    /** Counts leads by status for tiles and tabs: one's own, the pool one owns, or all. Kept counts are read, leads are never counted. */
    countLeads: Query<typeof CountLeadsInput, typeof CountLeadsOutput>
    /** Everything that happened to a lead and to those merged into it, newest first. */
    listTimeline: Query<typeof ListTimelineInput, typeof TimelinePage>
    /** Finds leads within reach by part of a name, the last 4 or more digits of a phone, or the start of an e-mail address. */
    searchLeads: Query<typeof SearchLeadsInput, typeof SearchLeadsOutput>
    /** Gives a tag another label; its slug stays, so filters and workflows keep working. */
    renameTag: Mutation<typeof RenameTagInput, typeof Tag>
    /** Gives an import up before it is committed; nothing of it ever reached the pool. */
    cancelImport: Mutation<typeof ImportIdInput, typeof Import>
    /** Goes on with a paused commit at the row where it stopped. */
    resumeImport: Mutation<typeof ImportIdInput, typeof Import>
    /** Lists imports, newest first: the own ones, ADMIN everybody's. */
    listImports: Query<typeof ListImportsInput, typeof ListImportsOutput>
    /** Lists one's own follow-ups in one state, earliest due first. */
    listMyFollowUps: Query<typeof ListMyFollowUpsInput, typeof FollowUpPage>
    /** Lists the leads within reach, most recent activity first, by a typed filter. */
    listLeads: Query<typeof ListLeadsInput, typeof LeadPage>
    /** Lists the rows of an import in the order of the file, with what the preview said and what the commit did. */
    listImportRows: Query<typeof ListImportRowsInput, typeof ListImportRowsOutput>
    /** Makes a tag; a retired slug comes back with the leads that carried it. */
    createTag: Mutation<typeof CreateTagInput, typeof Tag>
    /** Makes two leads one: values and open work move to the survivor, blanks are filled, the journal of both is read together. It can be taken back. */
    mergeLeads: Mutation<typeof MergeLeadsInput, typeof MergeOutput>
    /** Marks an open follow-up as done. */
    completeFollowUp: Mutation<typeof FollowUpRef, typeof FollowUp>
    /** Moves an open follow-up to another time, at most 180 days ahead. */
    rescheduleFollowUp: Mutation<typeof RescheduleFollowUpInput, typeof FollowUp>
    /** One lead with its contact points, interests and tags. A merged one names its survivor. */
    getLead: Query<typeof LeadRef, typeof Lead>
    /** Pairs of leads that may be one person, most alike first; a head sees pairs with a lead of the own pool. */
    listDuplicates: Query<typeof ListDuplicatesInput, typeof ListDuplicatesOutput>
    /** Puts a tag on up to 500 leads; answers how many did not have it. Leads outside the caller's reach are left out. */
    tagLeads: Mutation<typeof TagLeadsInput, typeof TagLeadsOutput>
    /** Records that a person agreed to be contacted, with evidence. Explicit consent lives 365 days, enquiry and inbound 180 (settings). */
    recordConsent: Mutation<typeof RecordConsentInput, typeof Consent>
    /** Records that a person does not want to be contacted any more; obeyed from this instant, also after an erasure. */
    withdrawConsent: Mutation<typeof WithdrawConsentInput, typeof Consent>
    /** Rehearses the import row by row with the code of the commit and changes nothing in the pool. */
    previewImport: Mutation<typeof ImportIdInput, typeof Import>
    /** Says how a contact went. One table decides the status, the next follow-up (automatic ones between 09:00 and 21:00 IST), bad numbers and withdrawn consent. */
    applyDisposition: Mutation<typeof ApplyDispositionInput, typeof Lead>
    /** Says that two leads are two people: the pair is not proposed again, and the system never merges it. */
    dismissDuplicate: Mutation<typeof DismissDuplicateInput, typeof DismissDuplicateOutput>
    /** Says what each column of the file means and how rows are applied; a change after the preview asks for a new one. */
    mapImport: Mutation<typeof MapImportInput, typeof Import>
    /** Says whether a person may be contacted at a time, and if not, why and from when on, with the facts that decided. */
    checkContact: Query<typeof CheckContactInput, typeof ContactDecision>
    /** Sets the status by hand: between attempted and counselled in either direction, or to lost or invalid with a reason. */
    changeStatus: Mutation<typeof ChangeStatusInput, typeof Lead>
    /** Sets when somebody turns to the lead again, at most 180 days ahead; one open follow-up a person and lead. */
    scheduleFollowUp: Mutation<typeof ScheduleFollowUpInput, typeof FollowUp>
    /** Shows a number in full, with a reason; audited, and capped a person and day (setting, 50). */
    revealPhone: Mutation<typeof RevealPhoneInput, typeof RevealPhoneOutput>
    /** Shows an import with its state, mapping, progress in rows, counts and drift. */
    getImport: Query<typeof ImportIdInput, typeof Import>
    /** Starts an import from an uploaded lead file and has its rows read; the same file committed before is refused unless `allowRepeat`. */
    startImport: Mutation<typeof StartImportInput, typeof Import>
    /** Stops a commit after the chunk at work; what is in stays in. */
    pauseImport: Mutation<typeof ImportIdInput, typeof Import>
    /** Stops a tag from being put on leads; those that carry it keep it. */
    retireTag: Mutation<typeof RetireTagInput, typeof Tag>
    /** Takes a committed import back as far as nobody has built on it: untouched leads are withdrawn, changed values put back, everything else is kept and named. */
    undoImport: Mutation<typeof ImportIdInput, typeof Import>
    /** Takes a lost or invalid lead up again as contacted; an open one stays as it is. */
    reopenLead: Mutation<typeof ReopenLeadInput, typeof Lead>
    /** Takes a merge back: what still carries its values is restored, what was changed since stays and is listed. For who merged, and administrators. */
    undoMerge: Mutation<typeof UndoMergeInput, typeof UndoMergeOutput>
    /** Takes a tag off up to 500 leads; answers how many had it. Leads outside the caller's reach are left out. */
    untagLeads: Mutation<typeof TagLeadsInput, typeof TagLeadsOutput>
    /** Takes an open follow-up away. */
    cancelFollowUp: Mutation<typeof FollowUpRef, typeof FollowUp>
    /** Takes one person in by hand: a new lead, or an enquiry of a known one. Nothing of a lead outside the caller's reach is told. */
    captureLead: Mutation<typeof CaptureLeadInput, typeof CaptureLeadOutput>
    /** Takes the previewed rows into the pool in the background; once only, and only the plan whose preview was looked at. */
    commitImport: Mutation<typeof CommitImportInput, typeof Import>
    /** Why this status, these holders, these merges, and whether each number and address may be contacted now: all from stored facts. */
    explainLead: Query<typeof LeadRef, typeof ExplainLeadOutput>
    /** Writes a note of at most 4,000 characters into the journal of a lead. */
    addNote: Mutation<typeof AddNoteInput, typeof Activity>
  }
  settings: {
    /** Changes a setting, effective at once on every process. Refused when somebody else changed it since `baseVersion`. */
    setSetting: Mutation<typeof SetSettingInput, typeof Setting>
    /** Lists every setting with its value in force, its default, its unit and its version. */
    listSettings: Query<typeof ListSettingsInput, typeof ListSettingsOutput>
  }
}>
