/** A payment of an order: authorised, captured, and with it the order paid. */
export function paymentStory(id: string, at: Date): readonly string[] {
  const [payId, orderId] = [`pay_${id.slice(0, 14)}`, `order_${id.slice(0, 14)}`]
  const created = Math.floor(at.getTime() / 1000)
  const event = (name: string, contains: readonly string[], payload: object) =>
    JSON.stringify({ entity: 'event', account_id: 'acc_MasSandbox', event: name, contains, payload, created_at: created })
  const payment = (status: string) => ({
    entity: {
      id: payId,
      entity: 'payment',
      amount: 175_000,
      currency: 'INR',
      status,
      order_id: orderId,
      method: 'upi',
      amount_refunded: 0,
      captured: status === 'captured',
      ...(status === 'captured' ? { fee: 4_130, tax: 630 } : {}),
      notes: [],
      created_at: created,
    },
  })
  const order = { entity: { id: orderId, entity: 'order', amount: 175_000, amount_paid: 175_000, status: 'paid', created_at: created } }
  return [
    event('payment.authorized', ['payment'], { payment: payment('authorized') }),
    event('payment.captured', ['payment'], { payment: payment('captured') }),
    event('order.paid', ['payment', 'order'], { payment: payment('captured'), order }),
  ]
}
