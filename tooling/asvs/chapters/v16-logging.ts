import { accepted, chapter, test, written } from '../evidence.ts'
import { files } from '../test-files.ts'

const line = test(files.edge, 'the access line names caller, path and time, and never the query or deeper parts of a path')
const oneLine = test(files.hardening, 'a line of the log is one line of JSON, whatever a caller sends')

export const logging = chapter(
  'Security logging and error handling',
  ['16.1.1', 'What is logged, where, and for how long is written down', written('Logs')],
  [
    '16.2.1',
    'Entries say when, where, who and what',
    test(
      files.auditRecord,
      'an ADMIN blocks a user: one entry, the ended sessions behind it on the same chain, and the person sees it without a name',
    ),
    line,
  ],
  [
    '16.2.2',
    'Times are of one clock, in UTC',
    written('Logs'),
    test(files.auditRecord, 'a clock that runs backwards changes times, never the order of the chain'),
  ],
  ['16.2.3', 'Logs go where it is written', written('Logs')],
  ['16.2.4', 'Machines can read and join logs', oneLine],
  [
    '16.2.5',
    'Secrets and personal data stay out of logs',
    test(files.logger, 'secrets are not written wherever they stand in a line'),
    test(files.signUp, 'no code, password, token or address of a stranger is ever logged or queued'),
  ],
  [
    '16.3.1',
    'Every try to sign in is logged',
    test(files.signIn, 'every try leaves a row that its person sees, refused ones too, and access tokens are checked strictly'),
  ],
  [
    '16.3.2',
    'Refused permissions are logged',
    test(files.auditRecord, 'a refused permission is one entry `refused` of a known caller; a visitor leaves none'),
  ],
  [
    '16.3.3',
    'Attempts to pass controls by are logged',
    test(files.breakGlass, 'every cause of a refusal sounds the same and spends nothing'),
    test(files.inbound, 'one byte changed is 401 and leaves a count with a sample, never a row'),
  ],
  ['16.3.4', 'Faults are logged', test(files.trpc, 'a fault of ours leaks nothing, and is logged with its cause under the request id')],
  ['16.4.1', 'Nothing is injected into logs', oneLine],
  [
    '16.4.2',
    'Logs cannot be changed',
    test(files.auditGuards, 'entries, partitions, heads, anchors and runs cannot be changed, removed or truncated with SQL'),
    test(files.identitySweep, 'an ended session can never be revived, people are never deleted, and the log is append-only'),
  ],
  ['16.4.3', 'Logs go to another system', accepted(27, 'Logs leave by standard output')],
  [
    '16.5.1',
    'Faults tell callers nothing of the inside',
    test(files.hardening, 'a fault of a verb shows neither words, stack nor query of its cause'),
  ],
  [
    '16.5.2',
    'The product stays safe when others fail',
    test(files.http, 'five unavailable answers stop all calls for 30 seconds, then one probe reopens the way'),
    test(files.passwords, 'a password seen in a leak is refused, and nobody is kept out when the look-up does not answer'),
  ],
  [
    '16.5.3',
    'Faults close doors, never open them',
    test(files.roles, 'a sales head has the pages that the domain of sales says at this instant, and none when it does not answer'),
    test(files.transactions, 'whose failed statement was swallowed fail as a whole instead of pretending to be saved'),
  ],
)
