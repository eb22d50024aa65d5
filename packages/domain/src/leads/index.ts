import './access-rows.ts'
import './ports.ts'

export { intakeMany } from './intake.ts'
export { ingest } from './ingest.ts'
export type { Arrival, ArrivalFields, ArrivalPhone, IntakeBefore, IntakeColumn, IntakeOptions, IntakeResult } from './intake-model.ts'
export { captureLead } from './capture-lead.ts'
export { listLeads } from './list-leads.ts'
export { searchLeads } from './search-leads.ts'
export { countLeads } from './count-leads.ts'
export { getLead } from './get-lead.ts'
export { listTimeline } from './list-timeline.ts'
export { updateLead } from './update-lead.ts'
export { explainLead } from './explain-lead.ts'
export { changeStatus } from './change-status.ts'
export { reopenLead } from './reopen-lead.ts'
export { applyDisposition } from './apply-disposition.ts'
export { addNote } from './add-note.ts'
export { correctNote } from './correct-note.ts'
export { scheduleFollowUp } from './schedule-follow-up.ts'
export { rescheduleFollowUp } from './reschedule-follow-up.ts'
export { completeFollowUp } from './complete-follow-up.ts'
export { cancelFollowUp } from './cancel-follow-up.ts'
export { listMyFollowUps } from './list-my-follow-ups.ts'
export { tagLeads } from './tag-leads.ts'
export { untagLeads } from './untag-leads.ts'
export { createTag } from './create-tag.ts'
export { renameTag } from './rename-tag.ts'
export { retireTag } from './retire-tag.ts'
export { createProduct } from './create-product.ts'
export { updateProduct } from './update-product.ts'
export { retireProduct } from './retire-product.ts'
export { listProducts } from './list-products.ts'
export { listDuplicates } from './list-duplicates.ts'
export { dismissDuplicate } from './dismiss-duplicate.ts'
export { mergeLeads } from './merge-leads.ts'
export { undoMerge } from './undo-merge.ts'
export { recordConsent } from './record-consent.ts'
export { withdrawConsent } from './withdraw-consent.ts'
export { checkContact } from './check-contact.ts'
export { revealPhone } from './reveal-phone.ts'
// Parts for domains above
export { recordConsents, type ConsentOrder } from './consent-parts.ts'
export { contactPermission, type ContactQuestion } from './contact-gate.ts'
export {
  endLiveCall,
  issuePermit,
  issuePermits,
  usePermit,
  type ContactPermit,
  type PermitAnswer,
  type PermitOrder,
} from './contact-permit.ts'
export {
  applyDispositionTo,
  authorizeLead,
  familyIds,
  findLeadByContact,
  leadFacts,
  mailboxOfLead,
  phonesOf,
  resolveLead,
  setAssignee,
  setTeamEdges,
} from './lead-parts.ts'
export { eraseLead } from './erase-lead.ts'
export { absorbedInto, leadsOfUsers, survivorsOf } from './lead-of-person.ts'
export { foretellMail, type LeadMail, type PromosByDay } from './foretell-mail.ts'
export { mailAddress } from './mail-address.ts'
export { isInTeam, reachableLeads } from './reach-parts.ts'
export { setField, type FieldOrder } from './set-field.ts'
export { setTag } from './put-tag.ts'
export { journal, type JournalEntry } from './journal.ts'
export { normaliseEmail } from './email-rules.ts'
export { normalisePhones } from './phone-rules.ts'
export { leadsHandlers } from './handlers.ts'
export { leadsSchedules } from './schedules.ts'
export { leadsSubscribers } from './subscribers.ts'
export * from './imports/index.ts'
export * from './segments/index.ts'
export * from './exports/index.ts'
export * from './scrub/index.ts'
export * from './transfers/index.ts'
export * from './sources/index.ts'
export { exportRow } from './csv-export.ts'
export { getFacts, type LeadFacts } from './get-facts.ts'
