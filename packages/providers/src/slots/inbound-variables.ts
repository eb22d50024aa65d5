const word = { shape: /^[\x21-\x7e]{6,500}$/, wrong: 'must be 6 to 500 characters without blanks' }
/** What stands in a path must be beyond guessing, and must stand there as it is. */
const path = { shape: /^[A-Za-z0-9_-]{22,200}$/, wrong: 'must be 22 to 200 letters, digits, - and _, made at random' }
const arn = String.raw`arn:aws:sns:[a-z0-9-]+:\d{12}:[\w.-]+`

/** What each vendor that calls us is configured by; without its variable it is in the sandbox or off. */
export const inboundSettings = [
  { provider: 'razorpay', variable: 'RAZORPAY_WEBHOOK_SECRET', what: 'Secret of the webhook in the dashboard of Razorpay.', ...word },
  { provider: 'exotel', variable: 'EXOTEL_WEBHOOK_SECRET', what: 'Unguessable part of the path that Exotel calls.', ...path },
  { provider: 'whatsapp', variable: 'WHATSAPP_WEBHOOK_SECRET', what: 'App secret of WhatsApp Cloud API.', ...word },
  {
    provider: 'livekit',
    variable: 'LIVEKIT_WEBHOOK_SECRET',
    what: 'Key pair that LiveKit signs webhooks with: API key, colon, API secret.',
    shape: /^[A-Za-z0-9_-]{1,100}:[\x21-\x7e]{6,500}$/,
    wrong: 'must be the API key, a colon and the API secret',
  },
  {
    provider: 'sns',
    variable: 'SNS_TOPIC_ARNS',
    what: 'Topics of Amazon SNS that are listened to, separated by commas; each is subscribed to by itself.',
    shape: new RegExp(String.raw`^${arn}(\s*,\s*${arn})*$`),
    wrong: 'must be topics like arn:aws:sns:ap-south-1:123456789012:ses-events, separated by commas',
  },
  { provider: 'elevenlabs', variable: 'ELEVENLABS_WEBHOOK_SECRET', what: 'Secret of the post-call webhook of ElevenLabs.', ...word },
  { provider: 'retell', variable: 'RETELL_WEBHOOK_SECRET', what: 'API key of Retell that signs webhooks.', ...word },
  {
    provider: 'vapi',
    variable: 'VAPI_WEBHOOK_SECRET',
    what: 'Key of an HMAC credential of Vapi: SHA-256, hex, over {timestamp}.{body}.',
    ...word,
  },
  { provider: 'judge0', variable: 'JUDGE0_WEBHOOK_SECRET', what: 'Unguessable part of the path that Judge0 calls.', ...path },
  { provider: 'graphy', variable: 'GRAPHY_WEBHOOK_SECRET', what: 'Unguessable part of the path that Graphy calls.', ...path },
  {
    provider: 'leegality',
    variable: 'LEEGALITY_WEBHOOK_SECRET',
    what: 'Unguessable part of the path that Leegality calls, colon, private salt.',
    shape: /^[A-Za-z0-9_-]{22,200}:[\x21-\x7e]{6,500}$/,
    wrong: 'must be 22 to 200 letters, digits, - and _ for the path, a colon and the private salt',
  },
  { provider: 'class-agent', variable: 'CLASS_AGENT_WEBHOOK_SECRET', what: 'Secret that the classroom service signs with.', ...word },
  {
    provider: 'miss-ozone',
    variable: 'MISS_OZONE_WEBHOOK_SECRET',
    what: 'Signing secret of the voice agent Miss Ozone (Standard Webhooks), whsec_ and base64.',
    shape: /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/,
    wrong: 'must be whsec_ and at least 24 bytes in base64',
  },
] as const
export type InboundVariables = (typeof inboundSettings)[number]

/** Who it replaced at which instant; a topic replaces nobody. */
export const previousOf = ({ variable }: InboundVariables) => `${variable}_PREVIOUS` as const

export const inboundVariables = [
  {
    name: 'VENDOR_WEBHOOKS_MODE',
    description:
      'off, sandbox or live, for all vendors that call us. Left out: those with a secret are live, the others in the sandbox or off.',
    example: 'live',
  },
  ...inboundSettings.flatMap((one) => [
    {
      name: one.variable,
      description: one.what,
      example: one.provider === 'sns' ? 'arn:aws:sns:ap-south-1:123456789012:ses-events' : '',
      secret: true,
    } as const,
    ...(one.provider === 'sns'
      ? []
      : [
          {
            name: previousOf(one),
            description: 'The one before a rotation: its instant, a space, and the secret. It is good for 24 hours after that instant.',
            example: '2026-11-23T10:00:00Z the-secret-before',
            secret: true,
          } as const,
        ]),
  ]),
  {
    name: 'WHATSAPP_VERIFY_TOKEN',
    description: 'The word agreed on with Meta; with it the subscription of the webhook is confirmed.',
    example: '',
    secret: true,
  },
] as const
