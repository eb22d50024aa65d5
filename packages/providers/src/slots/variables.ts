import { inboundVariables } from './inbound-variables.ts'

export interface ProviderVariable {
  readonly name: string
  readonly description: string
  readonly example: string
  /** Never shown, never logged. */
  readonly secret?: true
}

/** Every variable that the provider slots read, in the order in which `.env.example` lists them. */
export const providerVariables = [
  {
    name: 'SANDBOX_HTTP_PORT',
    description: 'Port of the sandbox process. Given, every slot without keys is in sandbox; not given, it is off.',
    example: '4010',
  },
  { name: 'SANDBOX_SMTP_PORT', description: 'Mail port of the sandbox process.', example: '4025' },
  {
    name: 'SANDBOX_CLAMD_PORT',
    description: "Port of the sandbox process's virus scanner; given, the scanner's slot is in sandbox.",
    example: '4310',
  },
  {
    name: 'EMAIL_MODE',
    description: 'off, sandbox or live. Left out: live where a host or key is given, otherwise sandbox or off.',
    example: 'sandbox',
  },
  {
    name: 'EMAIL_VENDOR',
    description: 'smtp or resend. Left out: resend where its key is given, otherwise smtp.',
    example: 'smtp',
  },
  {
    name: 'EMAIL_FROM',
    description: 'Sender of mails whose platform has no sender of its own.',
    example: 'My Analytics School <no-reply@example.com>',
  },
  { name: 'EMAIL_SMTP_HOST', description: 'Host of the mail relay.', example: 'smtp.example.com' },
  { name: 'EMAIL_SMTP_PORT', description: 'Port of the mail relay; 587 unless given.', example: '587' },
  {
    name: 'EMAIL_SMTP_SECURE',
    description:
      'tls (from the start), starttls (required upgrade) or none (this machine only). Left out: tls on port 465, otherwise starttls.',
    example: 'starttls',
  },
  {
    name: 'EMAIL_SMTP_USER',
    description: 'User at the mail relay, together with EMAIL_SMTP_PASSWORD.',
    example: 'mas',
  },
  { name: 'EMAIL_SMTP_PASSWORD', description: 'Password at the mail relay.', example: '', secret: true },
  {
    name: 'EMAIL_RESEND_API_KEY',
    description: 'Key of Resend; makes it the e-mail vendor.',
    example: '',
    secret: true,
  },
  {
    name: 'EMAIL_RESEND_WEBHOOK_SECRET',
    description: 'Signing secret of the Resend webhook (whsec_…). Without it bounces and complaints are not heard.',
    example: '',
    secret: true,
  },
  {
    name: 'EMAIL_RESEND_WEBHOOK_SECRET_PREVIOUS',
    description:
      'The signing secret before a rotation: its instant, a space, and the secret, good for 24 hours after it. Without an instant: until it is removed.',
    example: '2026-11-23T10:00:00Z whsec_…',
    secret: true,
  },
  {
    name: 'GOOGLE_MODE',
    description: 'off, sandbox or live. Left out: live where GOOGLE_CLIENT_ID is given, otherwise sandbox or off.',
    example: 'sandbox',
  },
  {
    name: 'GOOGLE_CLIENT_ID',
    description: 'OAuth client of type web application.',
    example: '1234567890-abc.apps.googleusercontent.com',
  },
  { name: 'GOOGLE_CLIENT_SECRET', description: 'Secret of that client.', example: '', secret: true },
  {
    name: 'GOOGLE_APP_CLIENT_IDS',
    description: 'OAuth clients of the Android and iOS apps, separated by commas: the id tokens their SDKs hand out are taken as well.',
    example: '1234567890-android.apps.googleusercontent.com,1234567890-ios.apps.googleusercontent.com',
  },
  {
    name: 'GOOGLE_DISCOVERY_URL',
    description: 'Discovery document of the OpenID provider; Google unless given.',
    example: 'https://accounts.google.com/.well-known/openid-configuration',
  },
  {
    name: 'HUMAN_CHECK_MODE',
    description: 'off, sandbox or live. Left out: live where HUMAN_CHECK_SECRET is given, otherwise sandbox or off.',
    example: 'sandbox',
  },
  { name: 'HUMAN_CHECK_SECRET', description: 'Secret key of the Turnstile widget.', example: '', secret: true },
  {
    name: 'HUMAN_CHECK_HOSTNAMES',
    description: 'Hosts whose pages show the widget, separated by commas.',
    example: 'app.example.com,www.example.com',
  },
  {
    name: 'HUMAN_CHECK_URL',
    description: 'The siteverify address; Cloudflare unless given.',
    example: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
  },
  {
    name: 'BREACHED_PASSWORDS_MODE',
    description: 'off, sandbox or live; live needs no key. Left out: sandbox or off.',
    example: 'sandbox',
  },
  {
    name: 'BREACHED_PASSWORDS_URL',
    description: 'The range service; Have I Been Pwned unless given.',
    example: 'https://api.pwnedpasswords.com',
  },
  {
    name: 'OBJECT_STORE_MODE',
    description: 'off (files lie in MAS_DATA_DIR), sandbox or live. Left out: live where S3_BUCKET is given, otherwise off.',
    example: 'live',
  },
  {
    name: 'S3_BUCKET',
    description: 'Private bucket for files; versioning is not needed, public access must be blocked.',
    example: 'mas-files',
  },
  { name: 'S3_REGION', description: 'Region of the bucket; ap-south-1 unless given.', example: 'ap-south-1' },
  {
    name: 'S3_ENDPOINT',
    description: 'Address of a store that speaks the S3 protocol, with the bucket in the path; AWS unless given.',
    example: 'https://s3.example.com',
  },
  { name: 'S3_ACCESS_KEY_ID', description: 'Key that may read, write, delete and list in the bucket.', example: 'AKIAIOSFODNN7EXAMPLE' },
  { name: 'S3_SECRET_ACCESS_KEY', description: 'Secret of that key.', example: '', secret: true },
  {
    name: 'AUDIT_STORE_MODE',
    description:
      'off (anchors and archive lie in MAS_DATA_DIR), sandbox or live. Left out: live where AUDIT_S3_BUCKET is given, otherwise off.',
    example: 'live',
  },
  {
    name: 'AUDIT_S3_BUCKET',
    description: 'Bucket of the audit log, made with object lock and versioning, best in an account of its own.',
    example: 'mas-audit',
  },
  { name: 'AUDIT_S3_REGION', description: 'Region of that bucket; ap-south-1 unless given.', example: 'ap-south-1' },
  {
    name: 'AUDIT_S3_ENDPOINT',
    description: 'Address of a store that speaks the S3 protocol with object lock, with the bucket in the path; AWS unless given.',
    example: 'https://s3.example.com',
  },
  {
    name: 'AUDIT_S3_ACCESS_KEY_ID',
    description: 'Key that may put, lock and get objects there, and nothing else.',
    example: 'AKIAIOSFODNN7EXAMPLE',
  },
  { name: 'AUDIT_S3_SECRET_ACCESS_KEY', description: 'Secret of that key.', example: '', secret: true },
  {
    name: 'AUDIT_RETAIN_YEARS',
    description: 'Years for which nobody can delete an anchor or an archived month; 8 unless given.',
    example: '8',
  },
  {
    name: 'ON_CALL_MODE',
    description: 'off (incidents are log lines of level error), sandbox or live. Left out: live where ON_CALL_URL is given, otherwise off.',
    example: 'live',
  },
  {
    name: 'ON_CALL_URL',
    description: 'Where somebody is woken: an address that takes signed webhooks (Standard Webhooks).',
    example: 'https://alerts.example.com/hooks/mas',
  },
  { name: 'ON_CALL_SECRET', description: 'Signing secret of that address, whsec_ and base64.', example: '', secret: true },
  {
    name: 'VIRUS_SCANNER_MODE',
    description: 'off, sandbox or live. Left out: live where CLAMD_HOST is given, otherwise sandbox or off.',
    example: 'live',
  },
  { name: 'CLAMD_HOST', description: 'Host of clamd; it must be reachable from API and worker only.', example: 'clamd.internal' },
  { name: 'CLAMD_PORT', description: 'TCP port of clamd; 3310 unless given.', example: '3310' },
  {
    name: 'DND_MODE',
    description: 'off, sandbox or live; live means lists carried by hand and needs no key. Left out: sandbox or off.',
    example: 'sandbox',
  },
  ...inboundVariables,
] as const satisfies readonly ProviderVariable[]

export type ProviderVariableName = (typeof providerVariables)[number]['name']
