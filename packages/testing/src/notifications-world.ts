import { newId, system, type Ctx, type Ports } from '@mas/kernel'
import { createSealer, createSigner, rootKeysOf } from '@mas/platform'
import { notificationsHandlers, type Recipient } from '@mas/domain/notifications'
import { useHarness, type Harness } from './harness.ts'
import { useMailSandbox, type MailSandbox } from './mail-sandbox.ts'
import { rows, type sql } from '@mas/db'

const roots = rootKeysOf(Buffer.alloc(32, 5).toString('base64'))

export interface NotificationsWorld {
  readonly harness: Harness
  readonly mail: MailSandbox
  /** Adds a user; each has an address of their own. */
  person(facts?: Partial<Recipient>): Recipient & { address: string }
  /** Moves time and does what the minute's sweep and its jobs would have done. */
  pass(to: string): Promise<void>
  rows<R extends Record<string, unknown>>(statement: ReturnType<typeof sql>): Promise<R[]>
}

/** Everything a test of this domain needs: a database, a real SMTP server, people, and time that is moved by hand. */
export function useNotifications(ports: Partial<Ports> = {}): NotificationsWorld {
  const people = new Map<string, Recipient>()
  const mail = useMailSandbox(() => harness.clock)
  const harness: Harness = useHarness({
    poolSize: 20,
    ports: {
      emailSender: mail.sender,
      sealer: createSealer(roots),
      signer: createSigner(roots),
      mailHouse: { publicUrl: 'https://mas.example', mailDomain: 'mail.mas.example' },
      recipientDirectory: { findByIds: async (ids) => ids.flatMap((id) => people.get(id) ?? []) },
      ...ports,
    },
  })
  return {
    harness,
    mail,
    person: (facts = {}) => {
      const userId = facts.userId ?? newId()
      const address = facts.address ?? `asha+${userId}@people.example`
      const made = {
        userId,
        state: 'active',
        role: 'USER',
        name: 'Asha Rao',
        zone: 'Asia/Kolkata',
        locale: 'en-IN',
        ...facts,
        address,
      } as const
      people.set(userId, made)
      return made
    },
    pass: async (to) => {
      harness.clock.set(to)
      await sweep(harness.ctx(system('notifications.sweep-due')))
      await harness.drain()
    },
    rows: (statement) => rows(harness.runtime.driver.db, statement),
  }
}

async function sweep(ctx: Ctx): Promise<void> {
  const handler = notificationsHandlers.find(({ job }) => job.name === 'notifications.sweep-due')
  await handler?.handle(ctx, {}, { id: newId(), number: 1, last: false })
}
