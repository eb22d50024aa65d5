import { accepted, chapter, notHere, test, written } from '../evidence.ts'
import { files } from '../test-files.ts'

const weak = test(files.signUp, 'weak passwords are refused with the reason, unknown keys are refused, Mr. Hire has no sign-up')
const asTyped = test(files.passwords, 'a password of 64 characters is taken, and compared exactly as it was typed')
const codePoints = test(
  files.identityRules,
  'a password is measured in code points and by what is left without name, mailbox and house words',
)
const repeated = test(files.identityRules, 'a password that is one thing repeated or counted on is a common one, whatever its length')
const disguised = test(
  files.identityRules,
  'a common word stays one with digits and signs around it, with signs for letters, or twice over',
)
const change = test(
  files.people,
  'changing the password needs the present one, ends the other sessions, and asks for confirmation where it matters',
)
const onceOnly = test(files.factor, 'of parallel uses of one code exactly one gets in, and the code before the last accepted never does')
const clients = 'input fields belong to the web clients, which are other repositories'

export const authentication = chapter(
  'Authentication',
  ['6.1.1', 'It is written down how guessing is slowed without locking anybody out', written('Signing in')],
  ['6.1.2', 'The words that make passwords guessable here are written down', written('Passwords')],
  ['6.1.3', 'All ways to sign in are written down with their strength', written('Signing in')],
  ['6.2.1', 'Passwords have at least 8 characters', weak],
  ['6.2.2', 'People can change their password', change],
  ['6.2.3', 'Changing it takes the present one', change],
  ['6.2.4', 'Common passwords are refused', weak, repeated, disguised],
  ['6.2.5', 'No rules of composition', asTyped, codePoints],
  ['6.2.6', 'Password fields hide what is typed', notHere(clients)],
  ['6.2.7', 'Pasting and password managers are allowed', notHere(clients)],
  ['6.2.8', 'Passwords are compared exactly as typed', asTyped],
  ['6.2.9', 'Passwords of 64 characters are taken', asTyped],
  ['6.2.10', 'Passwords do not expire', written('Passwords')],
  ['6.2.11', 'Words of the house do not make a password', codePoints, weak],
  [
    '6.2.12',
    'Leaked passwords are refused',
    test(files.passwords, 'a password seen in a leak is refused, and nobody is kept out when the look-up does not answer'),
  ],
  [
    '6.3.1',
    'Guessing is slowed as written',
    test(files.signIn, 'five wrong passwords make an unknown device wait a minute and never delay the known one'),
    test(files.signIn, 'the wait is the same for an address nobody has, and forty parallel guesses compare at most five'),
    test(files.guessers, 'strangers who guess, and strangers on the same network, never keep an owner from their own device'),
  ],
  [
    '6.3.2',
    'There are no accounts from the factory',
    test(files.people, 'the first administrator comes from the command line once, however many ask'),
  ],
  [
    '6.3.3',
    'Signing in takes two factors or two mechanisms',
    test(files.signIn, 'from an unknown device a mailed code follows, the person is told, and the device is known afterwards'),
    test(files.factor, 'a privileged person shows the code on every device, keeps a factor, and may replace it'),
    test(files.passkeys, 'after the password it is the second factor, alone or beside recovery codes'),
    accepted(27, 'A second factor on demand'),
  ],
  [
    '6.3.4',
    'There are no unwritten ways to sign in, and all are equally strong',
    written('Signing in'),
    test(files.forgeries, 'no address of the auth library answers, and no way back leads anywhere but to the list'),
    test(files.breakGlass, 'every cause of a refusal sounds the same and spends nothing'),
  ],
  [
    '6.4.1',
    'First secrets are random, short-lived and not kept',
    test(files.people, 'a provisioned person is invited, activates by link within 72 hours, and cannot be provisioned twice'),
  ],
  ['6.4.2', 'There are no secret questions', notHere('the product asks no knowledge-based questions and stores no hints')],
  [
    '6.4.3',
    'Resetting a password passes no second factor by',
    test(files.factor, 'the app must be shown on a device that was known before, and after a reset by mail'),
  ],
  [
    '6.4.4',
    'Who lost a factor proves who they are as at enrolment',
    test(files.factor, 'an administrator takes a lost app away, with a note, and nobody their own'),
    test(files.passkeys, 'what was removed, by the person or by an administrator, signs in no more and gives no recovery codes'),
  ],
  ['6.5.1', 'Codes work once', onceOnly, test(files.factor, 'a recovery code works once, in any spelling, and new ones replace the old')],
  ['6.5.2', 'Look-up secrets are stored as hashes fit for their strength', written('Keys')],
  ['6.5.3', 'Codes and seeds come from a secure generator', written('Keys')],
  [
    '6.5.4',
    'Codes have 20 bits or more',
    test(files.signUp, 'a code works until a millisecond before ten minutes, and the stages go 33, 66, 100 percent'),
  ],
  [
    '6.5.5',
    'Codes live ten minutes, those of an app half a minute',
    test(files.signUp, 'at ten minutes exactly the code has expired'),
    test(files.totp, 'only the present step and the one before are accepted, and only after the last accepted one'),
    accepted(27, 'App codes of the step before'),
  ],
  [
    '6.6.1',
    'Codes by telephone only beside something stronger',
    test(
      files.ownPhone,
      'a code sent to a phone proves the number and nothing else: it signs in nobody, confirms nobody and resets no password',
    ),
  ],
  [
    '6.6.2',
    'A code belongs to the request that asked for it',
    test(files.signUp, 'the code of another sign-up of the same person is wrong here'),
    test(files.signIn, 'a code completes one sign-in only, however many ask at once'),
  ],
  [
    '6.6.3',
    'Codes cannot be guessed by trying',
    test(files.signUp, 'thirty parallel wrong guesses compare at most five times'),
    test(files.signUp, 'after five wrong codes the right one is refused too'),
  ],
  [
    '6.8.1',
    'An identity provider vouches for its own people only',
    test(files.google, 'an account of ours is linked at once where Google speaks for the mailbox, and after a mailed code elsewhere'),
    test(
      files.google,
      'another Google account with the same address gets in nowhere: an address can change hands, the account that was linked cannot',
    ),
  ],
  [
    '6.8.2',
    'Signatures of assertions are always checked',
    test(files.googleContract, 'a token for another sign-in is refused although Google signed it'),
    test(files.googleContract, 'a key set that stays down refuses for later; nobody is signed in unchecked'),
    test(files.googleContract, 'one with another nonce, for another client, altered, unsigned or no token at all is refused for good'),
  ],
  ['6.8.3', 'SAML assertions are used once', notHere('the product speaks no SAML')],
  ['6.8.4', 'What strength a provider proved is known, or the least is assumed', written('Signing in')],
)
