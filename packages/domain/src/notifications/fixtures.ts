import { newId, system, type Ports } from '@mas/kernel'
import { createSealer, createSigner, rootKeysOf } from '@mas/platform'
import { useHarness, useMailSandbox, type Harness, type MailSandbox } from '@mas/testing'
import { rows, type sql } from '@mas/db'
import type { Recipient } from './ports.ts'
import { sweepDue } from './sweep-due.ts'

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
      await sweepDue(harness.ctx(system('notifications.sweep-due')))
      await harness.drain()
    },
    rows: (statement) => rows(harness.runtime.driver.db, statement),
  }
}
