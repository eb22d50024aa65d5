import { expect, test } from 'bun:test'
import { openSends } from './sends.ts'
import { slowAtEase } from './share-rules.ts'

const endpoint = (id: string) => ({ id, allowed_in_flight: 5, transport_failures_in_a_row: 0 })

test('receivers that say nothing make room for others, and among many of them each has one slot until it answers', async () => {
  const sends = openSends({ freshMs: 1, mostFresh: 2 })
  const silence = Promise.withResolvers<void>()
  for (let n = 0; n < slowAtEase + 2; n++) {
    await sends.room()
    expect(sends.shareOf(endpoint(`silent-${n}`))).toBe(5)
    sends.add(endpoint(`silent-${n}`), silence.promise)
  }
  await sends.room()
  expect([sends.shareOf(endpoint('silent-0')), sends.shareOf(endpoint('quick'))]).toEqual([1, 5])
  // One whose last send brought no answer counts as slow before it is called again.
  expect(sends.shareOf({ ...endpoint('failing'), transport_failures_in_a_row: 1 })).toBe(1)
  silence.resolve()
  await sends.settled()
  expect(sends.shareOf(endpoint('silent-0'))).toBe(5)
})
