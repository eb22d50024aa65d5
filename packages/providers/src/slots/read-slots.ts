import { readAuditStoreSlot, type AuditStoreConfig } from './audit-store-slot.ts'
import { readBreachedPasswordsSlot, type BreachedPasswordsConfig } from './breached-passwords-slot.ts'
import { readDndSlot, type DndConfig } from './dnd-slot.ts'
import { readEmailSlot, type EmailConfig } from './email-slot.ts'
import { readGoogleSlot, type GoogleConfig } from './google-slot.ts'
import { readHumanCheckSlot, type HumanCheckConfig } from './human-check-slot.ts'
import { readObjectStoreSlot, type ObjectStoreConfig } from './object-store-slot.ts'
import { readOnCallSlot, type OnCallConfig } from './on-call-slot.ts'
import { createSlotReader, type EnvRecord, type Slot, type SlotProblem } from './slot-reader.ts'
import { readVendorWebhooksSlot, type VendorWebhooksConfig } from './vendor-webhooks-slot.ts'
import { readVirusScannerSlot, type VirusScannerConfig } from './virus-scanner-slot.ts'

export interface Slots {
  readonly email: Slot<EmailConfig>
  readonly 'google-identity': Slot<GoogleConfig>
  readonly 'human-check': Slot<HumanCheckConfig>
  readonly 'breached-passwords': Slot<BreachedPasswordsConfig>
  readonly 'object-store': Slot<ObjectStoreConfig>
  readonly 'virus-scanner': Slot<VirusScannerConfig>
  readonly 'dnd-registry': Slot<DndConfig>
  readonly 'audit-store': Slot<AuditStoreConfig>
  readonly 'on-call': Slot<OnCallConfig>
  readonly 'vendor-webhooks': Slot<VendorWebhooksConfig>
}

export type SlotsAnswer =
  | { readonly ok: true; readonly slots: Slots }
  /** Everything that is wrong, at once. */
  | { readonly ok: false; readonly problems: readonly SlotProblem[] }

/** How each provider slot is set, from variables that the caller has read. */
export function readSlots(env: EnvRecord): SlotsAnswer {
  const reader = createSlotReader(env)
  const slots = {
    email: readEmailSlot(reader),
    'google-identity': readGoogleSlot(reader),
    'human-check': readHumanCheckSlot(reader),
    'breached-passwords': readBreachedPasswordsSlot(reader),
    'object-store': readObjectStoreSlot(reader),
    'virus-scanner': readVirusScannerSlot(reader),
    'dnd-registry': readDndSlot(reader),
    'audit-store': readAuditStoreSlot(reader),
    'on-call': readOnCallSlot(reader),
    'vendor-webhooks': readVendorWebhooksSlot(reader),
  }
  return reader.problems.length === 0 ? { ok: true, slots } : { ok: false, problems: reader.problems }
}
