import { system } from '@mas/kernel'
import type { Egress, EgressCall } from '@mas/kernel/ports/egress'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { guardedDownload, guardedRequest } from './index.ts'

const asked: EgressCall[] = []
const egress: Egress = {
  check: async () => ({ outcome: 'ok', addresses: [] }),
  request: async (call) => (asked.push(call), { outcome: 'in_doubt', reason: 'timeout', address: '8.8.8.8' }),
  open: async (call) => (asked.push(call), { outcome: 'refused', reason: 'host-not-allowed' }),
}
const spied = useHarness({ ports: { egress } })
const real = useHarness()

test('a request carries its idempotency key, and no caller gets more than 15 seconds and a mebibyte', async () => {
  const answer = await guardedRequest(spied.ctx(system('test')), {
    method: 'POST',
    url: 'https://hooks.example/',
    timeoutMs: 60_000,
    maxBytes: 10_000_000,
    headers: { 'x-a': 'b' },
    idempotencyKey: 'wf:1',
  })
  expect(answer.outcome).toBe('in_doubt')
  expect(asked.pop()).toMatchObject({ timeoutMs: 15_000, maxBytes: 1_048_576, headers: { 'x-a': 'b', 'idempotency-key': 'wf:1' } })
})

test('a download names its hosts and is a GET with the size limit of its caller', async () => {
  await guardedDownload(spied.ctx(system('test')), {
    url: 'https://files.example/a.mp3',
    allowHosts: ['files.example'],
    maxBytes: 50_000_000,
    timeoutMs: 3_600_000,
  })
  expect(asked.pop()).toMatchObject({ method: 'GET', maxBytes: 50_000_000, timeoutMs: 900_000, allowHosts: ['files.example'] })
})

test('as wired, a live request to this machine is refused and nothing is called', async () => {
  const answer = await guardedRequest(real.ctx(system('test')), { method: 'GET', url: 'http://127.0.0.1:9/', timeoutMs: 500, maxBytes: 10 })
  expect(answer).toEqual({ outcome: 'refused', reason: 'scheme' })
})
