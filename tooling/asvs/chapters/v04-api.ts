import { chapter, notHere, test } from '../evidence.ts'
import { files } from '../test-files.ts'

const noGraphQl = notHere('the product serves no GraphQL')
const noSocket = notHere('no WebSocket is served; live queries are server-sent events over the usual connection')

export const api = chapter(
  'API and web service',
  [
    '4.1.1',
    'Answers say their type, and text its character set',
    test(files.hardening, 'text says its character set, and what is shown in a browser is markup of ours only'),
  ],
  [
    '4.1.2',
    'An API is not redirected from plain HTTP in silence',
    test(files.hardening, 'over https browsers are told to stay there for a year, subdomains too, and nothing is ever redirected'),
  ],
  [
    '4.1.3',
    'Headers that proxies set cannot be set by callers',
    test(files.address, 'behind proxies, the caller stands that many places from the right, whatever was written to the left'),
  ],
  [
    '4.2.1',
    'Messages end where both sides think they end',
    test(files.hardening, 'no message with two meanings of its end is served, and nothing behind it is taken for a request'),
    test(
      files.hardening,
      'a request without a host that is one is refused as such: no fault, and never another path than the one asked for',
    ),
  ],
  ['4.3.1', 'Costly nested queries are bounded', noGraphQl],
  ['4.3.2', 'Introspection is off', noGraphQl],
  ['4.4.1', 'WebSockets use TLS', noSocket],
  ['4.4.2', 'WebSockets check the origin', noSocket],
  [
    '4.4.3',
    'What opens a socket is a secret made for it',
    test(files.sessionEnds, 'a socket ticket opens one socket, within thirty seconds, while its session is open'),
  ],
  [
    '4.4.4',
    'That secret comes from the signed-in session',
    test(files.sessionEnds, 'a socket ticket opens one socket, within thirty seconds, while its session is open'),
  ],
)
