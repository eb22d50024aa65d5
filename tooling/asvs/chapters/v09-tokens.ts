import { chapter, test } from '../evidence.ts'
import { files } from '../test-files.ts'

const ours = test(files.tokens, 'our own signature is not enough: another type, audience, issuer, time or shape is no access token')
const foreign = test(files.tokens, 'neither another algorithm nor a key that the token brings along is believed')

export const tokens = chapter(
  'Self-contained tokens',
  [
    '9.1.1',
    'Tokens are checked by their signature first',
    foreign,
    test(files.signIn, 'every try leaves a row that its person sees, refused ones too, and access tokens are checked strictly'),
  ],
  [
    '9.1.2',
    'One algorithm is allowed, and never none',
    foreign,
    test(files.hardening, 'credentials are read from headers and bodies, never from an address'),
  ],
  [
    '9.1.3',
    'Keys come from us, never from the token',
    foreign,
    test(files.forgeries, 'an access token with another header, another signature or other claims opens nothing and never answers a fault'),
  ],
  ['9.2.1', 'Tokens count in their time only', ours],
  ['9.2.2', 'A token of one kind is not taken for another', ours],
  ['9.2.3', 'Tokens for somebody else are refused', ours],
  ['9.2.4', 'Tokens say for whom they are', ours],
)
