/** The receiver of the sandbox that plays the on-call tool. Known to everybody: it listens on this machine only. */
export const sandboxOnCall = {
  receiver: 'on-call',
  secret: `whsec_${Buffer.from('sandbox-on-call-secret-24').toString('base64')}`,
} as const
