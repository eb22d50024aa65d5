import { chapter, test, written } from '../evidence.ts'
import { files } from '../test-files.ts'

const fields = test(files.plumbing, 'unknown input keys and unknown output fields are not let through')
const inherited = test(files.hardening, 'what changes something is no GET, and unknown, doubled or inherited fields are refused')

export const architecture = chapter(
  'Secure coding and architecture',
  ['15.1.1', 'How soon libraries are repaired and renewed is written down', written('Dependencies')],
  ['15.1.2', 'All libraries are listed and come from where they should', written('Dependencies'), test(files.checks, 'names no address')],
  ['15.1.3', 'What costs much is written down, with its bounds', written('Limits')],
  ['15.2.1', 'No library is older than written', written('Dependencies')],
  [
    '15.2.2',
    'What costs much cannot be overused',
    test(files.hashes, 'when two hundred wait for the hash of a password, the next one is told that we are busy'),
    test(files.slow, 'a body that trickles in is given up in time and its connection closed, declared length or not'),
  ],
  ['15.2.3', 'Production has no test code and samples', test(files.slots, 'without any variable everything is off'), written('Deployment')],
  ['15.3.1', 'Answers hold the fields that are needed', fields],
  [
    '15.3.2',
    'Calls to others follow no redirects',
    test(files.http, 'that is a redirect is not followed, so credentials stay with their host'),
  ],
  ['15.3.3', 'Callers set the fields that are theirs to set', fields, inherited],
  [
    '15.3.4',
    'The address of a caller is the true one',
    test(files.address, 'behind proxies, the caller stands that many places from the right, whatever was written to the left'),
    test(files.plumbing, 'one IPv6 network is one anonymous caller, whichever of its addresses it uses'),
  ],
  [
    '15.3.5',
    'Types are checked and comparisons strict',
    test(files.lintRules, 'every rule of our own has failing and passing fixtures'),
    test(files.fuzz, 'no body, whatever its bytes, is answered with a fault'),
  ],
  [
    '15.3.6',
    'Prototypes cannot be polluted',
    inherited,
    test(files.trpc, 'annotations that send superjson astray never reach it, and sound ones are understood'),
  ],
  ['15.3.7', 'Parameters told twice confuse nothing', inherited, test(files.vendor, 'the path decides over the body')],
)
