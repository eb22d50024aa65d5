import { accepted, chapter, notHere, test, written } from '../evidence.ts'
import { files } from '../test-files.ts'

const internal = notHere('processes of ours do not speak HTTP to each other; they meet in Postgres')

export const communication = chapter(
  'Secure communication',
  ['12.1.1', 'TLS 1.2 and 1.3 only', written('Deployment')],
  ['12.1.2', 'Strong cipher suites only', written('Deployment')],
  ['12.1.3', 'Client certificates are checked before they count', notHere('nobody signs in with a client certificate')],
  [
    '12.2.1',
    'TLS towards clients, always',
    test(files.hardening, 'over https browsers are told to stay there for a year, subdomains too, and nothing is ever redirected'),
    written('Deployment'),
  ],
  ['12.2.2', 'Certificates that the public trusts', written('Deployment')],
  [
    '12.3.1',
    'TLS on every other connection',
    test(files.smtp, 'a relay without STARTTLS gets neither mail nor password'),
    accepted(27, 'TLS to Postgres by address'),
  ],
  [
    '12.3.2',
    'Certificates of servers are checked',
    test(files.smtp, 'a certificate that nobody vouches for gets neither mail nor password'),
  ],
  ['12.3.3', 'TLS between services inside', internal],
  ['12.3.4', 'Trusted certificates between services inside', internal],
)
