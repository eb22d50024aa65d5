import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import {
  confirmPhone,
  findByVerifiedPhone,
  finishSignIn,
  getMe,
  issuePublicCode,
  redeemPublicCode,
  resendCode,
  resetPassword,
  signIn,
  startPhoneVerification,
  stepUp,
  updateProfile,
  verifyEmail,
} from './index.ts'
import type { IdentityText } from './ports.ts'

type Message = Parameters<IdentityText['deliver']>[0]
const messages: Message[] = []
const { mails, ports } = fakePorts()
let channels: IdentityText['channels'] = ['sms']
const harness = useHarness({
  ports: {
    ...ports,
    identityText: {
      get channels() {
        return channels
      },
      deliver: (message) => {
        if (!messages.some(({ messageId }) => messageId === message.messageId)) messages.push(message)
        return Promise.resolve({ outcome: 'ok', value: { accepted: true } })
      },
    },
  },
})
const { registered, as, visitor } = people(harness, mails)
let numbers = 0
const newPhone = () => `+9198765${String(++numbers).padStart(5, '0')}`
const codeTo = async (phone: string) => {
  await harness.drain()
  return messages.findLast(({ to }) => to === phone)?.secret ?? 'no code'
}
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

test('a phone is verified by the code sent to it, and its number is found from then on', async () => {
  const { tokens } = await registered()
  const phone = newPhone()
  const { challengeId } = await startPhoneVerification(await as(tokens), { phone: phone.slice(3), channel: 'sms' })
  expect((await getMe(await as(tokens), {})).phone).toBeNull()
  const code = await codeTo(phone)
  expect(messages.at(-1)).toMatchObject({ kind: 'code', channel: 'sms', to: phone, data: { purpose: 'verify-phone' } })
  expect(await confirmPhone(await as(tokens), { challengeId, code })).toMatchObject({ phone, phoneVerified: true })
  expect(await refusalOf(confirmPhone(await as(tokens), { challengeId, code }))).toBe('identity.challenge-dead')
  const me = await getMe(await as(tokens), {})
  expect(await findByVerifiedPhone(visitor(), phone)).toBe(me.id)
  expect(await updateProfile(await as(tokens), { phone: newPhone() })).toMatchObject({ phoneVerified: false })
})

test('no domain serves a channel: it is refused by name, and nothing is counted or sent', async () => {
  const { tokens } = await registered()
  const phone = newPhone()
  const before = messages.length
  for (let n = 0; n < 8; n++)
    expect(await refusalOf(startPhoneVerification(await as(tokens), { phone, channel: 'whatsapp' }))).toBe('identity.channel-off')
  channels = []
  expect(await refusalOf(startPhoneVerification(await as(tokens), { phone, channel: 'sms' }))).toBe('identity.channel-off')
  channels = ['sms']
  await harness.drain()
  expect(messages).toHaveLength(before)
  expect((await startPhoneVerification(await as(tokens), { phone, channel: 'sms' })).challengeId).toBeString()
})

test('five wrong codes kill it, ten minutes end it, and a new code comes to the same phone', async () => {
  const { tokens } = await registered()
  const phone = newPhone()
  const { challengeId } = await startPhoneVerification(await as(tokens), { phone, channel: 'sms' })
  const code = await codeTo(phone)
  for (let n = 0; n < 5; n++)
    expect(await refusalOf(confirmPhone(await as(tokens), { challengeId, code: other(code) }))).toBe('identity.code-invalid')
  expect(await refusalOf(confirmPhone(await as(tokens), { challengeId, code }))).toBe('identity.challenge-dead')
  const second = await startPhoneVerification(await as(tokens), { phone, channel: 'sms' })
  const late = await codeTo(phone)
  harness.clock.advance(10 * 60_000)
  expect(await refusalOf(confirmPhone(await as(tokens), { challengeId: second.challengeId, code: late }))).toBe('identity.code-expired')
  await resendCode(visitor(), { challengeId: second.challengeId })
  const fresh = await codeTo(phone)
  expect(await confirmPhone(await as(tokens), { challengeId: second.challengeId, code: fresh })).toMatchObject({ phoneVerified: true })
})

test('that another account has the number is told after the code only, and of two who hold the phone one gets it', async () => {
  const phone = newPhone()
  const both = [await registered(), await registered()]
  const given = []
  for (const { tokens } of both) {
    harness.clock.advance(61_000)
    const { challengeId } = await startPhoneVerification(await as(tokens), { phone, channel: 'sms' })
    given.push({ ctx: await as(tokens), challengeId, code: await codeTo(phone) })
  }
  const [first, second] = given
  if (first === undefined || second === undefined) throw new Error('two were asked')
  expect(await refusalOf(confirmPhone(second.ctx, { challengeId: first.challengeId, code: first.code }))).toBe('identity.code-invalid')
  const codes = await Promise.all(given.map(({ ctx, challengeId, code }) => refusalOf(confirmPhone(ctx, { challengeId, code }))))
  expect(codes.toSorted()).toEqual(['identity.phone-taken', 'nothing was refused'])
  harness.clock.advance(61_000)
  const third = await registered()
  const asked = await startPhoneVerification(await as(third.tokens), { phone, channel: 'sms' })
  expect(await refusalOf(confirmPhone(await as(third.tokens), { ...asked, code: '000000' }))).toBe('request.invalid')
  const wrong = other(await codeTo(phone))
  expect(await refusalOf(confirmPhone(await as(third.tokens), { challengeId: asked.challengeId, code: wrong }))).toBe(
    'identity.code-invalid',
  )
})

test('what is no phone number is refused, and a flood of codes to one is stopped', async () => {
  const { tokens } = await registered()
  const ctx = await as(tokens)
  for (const phone of ['12345', '+0123456789', 'drop table', '+91 98765 43210 99999'])
    expect(['identity.phone-invalid', 'request.invalid']).toContain(await refusalOf(startPhoneVerification(ctx, { phone, channel: 'sms' })))
  const phone = newPhone()
  const codes = []
  for (let n = 0; n < 8; n++) {
    harness.clock.advance(61_000)
    codes.push(await refusalOf(startPhoneVerification(await as((await registered()).tokens), { phone, channel: 'sms' })))
  }
  expect(codes.slice(5)).toEqual(['identity.too-many-attempts', 'identity.too-many-attempts', 'identity.too-many-attempts'])
  expect(codes.filter((code) => code === 'nothing was refused')).toHaveLength(5)
})

test('somebody without an account proves a phone by the same code, tries and channels', async () => {
  const purpose = 'public:hire-apply' as const
  const phone = newPhone()
  const asked = { purpose, address: phone.slice(3) }
  expect(await refusalOf(issuePublicCode(visitor(), { ...asked, channel: 'whatsapp' }))).toBe('identity.channel-off')
  const challengeId = await issuePublicCode(visitor(), { ...asked, channel: 'sms' })
  const code = await codeTo(phone)
  expect(messages.at(-1)).not.toHaveProperty('userId')
  expect(await refusalOf(redeemPublicCode(visitor(), { purpose, challengeId, code: other(code) }))).toBe('identity.code-invalid')
  expect((await redeemPublicCode(visitor(), { purpose, challengeId, code })).address).toBe(phone)
})

test('a code sent to a phone proves the number and nothing else: it signs in nobody, confirms nobody and resets no password', async () => {
  const { tokens } = await registered()
  const phone = newPhone()
  const { challengeId } = await startPhoneVerification(await as(tokens), { phone, channel: 'sms' })
  const code = await codeTo(phone)
  const mine = await as(tokens)
  const elsewhere = [
    () => finishSignIn(visitor(), { challengeId, code }),
    () => verifyEmail(visitor(), { challengeId, code }),
    () => resetPassword(visitor(), { challengeId, code, newPassword: 'amber kites above the river' }),
    () => stepUp(mine, { challengeId, code }),
  ]
  for (const one of elsewhere) expect(await refusalOf(one())).toBe('identity.challenge-dead')
  expect(await confirmPhone(await as(tokens), { challengeId, code })).toMatchObject({ phoneVerified: true })
  // A proven number is no way in either: who knows the number and holds the phone asks for a sign-in in vain.
  expect(await refusalOf(signIn(visitor(), { email: phone, password: goodPassword }))).not.toBe('nothing was refused')
})
