// Written by `bun run generate` from the verbs. Do not edit.
import type { Mutation, Query, RouterOf, Subscription } from './procedure-types.ts'
import type { GetHealthInput, GetHealthOutput, GetRunBoardOutput, ListDeadLettersInput, ListDeadLettersOutput, ListDoubtOutput, ListQueuesOutput, ListSlowStatementsOutput, RedriveDeadLettersInput, RedriveDeadLettersOutput } from '../admin/index.ts'
import type { AuditEntry, EntryProof, ExplainSubjectInput, ExplainSubjectOutput, ExportRangeInput, ExportRangeOutput, GetEntryInput, ListAnchorsInput, ListAnchorsOutput, ListEntriesInput, ListEntriesOutput, ListMyHistoryInput, ListMyHistoryOutput, ListVerificationsInput, ListVerificationsOutput, ProveEntryInput, VerifyChainInput, VerifyChainOutput } from '../audit/index.ts'
import type { AbortUploadInput, AbortUploadOutput, BeginUploadInput, BeginUploadOutput, DownloadQuarantinedInput, DownloadQuarantinedOutput, FileSummary, FinishUploadInput, GetStorageReportInput, GetStorageReportOutput, IssuedTicket, ListMyFilesInput, ListMyFilesOutput, ListPartsInput, ListPartsOutput, ListQuarantineInput, ListQuarantineOutput, RestoreObjectInput, SetLegalHoldInput, SignPartInput, SignPartOutput, StoredFile } from '../files/index.ts'
import type { AddPasskeyInput, AddPasskeyOutput, BlockUserInput, Challenge, ChangePasswordInput, ChangeRoleInput, CompleteProfileInput, ConfirmEmailChangeInput, ConfirmPhoneInput, ConfirmTotpInput, ConfirmTotpOutput, DecideRoleChangeInput, Done, EndAllSessionsInput, EndSessionInput, Ended, ExplainAccessInput, ExplainAccessOutput, FinishPasskeySignInInput, FinishSignInInput, ForgotPasswordInput, ListOpeningsInput, ListOpeningsOutput, ListPasskeysOutput, ListRoleChangesInput, ListRoleChangesOutput, ListSessionsOutput, ListSignInsInput, ListSignInsOutput, ListUsersInput, ListUsersOutput, Me, Next, NoInput, OpenBreakGlassInput, Opening, Photo, ProvisionUserInput, RecoveryCodes, RedeemInviteInput, RedeemTicketInput, RefreshInput, RemovePasskeyInput, RemoveTotpInput, ResendCodeInput, ResetFactorsInput, ResetPasswordInput, ResetPasswordOutput, ReviewOpeningInput, RoleChange, SealBreakGlassInput, SealBreakGlassOutput, SetPhotoInput, SignInInput, SignInWithGoogleTokenInput, SignUpInput, SocketTicket, StartEmailChangeInput, StartGoogleInput, StartGoogleOutput, StartImpersonationInput, StartPasskeyOutput, StartPasskeySignInInput, StartPasskeySignInOutput, StartPhoneVerificationInput, StartPhotoUploadInput, StartStepUpOutput, StartTotpOutput, StepUpInput, StopImpersonationOutput, Tokens, UnblockUserInput, UpdateProfileInput, User, UserInput, VerifyEmailInput } from '../identity/index.ts'
import type { Activity, AddNoteInput, ApplyDispositionInput, Campaign, CampaignPage, CaptureLeadInput, CaptureLeadOutput, ChangeStatusInput, CheckContactInput, CommitImportInput, Consent, ContactDecision, CorrectNoteInput, CountLeadsInput, CountLeadsOutput, CountSegmentOutput, CreateCampaignInput, CreateImportUploadInput, CreateProductInput, CreateSegmentInput, CreateSourceInput, CreateTagInput, DismissDuplicateInput, DismissDuplicateOutput, DownloadImportReportOutput, ExplainLeadOutput, ExportLeadsInput, ExportRef, ExportScrubListInput, ExportScrubListOutput, FollowUp, FollowUpPage, FollowUpRef, Import, ImportIdInput, ImportScrubInput, ImportScrubOutput, Lead, LeadExport, LeadPage, LeadRef, ListCampaignsInput, ListDuplicatesInput, ListDuplicatesOutput, ListImportRowsInput, ListImportRowsOutput, ListImportsInput, ListImportsOutput, ListLeadsInput, ListMyFollowUpsInput, ListProductsInput, ListSegmentsInput, ListSourcesInput, ListTimelineInput, MapImportInput, MergeLeadsInput, MergeOutput, PreviewSegmentInput, PreviewSegmentOutput, Product, ProductPage, RecordConsentInput, RenameTagInput, ReopenLeadInput, RescheduleFollowUpInput, RetireProductInput, RetireTagInput, RevealPhoneInput, RevealPhoneOutput, ScheduleFollowUpInput, SearchLeadsInput, SearchLeadsOutput, Segment, SegmentPage, SegmentRef, Source, SourcePage, StartImportInput, Tag, TagLeadsInput, TagLeadsOutput, TimelinePage, Transfer, TransferLeadsInput, TransferRef, UndoMergeInput, UndoMergeOutput, UpdateCampaignInput, UpdateLeadInput, UpdateProductInput, UpdateSegmentInput, UpdateSourceInput, WithdrawConsentInput } from '../leads/index.ts'
import type { BalanceExplanation, CheckReport, ExplainBalanceInput, FreezeAccountInput, GetAccountInput, GetTrialBalanceInput, LedgerAccount, ListLedgerEntriesInput, ListLedgerEntriesOutput, RunChecksInput, TrialBalance, UnfreezeAccountInput } from '../ledger/index.ts'
import type { ArchiveNoticeInput, DiffTemplateInput, DiffTemplateOutput, DraftTemplateInput, DraftTemplateOutput, EmailTimeline, ExplainIntentInput, GetEmailInput, GetLinkedPreferencesInput, GetPreferencesInput, GetUnreadCountInput, IntentExplanation, LiftSuppressionInput, ListEmailsInput, ListEmailsOutput, ListNoticesInput, ListNoticesOutput, ListSuppressionsInput, ListSuppressionsOutput, ListTemplatesInput, ListTemplatesOutput, MarkReadInput, MarkUpToInput, NoticesNow, PreferenceMatrix, PreviewTemplateInput, PreviewTemplateOutput, PublishTemplateInput, ResendEmailInput, ResendEmailOutput, RetireTemplateInput, SendLeadEmailInput, SendLeadEmailOutput, SetLinkedPreferencesInput, SetPreferencesInput, SetQuietHoursInput, SuppressInput, Suppression, TemplateVersion, UnreadCount, UnsubscribeInput, UnsubscribeOutput, WatchNoticesInput } from '../notifications/index.ts'
import type { ApproveProposalInput, CancelScheduledInput, CancelScheduledOutput, ChangeOutcome, ExplainFlagInput, ExplainFlagOutput, ExportSettingsInput, ExportSettingsOutput, FlagOutcomeOfChange, GetHistoryInput, GetHistoryOutput, GetMyFlagsInput, GetMyFlagsOutput, GetSettingInput, GetTidyReportInput, GetTidyReportOutput, GetValueAtInput, GetValueAtOutput, ImportSettingsInput, ImportSettingsOutput, KillFlagInput, LiftKillInput, ListFlagsInput, ListFlagsOutput, ListProposalsInput, ListProposalsOutput, ListSettingsInput, ListSettingsOutput, PreviewChangeInput, PreviewChangeOutput, PruneOrphanInput, PruneOrphanOutput, ReadMachineInput, ReadMachineOutput, RejectProposalInput, RejectProposalOutput, RevertChangeInput, SetFlagOverrideInput, SetFlagRulesInput, SetSettingInput, SettingDetail } from '../settings/index.ts'
import type { DeliveryExplanation, DiscardInboxInput, DiscardInboxOutput, ExplainDeliveryInput, GetInboxItemInput, GetInboxReplayInput, GetMessageInput, InboxItemDetail, InboxReplay, ListEndpointsInput, ListEndpointsOutput, ListInboxInput, ListInboxOutput, ListMessagesInput, ListMessagesOutput, MessageDetail, ReplayInboxInput, ReplayInboxOutput } from '../webhooks/index.ts'
import type { ActivateVersionInput, ApplyMigrationInput, ArchiveInput, Backtest, BacktestRef, CancelRunsInput, CancelRunsOutput, CopyWorkflowInput, CreateWorkflowInput, DecideTaskInput, DiffVersionsInput, DiffVersionsOutput, EnrolInput, EnrolManyInput, EnrolManyOutput, EnrolOutput, ExplainAbsenceInput, ExplainAbsenceOutput, ExportRunsInput, ExportWorkflowInput, GetStatsInput, GetWorkflowInput, ImportWorkflowInput, ListMyTasksInput, ListRunsInput, ListSecretsInput, ListWorkflowsInput, Migration, MigrationRef, NotedWorkflowRef, PlanMigrationInput, PublishInput, PublishOutput, ReasonedRunRef, ReassignTaskInput, RemovedSecret, RenewSigningSecretInput, RenewedSigningSecret, RerunFromInput, ResolveEffectInput, Run, RunDetail, RunExplanation, RunExport, RunExportRef, RunPage, RunPicture, RunRef, SaveDraftInput, Saved, SecretPage, SecretRef, SetEntryRulesInput, SetSecretInput, SimulateInput, Simulation, StartBacktestInput, StartBacktestOutput, StoredEntryRules, StoredSecret, Task, TaskPage, ValidateDraftInput, ValidateDraftOutput, Workflow, WorkflowDocument, WorkflowPage, WorkflowStats, WorkflowSummary } from '../workflows/index.ts'

export type AppRouter = RouterOf<{
  admin: {
    /** Counts the runs of each workflow that are not over, by why they are held, and lists the newest hundred that are held. */
    getRunBoard: Query<typeof GetHealthInput, typeof GetRunBoardOutput>
    /** Lists every queue with what waits, works and failed in it as last counted, how long its oldest job waits now, and every schedule. */
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
    /** Gives entries as they were hashed, oldest first, up to 1,000 a call, at most 366 days; sealed values stay sealed, and every call is recorded. What is younger than two minutes may still be on its way and comes with a later call. */
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
    /** Opens one entry with its personal values, `erased` where the person was erased, `unreadable` where key or value was altered; the look is itself recorded, so this is a command. */
    getEntry: Mutation<typeof GetEntryInput, typeof AuditEntry>
    /** Recomputes one chain, one stream or everything that is online, and names the first fault; everything also means keys of sealed values and the stores of anchors and archives. FINANCE may verify the stream `gst`. */
    verifyChain: Mutation<typeof VerifyChainInput, typeof VerifyChainOutput>
    /** Tells the history of one thing in words, newest first: who, what from and to, why and on which decision; FINANCE hears of the money domains only. */
    explainSubject: Query<typeof ExplainSubjectInput, typeof ExplainSubjectOutput>
  }
  files: {
    /** Answers a link (5 minutes) to an encrypted zip of a file in quarantine, for whoever must examine it; on record with its reason. */
    downloadQuarantined: Mutation<typeof DownloadQuarantinedInput, typeof DownloadQuarantinedOutput>
    /** Answers where one part of an upload goes, for 15 minutes; an open-ended recording is stopped at its cap. */
    signPart: Mutation<typeof SignPartInput, typeof SignPartOutput>
    /** Brings a deleted file back within 7 days, or lets one out of quarantine that the scanner could not look at; an infected one never comes back. */
    restoreObject: Mutation<typeof RestoreObjectInput, typeof FileSummary>
    /** Checks the bytes that arrived (size, SHA-256, type found in the content) and stores the file; while the virus scanner is asked it is `scanning`. Repeating it answers the same file. */
    finishUpload: Mutation<typeof FinishUploadInput, typeof StoredFile>
    /** Gives an upload up and deletes what arrived; a stored file is left alone. */
    abortUpload: Mutation<typeof AbortUploadInput, typeof AbortUploadOutput>
    /** Holds a file for a court or an audit, or lets it go; while it is held nothing deletes it, its retention included. */
    setLegalHold: Mutation<typeof SetLegalHoldInput, typeof FileSummary>
    /** Lists the files held back because the virus scanner found something or could not look, newest first. */
    listQuarantine: Query<typeof ListQuarantineInput, typeof ListQuarantineOutput>
    /** Lists the files that the caller uploaded or that are about the caller, newest first, deleted ones included. */
    listMyFiles: Query<typeof ListMyFilesInput, typeof ListMyFilesOutput>
    /** Lists the parts of an upload that have arrived, so that a sender goes on where it stopped. */
    listParts: Mutation<typeof ListPartsInput, typeof ListPartsOutput>
    /** Says where and how to send the bytes of an announced file, in one piece or in parts; whoever holds its ticket may ask. */
    beginUpload: Mutation<typeof BeginUploadInput, typeof BeginUploadOutput>
    /** Tells how many files wait, are held back or can be restored, and what the weekly comparison of rows and bytes found. */
    getStorageReport: Query<typeof GetStorageReportInput, typeof GetStorageReportOutput>
  }
  identity: {
    /** A second administrator approves a pending role change, which takes effect at once; whoever asked for it must be an active administrator still. */
    approveRoleChange: Mutation<typeof DecideRoleChangeInput, typeof RoleChange>
    /** Activates an invited account through the mailed link (72 hours, one use): sets its password, proves its mailbox and opens a session. */
    redeemInvite: Mutation<typeof RedeemInviteInput, typeof Tokens>
    /** Announces a photo of oneself (JPEG, PNG or WebP, at most 5 MB) and answers the ticket for its upload; it is stored as a picture made anew, and shown once `setPhoto` names it. */
    startPhotoUpload: Mutation<typeof StartPhotoUploadInput, typeof IssuedTicket>
    /** Answers a link to one's photo, good for five minutes; empty where there is none. */
    getPhoto: Query<typeof NoInput, typeof Photo>
    /** Answers how one can confirm who one is; people without password and second factor get a mailed code. */
    startStepUp: Mutation<typeof NoInput, typeof StartStepUpOutput>
    /** Answers one person. */
    getUser: Query<typeof UserInput, typeof User>
    /** Answers ten new recovery codes, shown this once; older ones stop working. */
    renewRecoveryCodes: Mutation<typeof NoInput, typeof RecoveryCodes>
    /** Answers the signed-in person: profile, role, stage (1 to 3) and ways to sign in. */
    getMe: Query<typeof NoInput, typeof Me>
    /** Answers what a browser asks an authenticator for a new passkey of one (15 minutes, one use). */
    startPasskey: Mutation<typeof NoInput, typeof StartPasskeyOutput>
    /** Answers what a browser asks an authenticator for a sign-in without e-mail address and password (15 minutes, one use). */
    startPasskeySignIn: Mutation<typeof StartPasskeySignInInput, typeof StartPasskeySignInOutput>
    /** Answers whether a person may use a permission at this instant, with every rule that was looked at, what it was given and whether it holds; the same decision as at a request. */
    explainAccess: Query<typeof ExplainAccessInput, typeof ExplainAccessOutput>
    /** Begins a sign-in with Google and answers where to send the browser; the way back is one of the allowed addresses of the platform, exactly. */
    startGoogle: Mutation<typeof StartGoogleInput, typeof StartGoogleOutput>
    /** Blocks a person, for good or until an instant; all their sessions end at once. Blocking again changes reason and end. */
    blockUser: Mutation<typeof BlockUserInput, typeof User>
    /** Changes fields of one's own profile; absent fields stay. Another phone number than the verified one has to be verified again. */
    updateProfile: Mutation<typeof UpdateProfileInput, typeof Me>
    /** Closes the matter of an emergency access: somebody who is neither custodian nor the person opened says what came of it. Ends the session if it is still open; the credential is retired. */
    reviewOpening: Mutation<typeof ReviewOpeningInput, typeof Opening>
    /** Completes a sign-in with the mailed code (10 minutes, 5 tries), the authenticator app, a passkey or a recovery code; the device becomes known for 30 days. */
    finishSignIn: Mutation<typeof FinishSignInInput, typeof Tokens>
    /** Completes a sign-up with its six-digit code (10 minutes, 5 tries): the password of that sign-up counts from now on and a session opens. */
    verifyEmail: Mutation<typeof VerifyEmailInput, typeof Tokens>
    /** Confirms who one is, by password, authenticator app, passkey or (for people with none of them) mailed code; for ten minutes verbs that ask for it are open. Older access and refresh tokens of the session stop working. */
    stepUp: Mutation<typeof StepUpInput, typeof Tokens>
    /** Ends all of a person's sessions at once. */
    endUserSessions: Mutation<typeof UserInput, typeof Ended>
    /** Ends all of one's own sessions but this one. */
    endOtherSessions: Mutation<typeof NoInput, typeof Ended>
    /** Ends every session of everybody that began until this instant, the caller's own too: the next request with one of them fails. */
    endAllSessions: Mutation<typeof EndAllSessionsInput, typeof Ended>
    /** Ends one of one's own sessions, at once and for every open connection of it. */
    endSession: Mutation<typeof EndSessionInput, typeof Done>
    /** Ends one's impersonation, called from the session that looks or from the administrator's own; asks for no fresh sign-in, because leaving is never harder than entering. */
    stopImpersonation: Mutation<typeof NoInput, typeof StopImpersonationOutput>
    /** Ends the session of this very request, and with it whatever an administrator looks at through another person's eyes. */
    signOut: Mutation<typeof NoInput, typeof Done>
    /** Exchanges a refresh token and the proof of its device for new tokens. A lost reply or another tab gets the same successor for 30 seconds; a replay ends the session. */
    refresh: Mutation<typeof RefreshInput, typeof Tokens>
    /** Fills the profile in and reaches stage 3 (100 %); stages never go back. Repeating it changes the fields and nothing else. */
    completeProfile: Mutation<typeof CompleteProfileInput, typeof Me>
    /** Gives a person another role. ADMIN and FINANCE wait for a second administrator (24 hours) while two or more are active. */
    changeRole: Mutation<typeof ChangeRoleInput, typeof RoleChange>
    /** Gives the account the new address, proven by the code mailed there; an unfinished sign-up that held it gives way, both addresses are told, and codes mailed to the old one stop working. */
    confirmEmailChange: Mutation<typeof ConfirmEmailChangeInput, typeof Done>
    /** Gives the account the phone number to which the code was sent, verified; that another account has verified it is told only to whoever holds the phone. */
    confirmPhone: Mutation<typeof ConfirmPhoneInput, typeof Me>
    /** Keeps a passkey that an authenticator has just made; it signs in by itself and counts as a second factor. With the first factor come ten recovery codes, shown this once. Other sessions end unless asked not to. */
    addPasskey: Mutation<typeof AddPasskeyInput, typeof AddPasskeyOutput>
    /** Lifts a block; the person signs in again, old sessions stay ended. Nothing happens to somebody who is not blocked. */
    unblockUser: Mutation<typeof UnblockUserInput, typeof User>
    /** Lists one's own open sessions, newest first. */
    listSessions: Query<typeof NoInput, typeof ListSessionsOutput>
    /** Lists one's own passkeys, oldest first; there are ten at most. */
    listPasskeys: Query<typeof NoInput, typeof ListPasskeysOutput>
    /** Lists people, newest first, by role, state or exact e-mail address. */
    listUsers: Query<typeof ListUsersInput, typeof ListUsersOutput>
    /** Lists role changes, newest first: by default those that wait for a second administrator. */
    listRoleChanges: Query<typeof ListRoleChangesInput, typeof ListRoleChangesOutput>
    /** Lists the uses of emergency access, newest first: why, for whom, how long, and who reviewed it. */
    listOpenings: Query<typeof ListOpeningsInput, typeof ListOpeningsOutput>
    /** Lists tries to sign in, newest first: one's own of 90 days, or for administrators anybody's of 400 days. */
    listSignIns: Query<typeof ListSignInsInput, typeof ListSignInsOutput>
    /** Looks at the product as another person sees it: a session of at most 30 minutes that reads and changes nothing, told to the person and shown in their lists. Never an administrator's account; one at a time. */
    startImpersonation: Mutation<typeof StartImpersonationInput, typeof Tokens>
    /** Mails a code to the new address (10 minutes, 5 tries), whether or not somebody has it already; nothing changes before it is shown. */
    startEmailChange: Mutation<typeof StartEmailChangeInput, typeof Challenge>
    /** Mails a person a reset code (10 minutes, 5 tries) and the link to the page that takes it; the administrator sees neither, and nothing changes before the code is shown. */
    sendPasswordReset: Mutation<typeof UserInput, typeof Done>
    /** Mails a six-digit reset code. The answer is the same whether or not the address has an account. */
    forgotPassword: Mutation<typeof ForgotPasswordInput, typeof Challenge>
    /** Makes a ticket (30 seconds, one use) with which a socket opens as this very session, so that no token stands in an address. */
    issueSocketTicket: Mutation<typeof NoInput, typeof SocketTicket>
    /** Makes an account with a role for somebody (an unfinished sign-up at the address becomes it) and mails the link (72 hours, one use) with which they set their password. ADMIN and FINANCE begin as USER and wait for a second administrator (24 hours) while two or more are active. */
    provisionUser: Mutation<typeof ProvisionUserInput, typeof User>
    /** Makes the authenticator app count from its first code on; answers ten recovery codes, shown this once, and new tokens of the session. Other sessions end unless asked not to. */
    confirmTotp: Mutation<typeof ConfirmTotpInput, typeof ConfirmTotpOutput>
    /** Makes the one emergency credential: a phrase for one custodian and an authenticator for another, both told this once. Only their hash and seal are kept; an older sealed one is retired only when asked. */
    sealBreakGlass: Mutation<typeof SealBreakGlassInput, typeof SealBreakGlassOutput>
    /** Makes the secret of an authenticator app, told this once; it counts when a code of it is confirmed, and until then an older app keeps working. */
    startTotp: Mutation<typeof NoInput, typeof StartTotpOutput>
    /** Opens the emergency door once, with the phrase of one custodian and a code of the other: a session of 30 minutes on the named account that reads, and changes only what the emergency needs. Everybody concerned is told, everything is recorded, somebody else must review it within 72 hours. */
    openBreakGlass: Mutation<typeof OpenBreakGlassInput, typeof Tokens>
    /** Registers a person and mails a six-digit code. The answer is the same whether or not the address is known; the password counts once the code proves the mailbox. */
    signUp: Mutation<typeof SignUpInput, typeof Challenge>
    /** Replaces the password, given the present one; ends all other sessions unless asked not to, and tells the person by mail. */
    changePassword: Mutation<typeof ChangePasswordInput, typeof Done>
    /** Sends a new code for an open challenge, at most once in 60 seconds; the old code stops working, spent tries stay spent. */
    resendCode: Mutation<typeof ResendCodeInput, typeof Challenge>
    /** Sends a six-digit code to a phone number by SMS or WhatsApp (10 minutes, 5 tries), whether or not somebody has verified it already; nothing changes before it is shown. */
    startPhoneVerification: Mutation<typeof StartPhoneVerificationInput, typeof Challenge>
    /** Sets a new password with the mailed reset code and ends all sessions. It proves the mailbox, so it answers a device proof, but opens no session. */
    resetPassword: Mutation<typeof ResetPasswordInput, typeof ResetPasswordOutput>
    /** Shows an uploaded picture as one's photo, or none; the one before is deleted with the next sweep of files. */
    setPhoto: Mutation<typeof SetPhotoInput, typeof Me>
    /** Signs in with an id token that an app got from an SDK of Google (One Tap, Android, iOS): checked by the keys Google publishes, for our client, with this nonce, and worth one sign-in. */
    signInWithGoogleToken: Mutation<typeof SignInWithGoogleTokenInput, typeof Next>
    /** Signs in with e-mail address and password; whoever has a second factor shows it next, and from an unknown device a mailed code follows. Unknown, wrong and Google-only answer alike. */
    signIn: Mutation<typeof SignInInput, typeof Next>
    /** Signs in with what an authenticator signed: it verified its user, so neither password, mailed code nor second factor is asked for. Every wrong answer is refused alike. */
    finishPasskeySignIn: Mutation<typeof FinishPasskeySignInInput, typeof Tokens>
    /** Takes a passkey away and answers new tokens of the session; privileged people keep at least one second factor, and with the last one the recovery codes go. */
    removePasskey: Mutation<typeof RemovePasskeyInput, typeof Tokens>
    /** Takes a person's authenticator app, passkeys and recovery codes away after their identity was proven in another way; all their sessions end. */
    resetFactors: Mutation<typeof ResetFactorsInput, typeof Done>
    /** Takes the authenticator app away and answers new tokens of the session; with the last second factor the recovery codes go. Privileged people keep theirs, unless they have a passkey, and replace it by confirming another. */
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
    /** Finds leads within reach by part of a name (the most alike first; of a name that many have, those with the newest activity), the last 4 or more digits of a phone, or the start of an e-mail address. */
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
    /** Pairs of leads that may be one person, most alike first; a head sees pairs with a lead of the own pool. A page may be short although there are more. */
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
    /** A second administrator brings a proposed change into force, or plans it where its instant has not come; possible for 24 hours and while nothing else changed the setting. */
    approveProposal: Mutation<typeof ApproveProposalInput, typeof ChangeOutcome>
    /** Answers every value that somebody set, in the form that `importSettings` takes. */
    exportSettings: Mutation<typeof ExportSettingsInput, typeof ExportSettingsOutput>
    /** Answers one setting by its key or an old name, with what it accepts and the changes that are planned. */
    getSetting: Query<typeof GetSettingInput, typeof SettingDetail>
    /** Answers settings and flags to another system, by key or old name: values from their rows as they stand at this instant, for the platform of the request. */
    readMachine: Query<typeof ReadMachineInput, typeof ReadMachineOutput>
    /** Answers the flags and settings that clients may see, as they hold for this caller, device (`x-device-id`) and platform; over HTTP an unchanged answer is 304. */
    getMyFlags: Query<typeof GetMyFlagsInput, typeof GetMyFlagsOutput>
    /** Answers what held in one scope at a past instant and which change had made it so; where nothing was set then, the default of today’s definition, marked as assumed. */
    getValueAt: Query<typeof GetValueAtInput, typeof GetValueAtOutput>
    /** Answers what somebody should look at: flags past their expiry date, rows whose definition is gone, values passed over because they do not fit, settings nobody read for 90 days, values that were written by hand, killed flags. */
    getTidyReport: Query<typeof GetTidyReportInput, typeof GetTidyReportOutput>
    /** Answers whether a flag is on for a person at this instant, and why: killed, override, the rule that matched, or the bucket (0 to 9,999) against the limit in basis points. */
    explainFlag: Query<typeof ExplainFlagInput, typeof ExplainFlagOutput>
    /** Calls a planned change off before its time comes. */
    cancelScheduled: Mutation<typeof CancelScheduledInput, typeof CancelScheduledOutput>
    /** Changes a setting in one scope: at once on every process, or from `effectiveFrom` on; a four-eyes setting is proposed to a second administrator. Refused when somebody changed it since `baseVersion`. Guarded and four-eyes settings need a fresh confirmation of identity. */
    setSetting: Mutation<typeof SetSettingInput, typeof ChangeOutcome>
    /** Lets a killed flag follow its overrides and rules again; for a four-eyes flag a second administrator must approve. */
    liftKill: Mutation<typeof LiftKillInput, typeof FlagOutcomeOfChange>
    /** Lists changes that wait, or waited, for a second administrator, newest first. */
    listProposals: Query<typeof ListProposalsInput, typeof ListProposalsOutput>
    /** Lists every change of a setting in one scope, or of a flag, newest first: replayed, they give every version there was. */
    getHistory: Query<typeof GetHistoryInput, typeof GetHistoryOutput>
    /** Lists flags in key order with their rules, kills and overrides; flags past their expiry date are `stale`, flags that are no longer in code `orphaned`. */
    listFlags: Query<typeof ListFlagsInput, typeof ListFlagsOutput>
    /** Lists settings in key order with the value in force in one scope, where it comes from, its default, unit, risk, version and last change. */
    listSettings: Query<typeof ListSettingsInput, typeof ListSettingsOutput>
    /** Replaces the rules of a flag, effective at once on every process. The first rule that matches decides; a percentage, in basis points, keeps everybody it was on for when it is raised. */
    setFlagRules: Mutation<typeof SetFlagRulesInput, typeof FlagOutcomeOfChange>
    /** Says whether a value would be accepted, what the owning domains expect it to touch, and which processes read settings at which revision. */
    previewChange: Query<typeof PreviewChangeInput, typeof PreviewChangeOutput>
    /** Sets many values at once, all or none; four-eyes settings are proposed. A dry run says of each whether it is the same, a change, invalid or needs a second administrator. */
    importSettings: Mutation<typeof ImportSettingsInput, typeof ImportSettingsOutput>
    /** Switches a flag off for everybody on every process at once, before overrides and rules; one administrator, or an emergency session, is enough. Killing it again changes nothing. */
    killFlag: Mutation<typeof KillFlagInput, typeof FlagOutcomeOfChange>
    /** Switches a flag on or off for one person, before any rule is read; until an instant or until it is taken away. */
    setFlagOverride: Mutation<typeof SetFlagOverrideInput, typeof FlagOutcomeOfChange>
    /** Takes away what is stored under a key that no definition has any more; its history and versions stay. */
    pruneOrphan: Mutation<typeof PruneOrphanInput, typeof PruneOrphanOutput>
    /** Takes the latest change of a setting back by a new change with the value from before it; where nothing was set before, the default holds again. Asks for the same confirmation or second administrator as setting it. */
    revertChange: Mutation<typeof RevertChangeInput, typeof ChangeOutcome>
    /** Turns a proposed change down; the one who proposed it may take it back this way, too. */
    rejectProposal: Mutation<typeof RejectProposalInput, typeof RejectProposalOutput>
  }
  webhooks: {
    /** Lets handlers act again on items that are processed or dead, or for the first time on what nobody handled yet when it came; being idempotent they change nothing that is already so. `dryRun` only counts; more than 100 go on in the background. */
    replayInbox: Mutation<typeof ReplayInboxInput, typeof ReplayInboxOutput>
    /** Lists outbound messages, newest first, by endpoint, state, type, order key, cause and time. Type and order key need an endpoint. */
    listMessages: Query<typeof ListMessagesInput, typeof ListMessagesOutput>
    /** Lists the addresses that others want to be told at, newest first, with their health and what waits for them. */
    listEndpoints: Query<typeof ListEndpointsInput, typeof ListEndpointsOutput>
    /** Lists what vendors told us, newest first, by provider, state and time. Finance sees payments only. */
    listInbox: Query<typeof ListInboxInput, typeof ListInboxOutput>
    /** Settles an item that waits or is dead without acting on it; the body stays until its retention ends. */
    discardInbox: Mutation<typeof DiscardInboxInput, typeof DiscardInboxOutput>
    /** Shows one outbound message: the exact body that is signed, and what came of each send. */
    getMessage: Query<typeof GetMessageInput, typeof MessageDetail>
    /** Shows one thing a vendor told us: headers, the first 64 KiB of the body, and what handling it did. */
    getInboxItem: Query<typeof GetInboxItemInput, typeof InboxItemDetail>
    /** Tells how far a replay in the background is. Finance sees replays of payments only. */
    getInboxReplay: Query<typeof GetInboxReplayInput, typeof InboxReplay>
    /** Tells why a message has not been delivered: paused or disabled endpoint, an earlier message of its key, an open circuit, its next attempt, no free slot. */
    explainDelivery: Query<typeof ExplainDeliveryInput, typeof DeliveryExplanation>
  }
  workflows: {
    /** A back-test and, once it is done, its report with the hash that the same request gives again. */
    getBacktest: Query<typeof BacktestRef, typeof Backtest>
    /** A migration with its plan, what the simulation counted, and the proof of what was done. */
    getMigration: Query<typeof MigrationRef, typeof Migration>
    /** Answers the draft, or a published version, with its entry rules as a document that `importWorkflow` takes anywhere. */
    exportWorkflow: Mutation<typeof ExportWorkflowInput, typeof WorkflowDocument>
    /** Begins a new draft workflow from an exported document; what it refers to and is missing here is told as issues. */
    importWorkflow: Mutation<typeof ImportWorkflowInput, typeof Saved>
    /** Begins a new workflow with the draft, or a published version, and the entry rules of another; people and figures are not copied. */
    copyWorkflow: Mutation<typeof CopyWorkflowInput, typeof Saved>
    /** Begins a workflow as a draft that nobody enters; issues say what still stops it from being published. */
    createWorkflow: Mutation<typeof CreateWorkflowInput, typeof Saved>
    /** Changes who may enter again and when, mutual exclusion, and the caps; only what is named changes, and it counts for entries from now on. */
    setEntryRules: Mutation<typeof SetEntryRulesInput, typeof StoredEntryRules>
    /** Closes a workflow for good; its versions, runs and figures stay readable. With people still in it, it is refused, or they all leave as cancelled (`exitAll`). */
    archive: Mutation<typeof ArchiveInput, typeof WorkflowSummary>
    /** Counts of a version per node and output, and per arm of its splits the goal rate with its 95 % Wilson interval (basis points). */
    getStats: Query<typeof GetStatsInput, typeof WorkflowStats>
    /** Decides for every live run what a migration would do to it, and keeps nothing but the counts. */
    simulateMigration: Mutation<typeof MigrationRef, typeof Migration>
    /** Does a task, or approves or rejects; the run goes on once enough people agreed, and at the first rejection. */
    decideTask: Mutation<typeof DecideTaskInput, typeof Task>
    /** Draws the workflow of a run, as Mermaid and as SVG, with the way the person took and where they stand. */
    renderRun: Query<typeof RunRef, typeof RunPicture>
    /** Ends a run where it stands, with the outcome `cancelled`; its open tasks close. What was handed over already stays so. */
    cancelRun: Mutation<typeof ReasonedRunRef, typeof Run>
    /** Ends every run of a workflow that fits a filter. Called without a token it only counts, and answers the token for the same filter. */
    cancelRuns: Mutation<typeof CancelRunsInput, typeof CancelRunsOutput>
    /** Forgets a stored secret; refused while people are in, or can enter, a version that refers to it. */
    removeSecret: Mutation<typeof SecretRef, typeof RemovedSecret>
    /** Gives an open task to another person or role; its deadline stays. */
    reassignTask: Mutation<typeof ReassignTaskInput, typeof Task>
    /** Gives new entrants this published version from now on, an earlier one too; whoever is under way stays where they are. */
    activateVersion: Mutation<typeof ActivateVersionInput, typeof WorkflowSummary>
    /** Has the runs of a workflow that fit a filter written to a CSV, at most 100,000, without variables and texts; ask `getRunExport` for it. */
    exportRuns: Mutation<typeof ExportRunsInput, typeof RunExport>
    /** Has up to 90 days of real events replayed through the draft or a version, with the engine and a simulated clock; nothing is changed or sent. */
    startBacktest: Mutation<typeof StartBacktestInput, typeof StartBacktestOutput>
    /** How far an export of yours is, and a link to the file once it is written; every link given out is on record. */
    getRunExport: Mutation<typeof RunExportRef, typeof RunExport>
    /** Lets a held run go on from where it stands: its tries count anew, its timers keep their instants. One that is live stays as it is. */
    releaseRun: Mutation<typeof ReasonedRunRef, typeof Run>
    /** Lets a paused workflow go on: people enter again, and what came due meanwhile is spread over half an hour. */
    resume: Mutation<typeof NotedWorkflowRef, typeof WorkflowSummary>
    /** Lists runs, the newest first; salespeople see those of their leads. A page may be short or empty although there are more: a cursor says so. */
    listRuns: Query<typeof ListRunsInput, typeof RunPage>
    /** Lists the stored secrets by name, with who set them and when; never what they are. */
    listSecrets: Query<typeof ListSecretsInput, typeof SecretPage>
    /** Lists workflows, the newest first. */
    listWorkflows: Query<typeof ListWorkflowsInput, typeof WorkflowPage>
    /** Makes the draft a version that never changes again and, unless told otherwise, what new entrants get; running people stay in theirs. */
    publish: Mutation<typeof PublishInput, typeof PublishOutput>
    /** Makes the secret that calls of a workflow are signed with (Standard Webhooks) and shows it this once, for whoever receives the calls. */
    renewSigningSecret: Mutation<typeof RenewSigningSecretInput, typeof RenewedSigningSecret>
    /** Moves the live runs as simulated, each in a transaction of its own with its proof; more than 1,000 need a second administrator. */
    applyMigration: Mutation<typeof ApplyMigrationInput, typeof Migration>
    /** Names the nodes that were added, removed or changed between two versions, or a version and the draft; positions do not count. */
    diffVersions: Query<typeof DiffVersionsInput, typeof DiffVersionsOutput>
    /** One run: where it stands, every node it left, and what it handed over. */
    getRun: Query<typeof RunRef, typeof RunDetail>
    /** One workflow with its rules and its graph: the draft, an earlier draft of the latest 50, or a published version. */
    getWorkflow: Query<typeof GetWorkflowInput, typeof Workflow>
    /** Plans moving the people of one version to another: every node with who stands there and where they would go, or why not. */
    planMigration: Mutation<typeof PlanMigrationInput, typeof Migration>
    /** Saves the draft, wrong as it may be, if nobody saved another since `revision`; people in the workflow notice nothing. */
    saveDraft: Mutation<typeof SaveDraftInput, typeof Saved>
    /** Says what became of a hand-over whose outcome is unknown; a run that was held for it goes on. */
    resolveEffect: Mutation<typeof ResolveEffectInput, typeof Run>
    /** Sends a run back (or forward) to a node of its version. Steps that reached out before do so again only when that is confirmed. */
    rerunFrom: Mutation<typeof RerunFromInput, typeof Run>
    /** Starts a workflow for one person now; refused with the entry rule that forbids it. */
    enrol: Mutation<typeof EnrolInput, typeof EnrolOutput>
    /** Starts a workflow for up to 10,000 people or a segment; answers how many entered and how many were refused by which rule. */
    enrolMany: Mutation<typeof EnrolManyInput, typeof EnrolManyOutput>
    /** Stops a run where it stands until it is released; events go on filling its mailbox. One that is held stays as it is. */
    holdRun: Mutation<typeof ReasonedRunRef, typeof Run>
    /** Stops entries and every step claimed from now on; waits go on counting, and what comes due meanwhile waits for `resume`. */
    pause: Mutation<typeof NotedWorkflowRef, typeof WorkflowSummary>
    /** Stores a secret that webhook nodes refer to by its name, or replaces it: calls made from now on carry it; nobody can read it back. */
    setSecret: Mutation<typeof SetSecretInput, typeof StoredSecret>
    /** Takes a migration back within seven days, for the runs that have not gone on since; the others stay and are counted. */
    revertMigration: Mutation<typeof ApplyMigrationInput, typeof Migration>
    /** Tells everything that stops the draft from being published as things stand today, and what deserves a second look. */
    validateDraft: Query<typeof ValidateDraftInput, typeof ValidateDraftOutput>
    /** The caller's open tasks and approvals, and those of their role, the earliest deadline first. */
    listMyTasks: Query<typeof ListMyTasksInput, typeof TaskPage>
    /** Tries the step a run stands at again, at once, held or not. Its key stays the same, so what was handed over is never doubled. */
    retryRun: Mutation<typeof ReasonedRunRef, typeof Run>
    /** Walks one person, real or made up, through the draft or a version with the engine itself and tells every step, message and instant; refusals are real, nothing is sent and nothing is kept. */
    simulate: Query<typeof SimulateInput, typeof Simulation>
    /** Why a person is not in a workflow: the entry rules in their order with the values they see now. */
    explainAbsence: Query<typeof ExplainAbsenceInput, typeof ExplainAbsenceOutput>
    /** Why a run went where it went: every node it left with the values its conditions saw, and what it waits for now. */
    explainRun: Query<typeof RunRef, typeof RunExplanation>
  }
}>
