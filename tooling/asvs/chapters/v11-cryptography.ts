import { accepted, chapter, notHere, test, written } from '../evidence.ts'
import { files } from '../test-files.ts'

const changedBits = test(files.sealBytes, 'after any one bit was changed, or with any of its end cut off, it does not open')

export const cryptography = chapter(
  'Cryptography',
  ['11.1.1', 'How keys are made, kept and replaced is written down', written('Keys')],
  ['11.1.2', 'All uses of cryptography are listed', written('Keys')],
  ['11.2.1', 'Implementations are those everybody uses', written('Keys')],
  [
    '11.2.2',
    'Keys and algorithms can be replaced',
    test(files.sealing, 'a value sealed under the key before still opens after a rotation'),
    test(files.hashes, 'migrated bcrypt hashes verify and are marked outdated; without a hash nothing ever matches'),
  ],
  ['11.2.3', 'Everything is worth 128 bits', written('Keys'), accepted(44, 'Held in part')],
  ['11.3.1', 'No weak modes and paddings', written('Keys')],
  ['11.3.2', 'Approved ciphers only', changedBits, written('Keys')],
  [
    '11.3.3',
    'What is encrypted cannot be changed unseen',
    changedBits,
    test(files.hashes, 'sealed text opens for its own purpose and context only, and not after a bit was changed'),
  ],
  ['11.4.1', 'Approved hash functions only', written('Keys')],
  [
    '11.4.2',
    'Passwords are stored with a slow function',
    test(files.hashes, 'migrated bcrypt hashes verify and are marked outdated; without a hash nothing ever matches'),
  ],
  [
    '11.4.3',
    'Hashes under signatures are long enough',
    test(files.auditAnchors, 'an entry is proven to an outsider by a path to the next signed anchor; every altered proof fails'),
  ],
  ['11.4.4', 'Keys made from passwords are stretched', notHere('no key is made from a password')],
  ['11.5.1', 'What must not be guessed is random, 128 bits or more', written('Keys')],
  [
    '11.6.1',
    'Keys and signatures are of approved kinds',
    test(files.signingKeys, 'a key signs for 90 days; its tokens are good until they run out, and a day later it is gone'),
    written('Keys'),
  ],
)
