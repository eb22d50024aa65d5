import { chapter, test, written } from '../evidence.ts'
import { files } from '../test-files.ts'

const notStored = test(files.edge, 'answers are not stored, framed or sniffed')

export const dataProtection = chapter(
  'Data protection',
  ['14.1.1', 'Sensitive data is known and classified', written('Data')],
  ['14.1.2', 'Each class says how it is protected', written('Data')],
  [
    '14.2.1',
    'Addresses carry no sensitive data',
    test(files.hardening, 'credentials are read from headers and bodies, never from an address'),
    test(files.liveClient, 'the class of the npm package fits as it is, and the access token travels as a header, never in the address'),
  ],
  ['14.2.2', 'Sensitive data is not cached on the way', notStored],
  [
    '14.2.3',
    'Sensitive data goes to no trackers',
    test(files.edge, 'the reference is ours to the last byte and lists every verb'),
    test(files.mailPages, 'pages run nothing, load nothing, and keep their address to themselves; tokens are not logged'),
  ],
  [
    '14.2.4',
    'What the classes ask for is done',
    test(files.auditSealing, 'personal values lie sealed in the database, lists say so, and opening one entry opens them'),
    test(files.erasure, 'an erased person leaves an id and nothing else: no name, address, credential, device or network'),
  ],
  [
    '14.3.1',
    'What a browser kept is cleared at the end',
    test(files.privileged, 'a sign-in never continues what a browser brought along, and leaving clears what its pages kept'),
  ],
  ['14.3.2', 'Browsers do not cache sensitive data', notStored],
  [
    '14.3.3',
    'Browser storage holds session tokens at most',
    test(files.cookies, 'credentials travel in host-bound cookies that scripts cannot read, and never in the body'),
  ],
)
