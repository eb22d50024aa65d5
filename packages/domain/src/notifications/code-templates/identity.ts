import { mail, type CodeTemplate } from './build.ts'
import type { PortKind } from '@mas/contracts/notifications'

const hello = 'Hello {{name ?? "there"}},'
const notYou = 'If this was not you, reset your password at once and write to us.'

export const identityMails: { readonly [K in PortKind]: CodeTemplate } = {
  code: mail({
    version: 1,
    subject: 'Your {{brand.name}} code',
    lines: [
      `${hello} this is your code for {{brand.name}}:`,
      'It works once{{#if expiresAt}}, until {{expiresAt | ist-time}}{{/if}}. Nobody of ours will ever ask you for it. If you did not ask for a code, you need not do anything.',
    ],
    code: '{{code}}',
  }),
  'reset-code': mail({
    version: 2,
    subject: 'Your code to set a new password',
    lines: [
      `${hello} with this code you can set a new password:`,
      '{{#if link}}An administrator sent it to you. Enter it at {{link}}{{/if}}',
      'It works once{{#if expiresAt}}, until {{expiresAt | ist-time}}{{/if}}. If you did not ask for it, your password stays as it is and you need not do anything.',
    ],
    code: '{{code}}',
  }),
  'account-exists': mail({
    version: 1,
    subject: 'You already have an account',
    lines: [
      hello,
      'Somebody asked to sign up at {{brand.name}} with this address, but it has an account already. Sign in instead, or ask for a new password if you forgot it. If it was not you, you need not do anything.',
    ],
  }),
  'new-device': mail({
    version: 1,
    subject: 'New sign-in to your account',
    lines: [
      hello,
      'Your account was used on {{at | ist-date}} at {{at | ist-time}} from a device we had not seen before: {{userAgent ?? "unknown device"}}.',
      notYou,
    ],
  }),
  'password-changed': mail({
    version: 1,
    subject: 'Your password was changed',
    lines: [hello, 'Your password was changed on {{at | ist-date}} at {{at | ist-time}}.', notYou],
  }),
  'factor-changed': mail({
    version: 1,
    subject: 'Your second sign-in step was changed',
    lines: [hello, 'On {{at | ist-date}} at {{at | ist-time}}: {{change ?? "your second sign-in step was changed"}}.', notYou],
  }),
  'email-changed': mail({
    version: 1,
    subject: 'The address of your account was changed',
    lines: [hello, 'On {{at | ist-date}} at {{at | ist-time}} your account got another e-mail address. Both addresses are told.', notYou],
  }),
  'sessions-ended-reuse': mail({
    version: 1,
    subject: 'We signed you out to be safe',
    lines: [
      hello,
      'On {{at | ist-date}} at {{at | ist-time}} somebody used an old key of one of your sessions. We ended that session. Please sign in again.',
      notYou,
    ],
  }),
  invite: mail({
    version: 1,
    subject: 'Your invitation to {{brand.name}}',
    lines: [
      hello,
      'An account was made for you. Open this link to choose your password; it works once{{#if expiresAt}}, until {{expiresAt | ist-date}}, {{expiresAt | ist-time}}{{/if}}.',
    ],
    action: { label: 'Set up your account', url: '{{link}}' },
  }),
  'role-changed': mail({
    version: 1,
    subject: 'Your role was changed',
    lines: [hello, 'Your role was changed from {{from}} to {{to}}. If you did not expect this, write to us.'],
  }),
  'break-glass-opened': mail({
    version: 1,
    subject: 'Emergency access was opened',
    lines: [
      'Emergency access was opened on {{at | ist-date}} at {{at | ist-time}} for {{target}}.',
      'Reason given: {{reason}}',
      'It lasts 30 minutes and everything done with it is recorded. Somebody who had no part in it must review it within 72 hours.',
    ],
  }),
  'break-glass-sealed': mail({
    version: 1,
    subject: 'The emergency credential was made anew',
    lines: [
      'On {{at | ist-date}} at {{at | ist-time}} {{by}} made a new emergency credential. Its custodians are {{custodians}}; an earlier one no longer opens anything.',
      'If you did not expect this, ask them at once: two people who hold it can act as anybody for half an hour.',
    ],
  }),
  impersonated: mail({
    version: 1,
    subject: 'An administrator looked into your account',
    lines: [
      hello,
      'On {{at | ist-date}} at {{at | ist-time}} an administrator began to view your account as you see it, for at most 30 minutes. They can read, not change.{{#if reason}} Reason: {{reason}}{{/if}}',
    ],
  }),
}
