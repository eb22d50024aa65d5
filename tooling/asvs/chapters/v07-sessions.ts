import { chapter, notHere, test, written } from '../evidence.ts'
import { files } from '../test-files.ts'

const limits = test(files.refresh, 'a session ends when it is not used and in any case after its limit')
const renewed = test(files.refresh, 'confirming who one is makes older access tokens stale and replaces the refresh token')

export const sessions = chapter(
  'Session management',
  ['7.1.1', 'How long sessions last is written down, with reasons', written('Sessions')],
  ['7.1.2', 'How many sessions one may have is written down', written('Sessions')],
  ['7.1.3', 'How sessions here and at identity providers hang together is written down', written('Sessions')],
  [
    '7.2.1',
    'The server checks session tokens',
    test(files.signIn, 'every try leaves a row that its person sees, refused ones too, and access tokens are checked strictly'),
  ],
  ['7.2.2', 'Session tokens are made for each session', renewed],
  ['7.2.3', 'Session tokens are unique and random, 128 bits or more', written('Keys')],
  [
    '7.2.4',
    'Signing in and confirming make new tokens and end the old',
    renewed,
    test(files.privileged, 'a sign-in never continues what a browser brought along, and leaving clears what its pages kept'),
  ],
  ['7.3.1', 'Unused sessions end', limits],
  ['7.3.2', 'Every session ends in the end', limits],
  [
    '7.4.1',
    'An ended session is worth nothing',
    test(files.cookies, 'the cookie refreshes and signs out; afterwards neither it nor the access token is worth anything'),
    test(files.identitySweep, 'an ended session can never be revived, people are never deleted, and the log is append-only'),
    test(
      files.thieves,
      'a thief with token and proof who comes first is found out when the owner comes, on whichever process, and both are out',
    ),
  ],
  [
    '7.4.2',
    'Blocking or erasing a person ends all sessions',
    test(files.people, 'a block ends every session at once and is told; lifted or lapsed, one signs in again'),
  ],
  [
    '7.4.3',
    'Whoever changes a factor can end the other sessions',
    test(files.people, 'changing the password needs the present one, ends the other sessions, and asks for confirmation where it matters'),
    test(files.factor, 'enrolling and stepping up by code renew the tokens; the old ones are stale, the new ones refresh'),
  ],
  [
    '7.4.4',
    'Signing out is easy to find',
    notHere('pages belong to the web clients; the API offers signing out to every session, restricted ones too'),
  ],
  [
    '7.4.5',
    'Administrators can end the sessions of one or all',
    test(files.sessionEnds, 'ending all sessions refuses everybody at once, before any row is written, and nobody who signs in later'),
    test(files.people, 'only administrators see people, and nobody sees the sign-ins of others'),
  ],
  [
    '7.5.1',
    'What changes how one signs in asks for authentication first',
    test(files.ownAddress, 'without a recent confirmation of identity no change begins'),
    test(files.matrix, 'what changes how people sign in, and what administrators do to others, asks for a fresh sign-in'),
  ],
  [
    '7.5.2',
    'People see their sessions and can end them',
    test(files.impersonation, 'the person looked at sees it among their sessions and can end it'),
  ],
  ['7.6.1', 'Sessions of identity providers and ours end as written', written('Sessions')],
  [
    '7.6.2',
    'No session begins without somebody doing something',
    test(files.google, 'a ticket works once, for 60 seconds, and only with its verifier'),
  ],
)
