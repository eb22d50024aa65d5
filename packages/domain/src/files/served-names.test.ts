import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { contentDisposition } from './index.ts'

test('whatever a file is called, its name stays inside its header field', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const header = contentDisposition('attachment', name)
      expect(header).toMatch(/^attachment(; |$)/)
      expect(header).not.toMatch(/[\r\n\0]/)
      expect(() => new Headers({ 'content-disposition': header })).not.toThrow()
    }),
  )
})
