import { expect, test } from 'bun:test'
import { networkOf } from './network.ts'

test('an IPv6 customer is one network, an IPv4 address is one', () => {
  expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe(networkOf('2001:0db8:0001:0002::9'))
  expect(networkOf('2001:db8:1:3::1')).not.toBe(networkOf('2001:db8:1:2::1'))
  expect(networkOf('::ffff:203.0.113.9')).toBe('203.0.113.9')
})
