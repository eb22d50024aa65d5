// Written by `bun run generate` from the verbs. Do not edit.
import type { Mutation, Query, RouterOf, Subscription } from './procedure-types.ts'
import type { GetHealthInput, GetHealthOutput, ListDeadLettersInput, ListDeadLettersOutput, ListDoubtOutput, ListQueuesOutput, ListSlowStatementsOutput, RedriveDeadLettersInput, RedriveDeadLettersOutput } from '../admin/index.ts'
import type { AuditEntry, EntryProof, ExplainSubjectInput, ExplainSubjectOutput, ExportRangeInput, ExportRangeOutput, GetEntryInput, ListAnchorsInput, ListAnchorsOutput, ListEntriesInput, ListEntriesOutput, ListMyHistoryInput, ListMyHistoryOutput, ListVerificationsInput, ListVerificationsOutput, ProveEntryInput, VerifyChainInput, VerifyChainOutput } from '../audit/index.ts'
import type { AbortUploadInput, AbortUploadOutput, BeginUploadInput, BeginUploadOutput, FinishUploadInput, IssuedTicket, StoredFile } from '../files/index.ts'
import type { BlockUserInput, Challenge, ChangePasswordInput, ChangeRoleInput, CompleteProfileInput, ConfirmEmailChangeInput, ConfirmTotpInput, ConfirmTotpOutput, DecideRoleChangeInput, Done, EndAllSessionsInput, EndSessionInput, Ended, ExplainAccessInput, ExplainAccessOutput, FinishSignInInput, ForgotPasswordInput, ListSessionsOutput, ListSignInsInput, ListSignInsOutput, ListUsersInput, ListUsersOutput, Me, Next, NoInput, ProvisionUserInput, RecoveryCodes, RedeemInviteInput, RedeemTicketInput, RefreshInput, RemoveTotpInput, ResendCodeInput, ResetFactorsInput, ResetPasswordInput, ResetPasswordOutput, RoleChange, SignInInput, SignUpInput, SocketTicket, StartEmailChangeInput, StartGoogleInput, StartGoogleOutput, StartStepUpOutput, StartTotpOutput, StepUpInput, Tokens, UnblockUserInput, UpdateProfileInput, User, UserInput, VerifyEmailInput } from '../identity/index.ts'
import type { Activity, AddNoteInput, ApplyDispositionInput, Campaign, CampaignPage, CaptureLeadInput, CaptureLeadOutput, ChangeStatusInput, CheckContactInput, CommitImportInput, Consent, ContactDecision, CorrectNoteInput, CountLeadsInput, CountLeadsOutput, CountSegmentOutput, CreateCampaignInput, CreateImportUploadInput, CreateProductInput, CreateSegmentInput, CreateSourceInput, CreateTagInput, DismissDuplicateInput, DismissDuplicateOutput, DownloadImportReportOutput, ExplainLeadOutput, ExportLeadsInput, ExportRef, ExportScrubListInput, ExportScrubListOutput, FollowUp, FollowUpPage, FollowUpRef, Import, ImportIdInput, ImportScrubInput, ImportScrubOutput, Lead, LeadExport, LeadPage, LeadRef, ListCampaignsInput, ListDuplicatesInput, ListDuplicatesOutput, ListImportRowsInput, ListImportRowsOutput, ListImportsInput, ListImportsOutput, ListLeadsInput, ListMyFollowUpsInput, ListProductsInput, ListSegmentsInput, ListSourcesInput, ListTimelineInput, MapImportInput, MergeLeadsInput, MergeOutput, PreviewSegmentInput, PreviewSegmentOutput, Product, ProductPage, RecordConsentInput, RenameTagInput, ReopenLeadInput, RescheduleFollowUpInput, RetireProductInput, RetireTagInput, RevealPhoneInput, RevealPhoneOutput, ScheduleFollowUpInput, SearchLeadsInput, SearchLeadsOutput, Segment, SegmentPage, SegmentRef, Source, SourcePage, StartImportInput, Tag, TagLeadsInput, TagLeadsOutput, TimelinePage, Transfer, TransferLeadsInput, TransferRef, UndoMergeInput, UndoMergeOutput, UpdateCampaignInput, UpdateLeadInput, UpdateProductInput, UpdateSegmentInput, UpdateSourceInput, WithdrawConsentInput } from '../leads/index.ts'
import type { BalanceExplanation, CheckReport, ExplainBalanceInput, FreezeAccountInput, GetAccountInput, GetTrialBalanceInput, LedgerAccount, ListLedgerEntriesInput, ListLedgerEntriesOutput, RunChecksInput, TrialBalance, UnfreezeAccountInput } from '../ledger/index.ts'
import type { ArchiveNoticeInput, DiffTemplateInput, DiffTemplateOutput, DraftTemplateInput, DraftTemplateOutput, EmailTimeline, ExplainIntentInput, GetEmailInput, GetLinkedPreferencesInput, GetPreferencesInput, GetUnreadCountInput, IntentExplanation, LiftSuppressionInput, ListEmailsInput, ListEmailsOutput, ListNoticesInput, ListNoticesOutput, ListSuppressionsInput, ListSuppressionsOutput, ListTemplatesInput, ListTemplatesOutput, MarkReadInput, MarkUpToInput, NoticesNow, PreferenceMatrix, PreviewTemplateInput, PreviewTemplateOutput, PublishTemplateInput, ResendEmailInput, ResendEmailOutput, RetireTemplateInput, SendLeadEmailInput, SendLeadEmailOutput, SetLinkedPreferencesInput, SetPreferencesInput, SetQuietHoursInput, SuppressInput, Suppression, TemplateVersion, UnreadCount, UnsubscribeInput, UnsubscribeOutput, WatchNoticesInput } from '../notifications/index.ts'
import type { ListSettingsInput, ListSettingsOutput, SetSettingInput, Setting } from '../settings/index.ts'
import type { DiscardInboxInput, DiscardInboxOutput, GetInboxItemInput, InboxItemDetail, ListInboxInput, ListInboxOutput, ReplayInboxInput, ReplayInboxOutput } from '../webhooks/index.ts'

export type AppRouter = RouterOf<{
  admin: {
    /** Lists every queue with what waits, works and failed in it as last counted, and every schedule. */
    listQueues: Query<typeof GetHealthInput, typeof ListQueuesOutput>
    /** Lists the jobs that gave up and were not sent back yet, oldest first, with why and what they were given. */
    listDeadLetters: Query<typeof ListDeadLettersInput, typeof ListDeadLettersOutput>
    /** Lists the statements at work for a second or longer, and those that have cost the database most. */
    listSlowStatements: Query<typeof GetHealthInput, typeof ListSlowStatementsOutput>
    /** Lists what was handed to a third party and may or may not have happened, oldest first, up to 200 of each desk. */
    listDoubt: Query<typeof GetHealthInput, typeof ListDoubtOutput>
    /** Sends jobs that gave up back to the queues they came from, with all their tries: those of one queue, or those named; each once. */
    redriveDeadLetters: Mutation<typeof RedriveDeadLettersInput, typeof RedriveDeadLettersOutput>
    /** Tells how the database, the flow of events, the clock and the provider slots are at this moment. */
    getHealth: Query<typeof GetHealthInput, typeof GetHealthOutput>
  }
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
  files: {
    /** Checks the bytes that arrived (size, SHA-256, type found in the content) and stores the file; repeating it answers the same file. */
    finishUpload: Mutation<typeof FinishUploadInput, typeof StoredFile>
    /** Gives an upload up and deletes what arrived; a stored file is left alone. */
    abortUpload: Mutation<typeof AbortUploadInput, typeof AbortUploadOutput>
    /** Says where and how to send the bytes of an announced file; whoever holds its ticket may ask. */
    beginUpload: Mutation<typeof BeginUploadInput, typeof BeginUploadOutput>
  }
  identity: {
    /** A second administrator approves a pending role change, which takes effect at once. */
    approveRoleChange: Mutation<typeof DecideRoleChangeInput, typeof RoleChange>
    /** Activates an invited account through the mailed link (72 hours, one use): sets its password, proves its mailbox and opens a session. */
    redeemInvite: Mutation<typeof RedeemInviteInput, typeof Tokens>
    /** Answers how one can confirm who one is; people without password and authenticator app get a mailed code. */
    startStepUp: Mutation<typeof NoInput, typeof StartStepUpOutput>
    /** Answers one person. */
    getUser: Query<typeof UserInput, typeof User>
    /** Answers ten new recovery codes, shown this once; older ones stop working. */
    renewRecoveryCodes: Mutation<typeof NoInput, typeof RecoveryCodes>
    /** Answers the signed-in person: profile, role, stage (1 to 3) and ways to sign in. */
    getMe: Query<typeof NoInput, typeof Me>
    /** Answers whether a person may use a permission at this instant, with every rule that was looked at, what it was given and whether it holds; the same decision as at a request. */
    explainAccess: Query<typeof ExplainAccessInput, typeof ExplainAccessOutput>
    /** Begins a sign-in with Google and answers where to send the browser; the way back is one of the allowed addresses of the platform, exactly. */
    startGoogle: Mutation<typeof StartGoogleInput, typeof StartGoogleOutput>
    /** Blocks a person, for good or until an instant; all their sessions end at once. Blocking again changes reason and end. */
    blockUser: Mutation<typeof BlockUserInput, typeof User>
    /** Changes fields of one's own profile; absent fields stay. Another phone number than the verified one has to be verified again. */
    updateProfile: Mutation<typeof UpdateProfileInput, typeof Me>
    /** Completes a sign-in with the mailed code (10 minutes, 5 tries), the authenticator app or a recovery code; the device becomes known for 30 days. */
    finishSignIn: Mutation<typeof FinishSignInInput, typeof Tokens>
    /** Completes a sign-up with its six-digit code (10 minutes, 5 tries): the password of that sign-up counts from now on and a session opens. */
    verifyEmail: Mutation<typeof VerifyEmailInput, typeof Tokens>
    /** Confirms who one is, by password, authenticator app or (for people with neither) mailed code; for ten minutes verbs that ask for it are open. Older access and refresh tokens of the session stop working. */
    stepUp: Mutation<typeof StepUpInput, typeof Tokens>
    /** Ends all of a person's sessions at once. */
    endUserSessions: Mutation<typeof UserInput, typeof Ended>
    /** Ends all of one's own sessions but this one. */
    endOtherSessions: Mutation<typeof NoInput, typeof Ended>
    /** Ends every session of everybody that began until this instant, the caller's own too: the next request with one of them fails. */
    endAllSessions: Mutation<typeof EndAllSessionsInput, typeof Ended>
    /** Ends one of one's own sessions, at once and for every open connection of it. */
    endSession: Mutation<typeof EndSessionInput, typeof Done>
    /** Ends the session of this very request. */
    signOut: Mutation<typeof NoInput, typeof Done>
    /** Exchanges a refresh token and the proof of its device for new tokens. A lost reply or another tab gets the same successor for 30 seconds; a replay ends the session. */
    refresh: Mutation<typeof RefreshInput, typeof Tokens>
    /** Fills the profile in and reaches stage 3 (100 %); stages never go back. Repeating it changes the fields and nothing else. */
    completeProfile: Mutation<typeof CompleteProfileInput, typeof Me>
    /** Gives a person another role. ADMIN and FINANCE wait for a second administrator (24 hours) while two or more are active. */
    changeRole: Mutation<typeof ChangeRoleInput, typeof RoleChange>
    /** Gives the account the new address, proven by the code mailed there; both addresses are told, and codes mailed to the old one stop working. */
    confirmEmailChange: Mutation<typeof ConfirmEmailChangeInput, typeof Done>
    /** Lifts a block; the person signs in again, old sessions stay ended. Nothing happens to somebody who is not blocked. */
    unblockUser: Mutation<typeof UnblockUserInput, typeof User>
    /** Lists one's own open sessions, newest first. */
    listSessions: Query<typeof NoInput, typeof ListSessionsOutput>
    /** Lists people, newest first, by role, state or exact e-mail address. */
    listUsers: Query<typeof ListUsersInput, typeof ListUsersOutput>
    /** Lists tries to sign in, newest first: one's own of 90 days, or for administrators anybody's of 400 days. */
    listSignIns: Query<typeof ListSignInsInput, typeof ListSignInsOutput>
    /** Mails a code to the new address (10 minutes, 5 tries), whether or not somebody has it already; nothing changes before it is shown. */
    startEmailChange: Mutation<typeof StartEmailChangeInput, typeof Challenge>
    /** Mails a new code for an open challenge, at most once in 60 seconds; the old code stops working, spent tries stay spent. */
    resendCode: Mutation<typeof ResendCodeInput, typeof Challenge>
    /** Mails a six-digit reset code. The answer is the same whether or not the address has an account. */
    forgotPassword: Mutation<typeof ForgotPasswordInput, typeof Challenge>
    /** Makes a ticket (30 seconds, one use) with which a socket opens as this very session, so that no token stands in an address. */
    issueSocketTicket: Mutation<typeof NoInput, typeof SocketTicket>
    /** Makes an account with a role for somebody and mails the link (72 hours, one use) with which they set their password. */
    provisionUser: Mutation<typeof ProvisionUserInput, typeof User>
    /** Makes the authenticator app count from its first code on; answers ten recovery codes, shown this once, and new tokens of the session. Other sessions end unless asked not to. */
    confirmTotp: Mutation<typeof ConfirmTotpInput, typeof ConfirmTotpOutput>
    /** Makes the secret of an authenticator app, told this once; it counts when a code of it is confirmed, and until then an older app keeps working. */
    startTotp: Mutation<typeof NoInput, typeof StartTotpOutput>
    /** Registers a person and mails a six-digit code. The answer is the same whether or not the address is known; the password counts once the code proves the mailbox. */
    signUp: Mutation<typeof SignUpInput, typeof Challenge>
    /** Replaces the password, given the present one; ends all other sessions unless asked not to, and tells the person by mail. */
    changePassword: Mutation<typeof ChangePasswordInput, typeof Done>
    /** Sets a new password with the mailed reset code and ends all sessions. It proves the mailbox, so it answers a device proof, but opens no session. */
    resetPassword: Mutation<typeof ResetPasswordInput, typeof ResetPasswordOutput>
    /** Signs in with e-mail address and password; whoever has a second factor shows it next, and from an unknown device a mailed code follows. Unknown, wrong and Google-only answer alike. */
    signIn: Mutation<typeof SignInInput, typeof Next>
    /** Takes a person's authenticator app and recovery codes away after their identity was proven in another way; all their sessions end. */
    resetFactors: Mutation<typeof ResetFactorsInput, typeof Done>
    /** Takes the authenticator app and its recovery codes away and answers new tokens of the session; privileged people keep theirs, and replace it by confirming another. */
    removeTotp: Mutation<typeof RemoveTotpInput, typeof Tokens>
    /** Turns a pending role change down; the one who asked may take it back this way too. */
    rejectRoleChange: Mutation<typeof DecideRoleChangeInput, typeof RoleChange>
    /** Turns the one-use ticket of a Google sign-in (60 seconds) into a session; only the browser that began, which holds the verifier, can. */
    redeemTicket: Mutation<typeof RedeemTicketInput, typeof Next>
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
    /** Counts the leads within reach that are in a segment. Over the whole pool a kept count is answered, and a new one is begun when it is older than 10 minutes. */
    countSegment: Mutation<typeof SegmentRef, typeof CountSegmentOutput>
    /** Everything that happened to a lead and to those merged into it, newest first. */
    listTimeline: Query<typeof ListTimelineInput, typeof TimelinePage>
    /** Finds leads within reach by part of a name, the last 4 or more digits of a phone, or the start of an e-mail address. */
    searchLeads: Query<typeof SearchLeadsInput, typeof SearchLeadsOutput>
    /** Follows an import: the same as get-import, again after every chunk. */
    watchImport: Subscription<typeof ImportIdInput, typeof Import>
    /** Gives a tag another label; its slug stays, so filters and workflows keep working. */
    renameTag: Mutation<typeof RenameTagInput, typeof Tag>
    /** Gives an import up before it is committed; nothing of it ever reached the pool. */
    cancelImport: Mutation<typeof ImportIdInput, typeof Import>
    /** Goes on with a paused commit at the row where it stopped. */
    resumeImport: Mutation<typeof ImportIdInput, typeof Import>
    /** Has the leads within reach that are in a segment or meet a filter written to a CSV, at most 100,000; ask `getExport` for it. */
    exportLeads: Mutation<typeof ExportLeadsInput, typeof LeadExport>
    /** How far a transfer is, and what became of its leads. */
    getTransfer: Query<typeof TransferRef, typeof Transfer>
    /** How far an export of yours is, and a link to the file once it is written; every link given out is on record. */
    getExport: Mutation<typeof ExportRef, typeof LeadExport>
    /** Keeps a condition over leads under a name, for lists, exports and workflows. */
    createSegment: Mutation<typeof CreateSegmentInput, typeof Segment>
    /** Lists campaigns by code, with what each costs and how many arrivals named it. */
    listCampaigns: Query<typeof ListCampaignsInput, typeof CampaignPage>
    /** Lists imports, newest first: the own ones, ADMIN everybody's. */
    listImports: Query<typeof ListImportsInput, typeof ListImportsOutput>
    /** Lists one's own follow-ups in one state, earliest due first. */
    listMyFollowUps: Query<typeof ListMyFollowUpsInput, typeof FollowUpPage>
    /** Lists the leads within reach, most recent activity first, by a typed filter, a segment, or both. */
    listLeads: Query<typeof ListLeadsInput, typeof LeadPage>
    /** Lists the rows of an import in the order of the file, with what the preview said and what the commit did. */
    listImportRows: Query<typeof ListImportRowsInput, typeof ListImportRowsOutput>
    /** Lists the segments one may use, by name: one’s own and shared ones, for administrators all. */
    listSegments: Query<typeof ListSegmentsInput, typeof SegmentPage>
    /** Lists what people can enquire about, by code. */
    listProducts: Query<typeof ListProductsInput, typeof ProductPage>
    /** Lists where leads come from, by code. */
    listSources: Query<typeof ListSourcesInput, typeof SourcePage>
    /** Makes a tag; a retired slug comes back with the leads that carried it. */
    createTag: Mutation<typeof CreateTagInput, typeof Tag>
    /** Makes two leads one: values and open work move to the survivor, blanks are filled, the journal of both is read together. It can be taken back. */
    mergeLeads: Mutation<typeof MergeLeadsInput, typeof MergeOutput>
    /** Marks an open follow-up as done. */
    completeFollowUp: Mutation<typeof FollowUpRef, typeof FollowUp>
    /** Moves an open follow-up to another time, at most 180 days ahead. */
    rescheduleFollowUp: Mutation<typeof RescheduleFollowUpInput, typeof FollowUp>
    /** Moves leads, named or found by a filter, into the pool of another head. Telecaller and counsellor are changed by sales, which hears it. */
    transferLeads: Mutation<typeof TransferLeadsInput, typeof Transfer>
    /** One lead with its contact points, interests and tags. A merged one names its survivor. */
    getLead: Query<typeof LeadRef, typeof Lead>
    /** One segment of yours, or a shared one. */
    getSegment: Query<typeof SegmentRef, typeof Segment>
    /** Pairs of leads that may be one person, most alike first; a head sees pairs with a lead of the own pool. */
    listDuplicates: Query<typeof ListDuplicatesInput, typeof ListDuplicatesOutput>
    /** Puts a tag on up to 500 leads; answers how many did not have it. Leads outside the caller's reach are left out. */
    tagLeads: Mutation<typeof TagLeadsInput, typeof TagLeadsOutput>
    /** Puts the leads of a transfer back into the pools they came from, except those that were moved on since. */
    undoTransfer: Mutation<typeof TransferRef, typeof Transfer>
    /** Records that a person agreed to be contacted, with evidence. Explicit consent lives 365 days, enquiry and inbound 180 (settings). */
    recordConsent: Mutation<typeof RecordConsentInput, typeof Consent>
    /** Records that a person does not want to be contacted any more; obeyed from this instant, also after an erasure. */
    withdrawConsent: Mutation<typeof WithdrawConsentInput, typeof Consent>
    /** Registers one campaign of a source for a product, with what it costs in paise. */
    createCampaign: Mutation<typeof CreateCampaignInput, typeof Campaign>
    /** Registers what people can enquire about; a retired code comes back with its leads. */
    createProduct: Mutation<typeof CreateProductInput, typeof Product>
    /** Registers where leads come from: a fair, an advertisement, a partner. */
    createSource: Mutation<typeof CreateSourceInput, typeof Source>
    /** Rehearses the import row by row with the code of the commit and changes nothing in the pool. */
    previewImport: Mutation<typeof ImportIdInput, typeof Import>
    /** Renames a campaign, or sets its cost in paise and its dates; its source and product stay, because leads were counted by them. */
    updateCampaign: Mutation<typeof UpdateCampaignInput, typeof Campaign>
    /** Renames a product or moves it to another session year; enquiries that came before keep theirs. */
    updateProduct: Mutation<typeof UpdateProductInput, typeof Product>
    /** Renames a segment of yours, shares it or changes its condition. Who uses it goes by the new condition from then on. */
    updateSegment: Mutation<typeof UpdateSegmentInput, typeof Segment>
    /** Renames a source or sends its leads to another pool; leads that came before stay where they are. */
    updateSource: Mutation<typeof UpdateSourceInput, typeof Source>
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
    /** Shows the most recently active leads within reach that a condition holds for, before it is kept; looks at 10,000 at most. */
    previewSegment: Query<typeof PreviewSegmentInput, typeof PreviewSegmentOutput>
    /** Starts an import from an uploaded lead file and has its rows read; the same file committed before is refused unless `allowRepeat`. */
    startImport: Mutation<typeof StartImportInput, typeof Import>
    /** Stops a commit after the chunk at work; what is in stays in. */
    pauseImport: Mutation<typeof ImportIdInput, typeof Import>
    /** Stops a tag from being put on leads; those that carry it keep it. */
    retireTag: Mutation<typeof RetireTagInput, typeof Tag>
    /** Stops new enquiries about a product: rows that name it are rejected from now on, leads that have it keep it. */
    retireProduct: Mutation<typeof RetireProductInput, typeof Product>
    /** Takes a committed import back as far as nobody has built on it: untouched leads are withdrawn, changed values put back, everything else is kept and named. */
    undoImport: Mutation<typeof ImportIdInput, typeof Import>
    /** Takes a lost or invalid lead up again as contacted; an open one stays as it is. */
    reopenLead: Mutation<typeof ReopenLeadInput, typeof Lead>
    /** Takes a merge back: what still carries its values is restored, what was changed since stays and is listed. For who merged, and administrators. */
    undoMerge: Mutation<typeof UndoMergeInput, typeof UndoMergeOutput>
    /** Takes a segment of yours out of use; its name is free again. What scans it is told that it is gone. */
    retireSegment: Mutation<typeof SegmentRef, typeof Segment>
    /** Takes a tag off up to 500 leads; answers how many had it. Leads outside the caller's reach are left out. */
    untagLeads: Mutation<typeof TagLeadsInput, typeof TagLeadsOutput>
    /** Takes an open follow-up away. */
    cancelFollowUp: Mutation<typeof FollowUpRef, typeof FollowUp>
    /** Takes in what the do-not-disturb register said: number, status (Y or N), categories. Numbers nobody here has are told and left out. */
    importScrub: Mutation<typeof ImportScrubInput, typeof ImportScrubOutput>
    /** Takes one person in by hand: a new lead, or an enquiry of a known one. Nothing of a lead outside the caller's reach is told. */
    captureLead: Mutation<typeof CaptureLeadInput, typeof CaptureLeadOutput>
    /** Takes the previewed rows into the pool in the background; once only, and only the plan whose preview was looked at. */
    commitImport: Mutation<typeof CommitImportInput, typeof Import>
    /** Why this status, these holders, these merges, and whether each number and address may be contacted now: all from stored facts. */
    explainLead: Query<typeof LeadRef, typeof ExplainLeadOutput>
    /** Writes a note of at most 4,000 characters into the journal of a lead. */
    addNote: Mutation<typeof AddNoteInput, typeof Activity>
    /** Writes the numbers that wait for the do-not-disturb register into a file, one E.164 number per line. */
    exportScrubList: Mutation<typeof ExportScrubListInput, typeof ExportScrubListOutput>
  }
  ledger: {
    /** Adds up every account of a unit by owner and name, in minor units, at an instant of posting or of business time; the total is zero. */
    getTrialBalance: Query<typeof GetTrialBalanceInput, typeof TrialBalance>
    /** Explains a balance at an instant of posting time: the daily close it starts from, each entry with its cause, the lots and their fate, the open holds, and the sum, in minor units. */
    explainBalance: Query<typeof ExplainBalanceInput, typeof BalanceExplanation>
    /** Freezes an account: it may still receive, and holds may be released, but nothing leaves it. Frozen already, it stays as it was. */
    freezeAccount: Mutation<typeof FreezeAccountInput, typeof LedgerAccount>
    /** Lets a frozen account move again; one that is not frozen stays as it is. */
    unfreezeAccount: Mutation<typeof UnfreezeAccountInput, typeof LedgerAccount>
    /** Lists what moved an account, newest first, each line with its cause, in minor units (positive is more for the owner). */
    listEntries: Query<typeof ListLedgerEntriesInput, typeof ListLedgerEntriesOutput>
    /** Proves from the tables alone that everything adds up, freezes each account that does not, and pages the operator. Holds a day past their expiry are reported, not frozen. */
    runChecks: Mutation<typeof RunChecksInput, typeof CheckReport>
    /** Shows an account of any domain with what is available, held and spendable, in minor units, now or at an instant of posting time. */
    getAccount: Query<typeof GetAccountInput, typeof LedgerAccount>
  }
  notifications: {
    /** Adds a version of a text; problems with line and column come back and do not keep it from being saved. */
    draftTemplate: Mutation<typeof DraftTemplateInput, typeof DraftTemplateOutput>
    /** Compares two versions of a text line by line. */
    diffTemplate: Query<typeof DiffTemplateInput, typeof DiffTemplateOutput>
    /** Lets an address be mailed again; never after a complaint, and no consent comes back with it. */
    liftSuppression: Mutation<typeof LiftSuppressionInput, typeof Suppression>
    /** Lists addresses that are not mailed, newest first, with why; lifted ones too. */
    listSuppressions: Query<typeof ListSuppressionsInput, typeof ListSuppressionsOutput>
    /** Lists mails, newest first, by state, user or address. */
    listEmails: Query<typeof ListEmailsInput, typeof ListEmailsOutput>
    /** Lists one’s own notices, newest first: live, unread only, or archived. */
    listNotices: Query<typeof ListNoticesInput, typeof ListNoticesOutput>
    /** Lists the texts of every kind: the one that ships and what was made here, and which of them is in force. */
    listTemplates: Query<typeof ListTemplatesInput, typeof ListTemplatesOutput>
    /** Mails a lead from a template, answered to you; decided at once: queued, deferred until an instant (quiet hours, caps), or refused with the reason. */
    sendLeadEmail: Mutation<typeof SendLeadEmailInput, typeof SendLeadEmailOutput>
    /** Marks one’s own notices read up to the newest one in view; newer ones stay unread. */
    markAllRead: Mutation<typeof MarkUpToInput, typeof UnreadCount>
    /** Marks some of one’s own notices read; ids of others change nothing. */
    markRead: Mutation<typeof MarkReadInput, typeof UnreadCount>
    /** Notes that one’s own notices were in view; seeing is not reading, so the count stays. */
    markSeen: Mutation<typeof MarkUpToInput, typeof UnreadCount>
    /** Puts a version in force after rendering it with the sample and for the 50 latest real requests of its kind; the one before is retired. */
    publishTemplate: Mutation<typeof PublishTemplateInput, typeof TemplateVersion>
    /** Puts some of one’s own notices away; an unread one no longer counts. */
    archiveNotice: Mutation<typeof ArchiveNoticeInput, typeof UnreadCount>
    /** Renders a version, or what is in force, with the sample of its kind or given data; nothing is sent. */
    previewTemplate: Query<typeof PreviewTemplateInput, typeof PreviewTemplateOutput>
    /** Says which list a link would leave, without sign-in; changes nothing. */
    getUnsubscribe: Query<typeof UnsubscribeInput, typeof UnsubscribeOutput>
    /** Sends a failed, suppressed, bounced or doubtful mail once more as a new one, which is decided again; never one with a secret. */
    resendEmail: Mutation<typeof ResendEmailInput, typeof ResendEmailOutput>
    /** Sets when one is left alone, on one’s own wall clock: encouragement and offers wait for the end; codes, receipts and meetings do not. */
    setQuietHours: Mutation<typeof SetQuietHoursInput, typeof PreferenceMatrix>
    /** Shows one mail with every attempt on the wire and what the provider told afterwards. */
    getEmail: Query<typeof GetEmailInput, typeof EmailTimeline>
    /** Shows the matrix of the person whose mail carries this link, without sign-in. */
    getLinkedPreferences: Query<typeof GetLinkedPreferencesInput, typeof PreferenceMatrix>
    /** Shows what one is told on which channel, and one’s quiet hours. */
    getPreferences: Query<typeof GetPreferencesInput, typeof PreferenceMatrix>
    /** Stops mail to an address by hand, for one list or for everything, codes included. */
    suppress: Mutation<typeof SuppressInput, typeof Suppression>
    /** Switches topics of the person whose mail carries this link, without sign-in; the link can do nothing else. */
    setLinkedPreferences: Mutation<typeof SetLinkedPreferencesInput, typeof PreferenceMatrix>
    /** Switches topics on or off per channel; account and payments stay on. */
    setPreferences: Mutation<typeof SetPreferencesInput, typeof PreferenceMatrix>
    /** Takes an address off the list whose mail carries this link, without sign-in; doing it again changes nothing (RFC 8058). */
    unsubscribe: Mutation<typeof UnsubscribeInput, typeof UnsubscribeOutput>
    /** Takes the published version of a text out of force; the one that ships speaks again. */
    retireTemplate: Mutation<typeof RetireTemplateInput, typeof TemplateVersion>
    /** Tells how many of one’s own notices are unread and not archived. */
    getUnreadCount: Query<typeof GetUnreadCountInput, typeof UnreadCount>
    /** Tells the unread count and the newest notice now and after every change; what was missed meanwhile is listed from there. */
    watchNotices: Subscription<typeof WatchNoticesInput, typeof NoticesNow>
    /** Tells why somebody was or was not told something: the decision, the facts it looked at, the slot and the mails. */
    explainIntent: Query<typeof ExplainIntentInput, typeof IntentExplanation>
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
