import { accepted, chapter, test, written } from '../evidence.ts'
import { files } from '../test-files.ts'

const hosts = test(files.lintRules, 'every rule of our own has failing and passing fixtures')
const leaksNothing = test(files.hardening, 'a fault of a verb shows neither words, stack nor query of its cause')
const notThere = test(files.hardening, 'methods nobody offers are refused, source control and files of the checkout are not there')

export const configuration = chapter(
  'Configuration',
  [
    '13.1.1',
    'Whom the product talks to is written down',
    written('Whom it talks to'),
    test(files.slots, 'everybody the product talks to stands on the page about it'),
  ],
  ['13.2.1', 'Backend parts authenticate with short-lived or own credentials', accepted(27, 'One database account')],
  [
    '13.2.2',
    'Backend accounts have the least rights',
    accepted(27, 'One database account'),
    test(files.auditGuards, 'a role with the rights of a writer records and cannot do more'),
  ],
  ['13.2.3', 'No default credentials', test(files.slots, 'without any variable everything is off'), written('Deployment')],
  ['13.2.4', 'Outside systems are on a list', hosts, test(files.slots, 'without any variable everything is off')],
  ['13.2.5', 'The server reaches listed places only', hosts, written('Whom it talks to')],
  ['13.3.1', 'Secrets are kept in a vault', accepted(27, 'Secrets from the environment')],
  ['13.3.2', 'Secrets are open to those who need them', written('Keys')],
  ['13.4.1', 'No source control metadata is served', notThere],
  [
    '13.4.2',
    'Debug modes are off',
    leaksNothing,
    test(files.trpc, 'a fault of ours leaks nothing, and is logged with its cause under the request id'),
  ],
  ['13.4.3', 'No directory listings', notThere],
  ['13.4.4', 'TRACE is not served', notThere],
  [
    '13.4.5',
    'Monitoring is not for strangers',
    test(files.edge, 'readiness asks the database; metrics and details are for this machine and for operators'),
  ],
)
