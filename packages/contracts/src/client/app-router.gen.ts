// Written by `bun run generate` from the verbs. Do not edit.
import type { Mutation, Query, RouterOf, Subscription } from './procedure-types.ts'
import type { ListEntriesInput, ListEntriesOutput } from '../audit/index.ts'
import type { ArchiveNoticeInput, DiffTemplateInput, DiffTemplateOutput, DraftTemplateInput, DraftTemplateOutput, EmailTimeline, ExplainIntentInput, GetEmailInput, GetLinkedPreferencesInput, GetPreferencesInput, GetUnreadCountInput, IntentExplanation, LiftSuppressionInput, ListEmailsInput, ListEmailsOutput, ListNoticesInput, ListNoticesOutput, ListSuppressionsInput, ListSuppressionsOutput, ListTemplatesInput, ListTemplatesOutput, MarkReadInput, MarkUpToInput, NoticesNow, PreferenceMatrix, PreviewTemplateInput, PreviewTemplateOutput, PublishTemplateInput, ResendEmailInput, ResendEmailOutput, RetireTemplateInput, SetLinkedPreferencesInput, SetPreferencesInput, SetQuietHoursInput, SuppressInput, Suppression, TemplateVersion, UnreadCount, UnsubscribeInput, UnsubscribeOutput, WatchNoticesInput } from '../notifications/index.ts'
import type { ListSettingsInput, ListSettingsOutput, SetSettingInput, Setting } from '../settings/index.ts'
import type { DiscardInboxInput, DiscardInboxOutput, GetInboxItemInput, InboxItemDetail, ListInboxInput, ListInboxOutput, ReplayInboxInput, ReplayInboxOutput } from '../webhooks/index.ts'

export type AppRouter = RouterOf<{
  audit: {
    /** Lists who changed what, newest first, by subject, actor or action. */
    listEntries: Query<typeof ListEntriesInput, typeof ListEntriesOutput>
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
