import type { GoogleIdentity } from '@mas/kernel/ports/google-identity'
import { refused } from '../http/index.ts'

const off = async () => refused('sign-in with Google is switched off (GOOGLE_MODE)', 'later')

/** Stands in where sign-in with Google is not set up. */
export const googleIdentityOff: GoogleIdentity = { mode: 'off', authorizationUrl: off, exchange: off, checkToken: off }
