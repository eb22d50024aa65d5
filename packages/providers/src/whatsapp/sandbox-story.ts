const envelope = (at: Date, value: object, field = 'messages') =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: 'WABA_SANDBOX', time: Math.floor(at.getTime() / 1000), changes: [{ field, value }] }],
  })

/** A message of ours on its way, with two of its statuses in one body, an answer to it, and a verdict on a template. */
export function messageStory(id: string, at: Date): readonly string[] {
  const time = String(Math.floor(at.getTime() / 1000))
  const head = { messaging_product: 'whatsapp', metadata: { display_phone_number: '918040000000', phone_number_id: 'PN_SANDBOX' } }
  const status = (word: string) => ({ id: `wamid.OUT${id}`, status: word, timestamp: time, recipient_id: '919800000001' })
  const answer = {
    from: '919800000001',
    id: `wamid.IN${id}`,
    timestamp: time,
    type: 'text',
    text: { body: 'नमस्ते' },
    context: { id: `wamid.OUT${id}`, from: '918040000000' },
  }
  const template = {
    event: 'APPROVED',
    message_template_id: Number.parseInt(id.slice(0, 8), 16),
    message_template_name: 'class_reminder',
    reason: 'NONE',
  }
  return [
    envelope(at, { ...head, statuses: [status('sent'), status('delivered')] }),
    envelope(at, { ...head, statuses: [status('read')] }),
    envelope(at, { ...head, contacts: [{ profile: { name: 'Asha' }, wa_id: '919800000001' }], messages: [answer] }),
    envelope(at, template, 'message_template_status_update'),
  ]
}
