import { chapter, notHere, test, written } from '../evidence.ts'
import { files } from '../test-files.ts'

const clients = 'the web clients are other repositories; this one serves the API and a few pages without scripts of people'
const everyAnswer = test(files.hardening, 'every answer forbids framing, plug-ins, foreign bases, sniffing, referrers and shared windows')
const ownPages = test(files.cookies, 'a page of another origin, a form and a missing cookie are refused')
const hostCookies = test(files.cookies, 'credentials travel in host-bound cookies that scripts cannot read, and never in the body')

export const web = chapter(
  'Web frontend security',
  [
    '3.2.1',
    'Answers cannot be shown as something they are not',
    everyAnswer,
    test(files.fileRoutes, 'bytes put on a ticket come back over a link, whole and in ranges, with headers that let nothing run'),
  ],
  [
    '3.2.2',
    'Text is shown as text',
    test(files.mailPages, 'pages run nothing, load nothing, and keep their address to themselves; tokens are not logged'),
  ],
  ['3.3.1', 'Cookies are for secure connections and carry a guarded prefix', hostCookies],
  ['3.3.2', 'Cookies say from which sites they are sent', hostCookies, ownPages],
  ['3.3.3', 'Cookies belong to this host alone', hostCookies],
  ['3.3.4', 'Scripts cannot read credentials in cookies, which come in no other way', hostCookies],
  [
    '3.4.1',
    'Browsers are told to use TLS for a year, subdomains included',
    test(files.hardening, 'over https browsers are told to stay there for a year, subdomains too, and nothing is ever redirected'),
  ],
  [
    '3.4.2',
    'Only listed origins may read answers',
    test(files.edge, 'only listed origins may read answers, and preflights name what they may send'),
  ],
  ['3.4.3', 'A content security policy forbids plug-ins and foreign bases', everyAnswer],
  ['3.4.4', 'Browsers do not guess types', everyAnswer],
  ['3.4.5', 'Addresses do not leak as referrers', everyAnswer],
  ['3.4.6', 'No page of ours can be framed', everyAnswer],
  [
    '3.5.1',
    'Requests that need no preflight cannot be forged',
    ownPages,
    test(files.edge, 'a foreign page cannot act with the cookies of a signed-in person'),
  ],
  [
    '3.5.2',
    'What relies on a preflight cannot be called without one',
    ownPages,
    test(files.edge, 'a foreign page cannot act with the cookies of a signed-in person'),
  ],
  [
    '3.5.3',
    'What changes something is no safe method',
    test(files.hardening, 'what changes something is no GET, and unknown, doubled or inherited fields are refused'),
    test(files.mailPages, 'looking at an unsubscribe link, as mail scanners do, changes nothing and shows a form'),
  ],
  ['3.5.4', 'Different applications stand on different host names', written('Deployment')],
  ['3.5.5', 'Messages between windows are checked for their origin', notHere(clients)],
  ['3.7.1', 'Only technology is used that browsers still support', notHere(clients)],
  [
    '3.7.2',
    'Redirects lead to listed places only',
    test(
      files.google,
      'an unverified Google address, a used code, a foreign state, an unknown outcome and a foreign return address are refused',
    ),
    test(files.cookies, 'the way back from Google without a state of ours is refused without leaving the house'),
  ],
)
