import { createFaults } from '../sandbox/faults.ts'

/** Faults of the Google sandbox; all but `keys-down` hit the exchange of a code. */
export const createGoogleFaults = () =>
  createFaults({
    'invalid-grant': 'the code is refused as used or expired',
    'wrong-nonce': 'the id token carries the nonce of another sign-in',
    'foreign-audience': 'the id token is for another client',
    'wrong-issuer': 'the id token names another issuer',
    'expired-token': 'the id token expired an hour ago',
    'future-token': 'the id token is issued an hour from now',
    'email-unverified': 'email_verified is false whoever signs in',
    'no-subject': 'the id token has no sub',
    'weak-algorithm': 'the id token is signed HS256 with the client secret',
    'rotate-key': 'the signing key is changed and the new one published',
    'unknown-key': 'the id token is signed with a key that is never published',
    'server-error': 'the exchange answers 500, the code is spent',
    hang: 'the exchange never answers, the code is spent',
    'keys-down': 'the key set answers 503',
  })
export type GoogleFaults = ReturnType<typeof createGoogleFaults>
export type GoogleFault = Parameters<GoogleFaults['add']>[0]
