/** What a vendor proves itself with. */
export interface InboundSecrets {
  readonly current: string
  /** The one before a rotation: what was signed with it is believed for 24 hours after. */
  readonly previous?: { readonly secret: string; readonly rotatedAt: Date }
}

const rotationMs = 24 * 60 * 60_000

/** The secrets that are good at this moment; `version` 2 is the present one, 1 the one before. */
export function goodSecrets({ current, previous }: InboundSecrets, now: Date): readonly { secret: string; version: number }[] {
  const present = { secret: current, version: 2 }
  if (previous === undefined || now.getTime() - previous.rotatedAt.getTime() > rotationMs) return [present]
  return [present, { secret: previous.secret, version: 1 }]
}
