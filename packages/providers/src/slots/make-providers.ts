import type { Clock } from '@mas/kernel/clock'
import type { Log } from '@mas/kernel/log'
import type { AnchorSink, ArchiveStore } from '@mas/kernel/ports/audit-store'
import type { BreachedPasswords } from '@mas/kernel/ports/breached-passwords'
import type { DndRegistry } from '@mas/kernel/ports/dnd-registry'
import type { EmailEvents } from '@mas/kernel/ports/email-events'
import type { EmailAddress, EmailSender } from '@mas/kernel/ports/email-sender'
import type { GoogleIdentity } from '@mas/kernel/ports/google-identity'
import type { HumanCheck } from '@mas/kernel/ports/human-check'
import type { ObjectStore } from '@mas/kernel/ports/object-store'
import type { OperatorPager } from '@mas/kernel/ports/operator-pager'
import type { VirusScanner } from '@mas/kernel/ports/virus-scanner'
import type { SlotReport } from '@mas/kernel/providers'
import { breachedPasswordsOff, createBreachedPasswords } from '../breached-passwords/index.ts'
import { createDndRegistry, dndRegistryByFile, dndRegistryOff } from '../dnd-registry/index.ts'
import { createGoogleIdentity, googleIdentityOff } from '../google-identity/index.ts'
import { createHumanCheck, humanCheckOff } from '../human-check/index.ts'
import { createOperatorPager, operatorPagerOff } from '../on-call/index.ts'
import { createClamd, virusScannerOff } from '../virus-scanner/index.ts'
import { makeAuditStore } from './make-audit-store.ts'
import { makeEmailEvents, makeEmailSender } from './make-email.ts'
import { makeFileStore } from './make-file-store.ts'
import type { Slots } from './read-slots.ts'

export interface Providers {
  readonly emailSender: EmailSender
  readonly emailEvents: EmailEvents
  /** Sender of mails whose platform has none of its own; missing where e-mail is off. */
  readonly emailFrom: EmailAddress | undefined
  readonly googleIdentity: GoogleIdentity
  readonly humanCheck: HumanCheck
  readonly breachedPasswords: BreachedPasswords
  readonly fileStore: ObjectStore
  readonly virusScanner: VirusScanner
  readonly dndRegistry: DndRegistry
  readonly anchorSink: AnchorSink
  readonly archiveStore: ArchiveStore
  readonly operatorPager: OperatorPager
  /** One row a slot, for the boot table. */
  readonly report: readonly SlotReport[]
}

interface Deps {
  readonly clock: Clock
  readonly log: Log
  /** Where files lie without a bucket, and wait on their way to one. */
  readonly dataDir: string
}

/** The adapters for the slots as they are set. Opens no connection: nothing is asked before the first call. */
export function makeProviders(slots: Slots, deps: Deps): Providers {
  const onCall = slots['on-call']
  const {
    email,
    'google-identity': google,
    'human-check': human,
    'breached-passwords': breached,
    'virus-scanner': scanner,
    'dnd-registry': dnd,
  } = slots
  return {
    emailSender: makeEmailSender(email, deps),
    emailEvents: makeEmailEvents(email, deps.clock),
    emailFrom: email.mode === 'off' ? undefined : email.config.from,
    googleIdentity:
      google.mode === 'off'
        ? googleIdentityOff
        : createGoogleIdentity({
            mode: google.mode,
            ...google.config,
            clientSecret: google.config.clientSecret.reveal(),
            ...deps,
          }),
    humanCheck:
      human.mode === 'off'
        ? humanCheckOff
        : createHumanCheck({ mode: human.mode, ...human.config, secret: human.config.secret.reveal(), ...deps }),
    breachedPasswords:
      breached.mode === 'off' ? breachedPasswordsOff : createBreachedPasswords({ mode: breached.mode, ...breached.config, ...deps }),
    fileStore: makeFileStore(slots['object-store'], deps),
    virusScanner: scanner.mode === 'off' ? virusScannerOff : createClamd({ mode: scanner.mode, ...scanner.config }),
    dndRegistry: dnd.mode === 'off' ? dndRegistryOff : makeDndRegistry(dnd, deps),
    ...makeAuditStore(slots['audit-store'], deps),
    operatorPager:
      onCall.mode === 'off'
        ? operatorPagerOff
        : createOperatorPager({ mode: onCall.mode, url: onCall.config.url, secret: onCall.config.secret.reveal(), ...deps }),
    report: Object.entries(slots).map(([slot, { mode, note }]) => ({ slot, mode, note })),
  }
}

function makeDndRegistry(
  slot: Exclude<Slots['dnd-registry'], { mode: 'off' }>,
  deps: { readonly clock: Clock; readonly log: Log },
): DndRegistry {
  const { url } = slot.config
  return url === undefined ? dndRegistryByFile : createDndRegistry({ mode: slot.mode, url, ...deps })
}
