import type { GetStatesOutput } from '@mas/contracts/notifications'
import type { EffectState } from '@mas/contracts/workflows'
import type { z } from 'zod'

type MailState = z.output<typeof GetStatesOutput>['items'][number]

/** What the state of a mail means for the step that asked for it; undefined while there is no news. */
export function newsOfMail(mail: MailState | undefined): { state: EffectState; reason?: string } | undefined {
  if (mail === undefined) return undefined
  if (mail.inDoubt) return { state: 'in_doubt' }
  switch (mail.emailState) {
    case 'sent':
      return { state: 'accepted' }
    case 'delivered':
      return { state: 'delivered' }
    case 'bounced':
    case 'failed':
      return { state: 'failed', reason: mail.emailState }
    case 'suppressed':
    case 'cancelled':
      return { state: 'refused', reason: mail.emailState }
    default:
      return notSent(mail.state)
  }
}

function notSent(state: MailState['state']): { state: EffectState; reason: string } | undefined {
  return state === 'suppressed' || state === 'refused' || state === 'cancelled' ? { state: 'refused', reason: state } : undefined
}
