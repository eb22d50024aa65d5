import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { clientAddress, isLoopback, normalAddress } from './client-address.ts'

test('without proxies of ours, only the connection says who calls', () => {
  expect(clientAddress('198.51.100.4', '10.0.0.1', 0)).toBe('198.51.100.4')
  expect(clientAddress(undefined, null, 0)).toBe('unknown')
})

test('behind proxies, the caller stands that many places from the right, whatever was written to the left', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.ipV4(), fc.string()), { maxLength: 5 }), fc.ipV4(), fc.ipV4(), (claimed, caller, proxy) => {
      const left = claimed.map((text) => text.replaceAll(',', '')).join(',')
      expect(clientAddress('127.0.0.1', `${left},${caller}`, 1)).toBe(caller)
      expect(clientAddress('127.0.0.1', `${left}, ${caller} , ${proxy}`, 2)).toBe(caller)
    }),
  )
})

test('what is no address, or too short a list, leaves the connection’s own', () => {
  expect(clientAddress('198.51.100.4', 'nonsense', 1)).toBe('198.51.100.4')
  expect(clientAddress('198.51.100.4', '203.0.113.1', 2)).toBe('198.51.100.4')
})

test('one address has one spelling', () => {
  expect(['::ffff:192.0.2.1', '192.0.2.1:4711', ' 192.0.2.1 '].map(normalAddress)).toEqual(['192.0.2.1', '192.0.2.1', '192.0.2.1'])
  expect(['[2001:DB8::1]:443', 'fe80::1%eth0'].map(normalAddress)).toEqual(['2001:db8::1', 'fe80::1'])
  expect(['', '999.1.1.1', 'example.in'].map(normalAddress)).toEqual([undefined, undefined, undefined])
  expect(['127.0.0.1', '::1', '10.0.0.1'].map(isLoopback)).toEqual([true, true, false])
})
