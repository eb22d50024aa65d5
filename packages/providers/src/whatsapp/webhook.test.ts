import { expect, test } from 'bun:test'
import { describeInbound, noEgress, post, verdictOf } from '../inbound/contract.ts'
import { whatsapp } from './webhook.ts'

const at = '2025-10-09T08:53:20Z' // 1760000000

/** Made with OpenSSL. */
describeInbound({
  vendor: whatsapp,
  proofs: ['x-hub-signature-256'],
  vector: {
    secret: 'wa_app_secret_demo',
    at,
    items: [
      { dedupeKey: 'wamid.A:sent', type: 'status.sent' },
      { dedupeKey: 'wamid.A:delivered', type: 'status.delivered' },
    ],
    ...post(
      '{"object":"whatsapp_business_account","entry":[{"id":"W","time":1760000000,"changes":[{"field":"messages","value":{"statuses":[{"id":"wamid.A","status":"sent"},{"id":"wamid.A","status":"delivered"}]}}]}]}',
      { 'x-hub-signature-256': 'sha256=1e7926d9a56c484fa63b24ea2322ca920beb6451aad0cd785510511d95641247' },
    ),
  },
})

test('a body that tells of nothing is believed for its signature', async () => {
  const meta = { 'x-hub-signature-256': 'sha256=e91165765116251d85b3a0bea1af090a667b5353590ca363892fb9bb1d62579d' }
  const empty = '{"object":"whatsapp_business_account","entry":[{"id":"100200300","changes":[]}]}'
  expect(await verdictOf(whatsapp, 'wa_app_secret_demo', post(empty, meta))).toEqual({ verdict: 'genuine', items: [], secretVersion: 2 })
})

test('WhatsApp confirms a subscription by the agreed word only, and echoes nothing that could be a page', () => {
  const handshake = (query: string, extra: string | undefined = 'word') =>
    whatsapp
      .verifier({ secrets: { current: 's' }, egress: noEgress, ...(extra === undefined ? {} : { extra }) })
      .handshake?.(new URL(`http://api.example/webhooks/whatsapp?${query}`))
  const asked = 'hub.mode=subscribe&hub.verify_token=word&hub.challenge=1158201444'
  expect(handshake(asked)).toEqual({ status: 200, body: '1158201444' })
  for (const other of [asked.replace('word', 'other'), asked.replace('subscribe', 'x'), asked.replace('1158201444', '<script>'), ''])
    expect(handshake(other)).toEqual({ status: 403, body: '' })
  expect(
    whatsapp.verifier({ secrets: { current: 's' }, egress: noEgress }).handshake?.(new URL(`http://api.example/?${asked}`))?.status,
  ).toBe(403)
})

test('of a body with a thousand statuses each keeps its own, in a body of its own: together they are little more than the whole', async () => {
  const statuses = Array.from({ length: 1_000 }, (_, n) => ({ id: `wamid.${n}`, status: 'sent', recipient_id: `91${n}` }))
  const value = { messaging_product: 'whatsapp', contacts: statuses.map(({ recipient_id }) => ({ wa_id: recipient_id })), statuses }
  const change = { field: 'message_template_status_update', value: { event: 'APPROVED', message_template_id: 7 } }
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: 'W', time: 5, changes: [{ field: 'messages', value }, change] }],
  })
  const verdict = await verdictOf(whatsapp, 's', whatsapp.sign(body, { secret: 's', at: new Date(at), id: '1', sandboxUrl: '' }))
  if (verdict.verdict !== 'genuine') throw new Error(verdict.verdict)
  expect(verdict.items).toHaveLength(1_001)
  expect(verdict.items.at(-1)).toMatchObject({ dedupeKey: 'W:message_template_status_update:7:APPROVED:5:' })
  expect(JSON.parse(Buffer.from(verdict.items[3]?.part ?? []).toString())).toEqual({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: 'W',
        time: 5,
        changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', contacts: [{ wa_id: '913' }], statuses: [statuses[3]] } }],
      },
    ],
  })
  const together = verdict.items.reduce((sum, { part }) => sum + (part?.byteLength ?? 0), 0)
  expect(together).toBeLessThan(5 * body.length)
  const alone = JSON.stringify({ object: 'w', entry: [{ id: 'W', changes: [change] }] })
  const [one] = await itemsOfWhatsapp(alone)
  expect(one).toEqual({ dedupeKey: 'W:message_template_status_update:7:APPROVED::', type: 'message_template_status_update.APPROVED' })
})

test('whatever stands around thousands of facts is not repeated for each of them', async () => {
  const statuses = Array.from({ length: 5_000 }, (_, n) => ({ id: `w${n}`, status: 'sent', recipient_id: '91' }))
  const value = {
    padding: 'x'.repeat(200_000),
    metadata: { phone_number_id: 'PN' },
    contacts: statuses.map(() => ({ wa_id: '91' })),
    statuses,
  }
  const body = JSON.stringify({ object: 'w', padding: 'y'.repeat(200_000), entry: [{ id: 'W', changes: [{ field: 'messages', value }] }] })
  const items = await itemsOfWhatsapp(body)
  expect(items).toHaveLength(5_000)
  expect(items.reduce((sum, { part }) => sum + (part?.byteLength ?? 0), 0)).toBeLessThan(2 * body.length)
  expect(Buffer.from(items[7]?.part ?? []).toString()).toContain(
    '"metadata":{"phone_number_id":"PN"},"contacts":[{"wa_id":"91"}],"statuses":[{"id":"w7"',
  )
})

test('changes that name neither whom nor what are told apart by what they say', async () => {
  const preference = (value: string) => ({ field: 'user_preferences', value: { user_preferences: [{ wa_id: '9198', value }] } })
  const body = JSON.stringify({ object: 'w', entry: [{ id: 'W', time: 5, changes: [preference('stop'), preference('resume')] }] })
  const items = await itemsOfWhatsapp(body)
  expect(new Set(items.map(({ dedupeKey }) => dedupeKey)).size).toBe(2)
})

async function itemsOfWhatsapp(body: string) {
  const verdict = await verdictOf(whatsapp, 's', whatsapp.sign(body, { secret: 's', at: new Date(at), id: '1', sandboxUrl: '' }))
  return verdict.verdict === 'genuine' ? verdict.items : []
}
