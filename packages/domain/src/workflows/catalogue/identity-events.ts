import { emailVerified, profileCompleted, userBlocked, userRegistered } from '@mas/contracts/identity'
import { field, listed } from './entry.ts'

const ofUser = { user: field<{ userId: string }>((data) => [data.userId]) }

export const identityEvents = [
  listed({ event: userRegistered, history: true, subjects: ofUser }),
  listed({ event: emailVerified, history: true, subjects: ofUser }),
  listed({ event: profileCompleted, history: true, subjects: ofUser }),
  listed({ event: userBlocked, history: true, subjects: ofUser }),
]
