import { expect, test } from 'bun:test'
import { eventCatalogue } from '@mas/contracts/catalogue'
import { isKindName, kindOf, kinds, type CallKind, type PortKind } from '@mas/contracts/notifications'
import { notificationsSubscribers } from './index.ts'

const all = Object.keys(kinds)
  .filter(isKindName)
  .map((name) => ({ name, ...kindOf(name) }))

test('marketing names a list, nothing else does, and no kind has a field for a password', () => {
  for (const one of all) {
    expect([one.name, one.list !== undefined]).toEqual([one.name, one.class === 'marketing'])
    expect(Object.keys(one.variables.shape).filter((field) => /password|secret|token|code$/i.test(field))).toEqual([])
    if (one.secret !== undefined) expect([one.name, one.source, one.channels]).toEqual([one.name, 'port', ['email']])
  }
})

test('a kind whose source is an event that exists is heard, so it has exactly one source that works', () => {
  const published = new Set<string>(eventCatalogue.map(({ name }) => name))
  const heard = new Set<string>(notificationsSubscribers.map(({ event }) => event.name))
  for (const { name, source } of all) {
    if (source === 'call' || source === 'port' || !published.has(source)) continue
    expect([name, heard.has(source)]).toEqual([name, true])
  }
})

test('only kinds of source `call` can be asked for by other domains, only those of source `port` by identity', () => {
  const called: Record<CallKind, true> = { 'progress-nudge': true, 'lead-nurture': true, 'lead-message': true, 'product-news': true }
  expect(
    all
      .filter(({ source }) => source === 'call')
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(Object.keys(called).filter(isKindName).toSorted())
  // @ts-expect-error a kind that an event announces has no second way in
  const welcome: CallKind = 'welcome'
  // @ts-expect-error nor can identity hand over what others announce
  const news: PortKind = 'product-news'
  expect([welcome, news].every(isKindName)).toBeTrue()
})
