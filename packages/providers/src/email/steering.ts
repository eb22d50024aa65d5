import type { SandboxMail } from './sandbox-mail.ts'

/** What the sandbox does with a mail, chosen by the local part of its address: `bounce@…` or `bounce+anything@…`. */
export const steering = {
  bounce: 'taken, then bounced for good',
  soft: 'taken, then bounced for now',
  complain: 'taken, then reported as spam',
  slow: 'taken, but answered after 9 s',
  drop: 'taken, but the connection is closed without an answer',
  reject: 'refused for good (550)',
  limit: 'refused for now (451, or 429 over HTTP)',
} as const
export type Steering = keyof typeof steering

/** How the address steers the sandbox, if it does. */
export function steeringOf(address: string): Steering | undefined {
  const local = address.split('@')[0]?.split('+')[0]?.toLowerCase() ?? ''
  return isSteering(local) ? local : undefined
}

/** What becomes of a mail that was taken. */
export function fateOf(how: Steering | undefined): SandboxMail['fate'] {
  if (how === 'bounce') return 'bounced'
  if (how === 'soft') return 'soft-bounced'
  return how === 'complain' ? 'complained' : 'delivered'
}

function isSteering(text: string): text is Steering {
  return Object.hasOwn(steering, text)
}
