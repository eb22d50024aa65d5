import type { KindName, PortKind } from '@mas/contracts/notifications'
import { mail, notice, type CodeTemplate, type NoticeTemplate } from './build.ts'

const hello = 'Hello {{recipient.name ?? "there"}},'

export const otherMails: { readonly [K in Exclude<KindName, PortKind | 'follow-up-due' | 'email-failed'>]: CodeTemplate } = {
  welcome: mail({
    version: 1,
    subject: 'Welcome to {{brand.name}}',
    lines: [hello, 'Your account is ready. Complete your profile to see everything that is there for you.'],
  }),
  'import-finished': mail({
    version: 1,
    subject: 'Your lead import is finished',
    lines: [
      hello,
      'Your import is finished: {{created | count}} new leads, {{updated | count}} brought up to date, {{matched | count}} known already, {{rejected | count}} rows not taken.',
      '{{#if drift}}{{drift | count}} rows turned out differently from the preview, because the pool changed in between. {{/if}}The report with every row is in the CRM.',
    ],
  }),
  'progress-nudge': mail({
    version: 1,
    subject: '{{courseName}}: you are at {{percent}} %',
    lines: [hello, 'You have done {{percent}} % of {{courseName}}. The next lesson is waiting for you.'],
  }),
  'lead-nurture': mail({
    version: 1,
    subject: '{{courseName}} at {{brand.name}}',
    lines: ['Hello {{fullName ?? "there"}},', 'you asked about {{courseName}}. Here is what it holds, what it costs and when it begins.'],
    action: { label: 'Read about the course', url: '{{link}}' },
  }),
  'lead-message': mail({
    version: 1,
    subject: '{{subject}}',
    lines: ['Hello {{fullName ?? "there"}},', '{{message}}'],
  }),
  'product-news': mail({
    version: 1,
    subject: '{{headline}}',
    lines: [hello, '{{summary}}'],
    action: { label: 'Read more', url: '{{link}}' },
  }),
}

export const notices: {
  readonly [K in 'welcome' | 'import-finished' | 'follow-up-due' | 'email-failed' | 'progress-nudge']: NoticeTemplate
} = {
  welcome: notice(1, 'Welcome to {{brand.name}}', 'Complete your profile to see everything that is there for you.', '/profile'),
  'import-finished': notice(
    1,
    'Your lead import is finished',
    '{{created | count}} new, {{updated | count}} updated, {{matched | count}} known, {{rejected | count}} not taken.{{#if drift}} {{drift | count}} differ from the preview.{{/if}}',
    '/leads/imports/{{importId}}',
  ),
  'follow-up-due': notice(1, 'A follow-up is due', 'It was planned for {{dueAt | ist-date}}, {{dueAt | ist-time}}.', '/leads/{{leadId}}'),
  'email-failed': notice(
    1,
    'A mail could not be delivered',
    'The mail "{{kind}}" did not reach its recipient: {{reason}}.',
    '/emails/{{emailId}}',
  ),
  'progress-nudge': notice(1, '{{courseName}}: {{percent}} %', 'The next lesson is waiting for you.', '/learning'),
}
