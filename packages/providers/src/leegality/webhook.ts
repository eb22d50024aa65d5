import type { InboundItem, InboundVerdict } from '@mas/kernel/ports/inbound-webhook'
import { z } from 'zod'
import { keyOf, readJson } from '../inbound/read-body.ts'
import { hexHmac, isSame, isSameSecret } from '../inbound/same.ts'
import { goodSecrets } from '../inbound/secrets.ts'
import type { InboundVendor } from '../inbound/vendor.ts'

const Signer = z.looseObject({
  email: z.string().nullish(),
  phone: z.string().nullish(),
  signUrl: z.string().nullish(),
  action: z.string().nullish(),
})
const Told = z.looseObject({
  mac: z.string(),
  documentId: z.string().optional(),
  document: z.looseObject({ documentId: z.string() }).optional(),
  eventType: z.string().optional(),
  webhookType: z.string().optional(),
  documentStatus: z.string().nullish(),
  request: Signer.nullish(),
  invitee: Signer.nullish(),
})

/**
 * Leegality: the `mac` in the body covers the id of the document and nothing else, so whoever saw one can forge the rest.
 * A secret in the path stands in front of it, and what is believed is only that there is something to ask for.
 * Its secret here is `<secret of the path>:<private salt>`.
 */
export const leegality: InboundVendor = {
  provider: 'leegality',
  family: 'other',
  verifier: ({ secrets }) => ({
    provider: 'leegality',
    verify: ({ raw, pathSecret, now }): InboundVerdict => {
      const good = goodSecrets(secrets, now).map(({ secret, version }) => ({ ...partsOf(secret), version }))
      const known = good.filter(({ path }) => pathSecret !== undefined && isSameSecret(pathSecret, path))
      const [first] = known
      if (first === undefined) return { verdict: 'unknown' }
      const told = readJson(raw, Told)
      const documentId = told?.document?.documentId ?? told?.documentId
      if (told === undefined || documentId === undefined) return { verdict: 'unparseable', secretVersion: first.version }
      const signedWith = known.find(({ salt }) => isSame(told.mac, hexHmac('sha1', salt, documentId)))
      if (signedWith === undefined) return { verdict: 'rejected', reason: 'bad-signature' }
      return { verdict: 'genuine', items: [itemOf(told, documentId)], secretVersion: signedWith.version }
    },
  }),
  sandboxSecret: 'mas-sandbox-leegality:demo_private_salt',
  story: (id) => {
    const documentId = id.toUpperCase().slice(0, 26)
    const told = (documentStatus: string, name: string) => ({
      webhookType: 'Success',
      documentId,
      documentStatus,
      irn: `offer-${id.slice(0, 6)}`,
      request: { name, email: `${name.toLowerCase()}@people.example`, action: 'Signed', signType: 'AADHAAR' },
    })
    return [JSON.stringify(told('Sent', 'Asha')), JSON.stringify(told('Completed', 'Ravi'))]
  },
  sign: (body, { secret }) => {
    const { path, salt } = partsOf(secret)
    const told = readJson(Buffer.from(body), Unsigned)
    const signed = told === undefined ? body : JSON.stringify({ ...told, mac: hexHmac('sha1', salt, told.documentId) })
    return { method: 'POST', path: `/${path}`, headers: { 'content-type': 'application/json' }, body: signed }
  },
}

const Unsigned = z.looseObject({ documentId: z.string() })

function partsOf(secret: string): { path: string; salt: string } {
  const colon = secret.indexOf(':')
  return { path: secret.slice(0, colon), salt: secret.slice(colon + 1) }
}

function itemOf(told: z.infer<typeof Told>, documentId: string): InboundItem {
  const signer = told.request ?? told.invitee
  const who = signer?.signUrl ?? signer?.email ?? signer?.phone ?? ''
  const action = signer?.action ?? told.eventType ?? told.webhookType ?? told.documentStatus ?? ''
  return {
    dedupeKey: keyOf(documentId, who, action, told.webhookType ?? ''),
    type: told.eventType ?? `${told.webhookType ?? 'told'}.${action}`,
  }
}
