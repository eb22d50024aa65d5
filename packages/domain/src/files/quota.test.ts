import { anonymous } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { inTx } from '@mas/kernel'
import { useFileDesk } from './fixtures/file-desk.ts'

const desk = useFileDesk()
const mebibyte = 1_048_576

test('of many tickets at once a person gets as many as a day allows, in files and in bytes', async () => {
  await desk.setting('files.quota-objects', 5)
  const asha = someone('USER')
  const codes = await Promise.all(Array.from({ length: 12 }, () => refusalOf(desk.announce('a.pdf', { size: 10 }, asha))))
  expect(codes.filter((code) => code === 'nothing was refused')).toHaveLength(5)
  expect(new Set(codes)).toEqual(new Set(['nothing was refused', 'files.quota']))
  // Another purpose is counted by itself, and so is another day in India.
  expect(await refusalOf(desk.announce('a.png', { purpose: 'avatar', size: 10 }, asha))).toBe('nothing was refused')
  desk.harness.clock.advance(24 * 3_600_000)
  expect(await refusalOf(desk.announce('a.pdf', { size: 10 }, asha))).toBe('nothing was refused')

  await desk.setting('files.quota-objects', 200)
  const ravi = someone('USER')
  const large = await Promise.all(
    Array.from({ length: 8 }, () => refusalOf(desk.announce('a.mp4', { purpose: 'material', size: 100 * mebibyte }, ravi))),
  )
  expect(large.filter((code) => code === 'nothing was refused')).toHaveLength(5)
  // Without a size a ticket could bring as much as its purpose takes, so that much is booked.
  expect(await refusalOf(desk.announce('a.mp4', { purpose: 'material' }, someone('USER')))).toBe('nothing was refused')
  expect(await refusalOf(desk.announce('a.webm', { purpose: 'recording', size: 2_000 * mebibyte }, ravi))).toBe('nothing was refused')
  // Whoever works here is not counted.
  for (let n = 0; n < 7; n += 1) await desk.announce('a.mp4', { purpose: 'material', size: 100 * mebibyte }, desk.admin)
})

test('strangers get five tickets an hour for each network, whichever address of it they use', async () => {
  const from = (ip: string) =>
    refusalOf(
      inTx(desk.harness.ctx(anonymous, { ip }), (t) =>
        desk.hiring.createTicket(t, desk.fileKeys, { purpose: 'resume', ownerRef: 'x', name: 'cv.pdf', size: 10 }),
      ),
    )
  const codes = await Promise.all(Array.from({ length: 9 }, (_, n) => from(`2001:db8:1:2::${n}`)))
  expect(codes.filter((code) => code === 'nothing was refused')).toHaveLength(5)
  expect(await from('2001:db8:1:3::1')).toBe('nothing was refused')
  desk.harness.clock.advance(3_600_000)
  expect(await from('2001:db8:1:2::1')).toBe('nothing was refused')
})

test('a ticket is refused for what its purpose does not take, whatever the sender calls it', async () => {
  expect(await refusalOf(desk.announce('cv.exe'))).toBe('files.type-refused')
  expect(await refusalOf(desk.announce('cv.pdf', { type: 'text/html' }))).toBe('files.type-refused')
  expect(await refusalOf(desk.announce('a.svg', { purpose: 'avatar' }))).toBe('files.type-refused')
  expect(await refusalOf(desk.announce('a.html', { purpose: 'page-snapshot' }))).toBe('files.type-refused')
  expect(await refusalOf(desk.announce('cv.pdf', { size: 10 * mebibyte + 1 }))).toBe('files.too-large')
  expect(await desk.announce('cv.pdf', { size: 10 * mebibyte, type: 'application/x-pdf' })).toMatchObject({ maxBytes: 10 * mebibyte })
  await desk.setting('files.max-mib.resume', 1)
  expect(await refusalOf(desk.announce('cv.pdf', { size: mebibyte + 1 }))).toBe('files.too-large')
})
