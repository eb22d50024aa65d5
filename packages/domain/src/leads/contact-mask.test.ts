import { expect, test } from 'bun:test'
import { maskPhone } from './contact-mask.ts'

test('a telecaller sees the country, two digits in front and two behind', () => {
  expect(maskPhone('+919876543201')).toBe('+91 98••••••01')
  expect(maskPhone('+16502530000')).toBe('+1 65••••••00')
  expect(maskPhone('+911234')).toBe('+91 ••••')
})
