import { chapter, notHere, test } from '../evidence.ts'
import { files } from '../test-files.ts'

const noServer = notHere('the product is no authorization server: it issues tokens to its own clients only')
const noProvider = notHere('the product is no OpenID provider')
const bound = test(files.google, 'a ticket works once, for 60 seconds, and only with its verifier')
const checkedToken = test(files.googleContract, 'a token for another sign-in is refused although Google signed it')
const strict = test(files.tokens, 'our own signature is not enough: another type, audience, issuer, time or shape is no access token')
const limits = test(files.refresh, 'a session ends when it is not used and in any case after its limit')

export const oauth = chapter(
  'OAuth and OIDC',
  [
    '10.1.1',
    'Tokens go to those who need them',
    test(files.cookies, 'credentials travel in host-bound cookies that scripts cannot read, and never in the body'),
  ],
  [
    '10.1.2',
    'Answers count in the browser and attempt that began',
    bound,
    test(
      files.google,
      'an unverified Google address, a used code, a foreign state, an unknown outcome and a foreign return address are refused',
    ),
  ],
  ['10.2.1', 'The way back cannot be forged', test(files.googleContract, 'a stolen code is worthless without the verifier'), bound],
  ['10.2.2', 'Answers of one authorization server are not taken to another', notHere('there is one authorization server, Google')],
  ['10.3.1', 'Access tokens are for this API', strict],
  [
    '10.3.2',
    'What a token was delegated counts',
    test(files.people, 'a role change counts from the next request on and cuts open sessions, never lengthens them'),
  ],
  [
    '10.3.3',
    'People are known by what is never given to somebody else',
    test(
      files.google,
      'another Google account with the same address gets in nowhere: an address can change hands, the account that was linked cannot',
    ),
    strict,
  ],
  [
    '10.3.4',
    'Where recent authentication is needed, it is checked',
    test(files.authorize, 'a confirmation of identity is good for ten minutes and not a millisecond more'),
  ],
  ['10.4.1', 'Redirect addresses are compared exactly', noServer],
  ['10.4.2', 'Authorization codes work once', noServer],
  ['10.4.3', 'Authorization codes are short-lived', noServer],
  ['10.4.4', 'Clients use the grants they need', noServer],
  [
    '10.4.5',
    'Stolen refresh tokens are found out',
    test(files.refresh, 'a lost reply is told again for 30 seconds, then made good once; the token that was lost ends the session'),
    test(files.refresh, 'once the successor was used on any request, the old token after the grace is a replay'),
  ],
  ['10.4.6', 'Codes are bound by PKCE', noServer],
  ['10.4.7', 'Registration of clients is guarded', noServer],
  ['10.4.8', 'Refresh tokens end in any case', limits],
  [
    '10.4.9',
    'People can revoke tokens',
    test(files.impersonation, 'the person looked at sees it among their sessions and can end it'),
    test(files.live, 'a watch ends with the session, on whichever process it hangs'),
  ],
  ['10.4.10', 'Confidential clients authenticate', noServer],
  ['10.4.11', 'Clients get the scopes they need', noServer],
  ['10.5.1', 'Identity tokens are not replayed', checkedToken],
  [
    '10.5.2',
    'People are known by subject',
    test(files.googleContract, 'a person who agrees is known by subject, with address and Workspace'),
  ],
  [
    '10.5.3',
    'A provider cannot pretend to be another',
    test(files.googleClient, 'are refused when they name another issuer than where they lie'),
  ],
  [
    '10.5.4',
    'Identity tokens are for this client',
    test(files.googleContract, 'one with another nonce, for another client, altered, unsigned or no token at all is refused for good'),
  ],
  ['10.5.5', 'Logout messages of providers are checked', notHere('no back-channel logout is offered')],
  ['10.6.1', 'Response types are limited', noProvider],
  ['10.6.2', 'Nobody is logged out by force', noProvider],
  ['10.7.1', 'People consent to each authorization', noServer],
  ['10.7.2', 'Consent says what is consented to', noServer],
  ['10.7.3', 'Consent can be taken back', noServer],
)
