import { deflateRawSync } from 'node:zlib'
import type { VirusScanner } from '@mas/kernel/ports/virus-scanner'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { eicar } from './find-eicar.ts'
import type { ClamdFaults } from './sandbox-faults.ts'

export interface VirusScannerUnderTest {
  readonly scanner: VirusScanner
  readonly unreachable: VirusScanner
  readonly faults: ClamdFaults
  stop(): Promise<void>
}

/** What every `VirusScanner` promises. */
export function describeVirusScanner(name: string, make: () => Promise<VirusScannerUnderTest>): void {
  describe(`VirusScanner: ${name}`, () => {
    let it: VirusScannerUnderTest
    beforeAll(async () => {
      it = await make()
    })
    beforeEach(() => it.faults.clear())
    afterAll(() => it.stop())
    const scan = (...pieces: (string | Uint8Array)[]) => it.scanner.scan(streamOf(...pieces))

    test('clean bytes are clean, however they are cut', async () => {
      const clean = { outcome: 'ok', value: { finding: 'clean' } } as const
      expect(await scan('hello')).toEqual(clean)
      expect(await scan()).toEqual(clean)
      expect(await scan(...Array.from({ length: 40 }, () => new Uint8Array(100_000)))).toEqual(clean)
    })

    test('the test virus is found in the bytes, over the border of two pieces, and packed in a zip', async () => {
      const found = { outcome: 'ok', value: { finding: 'infected', signature: 'Eicar-Test-Signature' } } as const
      expect(await scan(eicar)).toEqual(found)
      expect(await scan('x'.repeat(70_000), eicar.slice(0, 30), eicar.slice(30))).toEqual(found)
      expect(await scan(zipMember(eicar))).toEqual(found)
    })

    test('more than it takes is said to be so, even while it is being sent', async () => {
      const tooLarge = { outcome: 'ok', value: { finding: 'too-large' } } as const
      expect(await scan(...Array.from({ length: 80 }, () => new Uint8Array(100_000)))).toEqual(tooLarge)
      it.faults.add('size-error')
      expect(await scan('small')).toEqual(tooLarge)
    })

    test.each(['no-answer', 'cut', 'error'] as const)('%s is a refusal for later', async (fault) => {
      it.faults.add(fault)
      expect(await scan('hello')).toMatchObject({ outcome: 'refused', retry: 'later' })
      expect(await scan('hello')).toMatchObject({ outcome: 'ok' })
    })

    test('nobody there is a refusal for later', async () => {
      expect(await it.unreachable.scan(streamOf('x'))).toMatchObject({ outcome: 'refused', retry: 'later' })
    })

    test('bytes that cannot be read are a fault of theirs, not a verdict', async () => {
      const broken = (async function* () {
        yield new TextEncoder().encode('x')
        throw new Error('the store is gone')
      })()
      expect(it.scanner.scan(broken)).rejects.toThrow('the store is gone')
    })
  })
}

async function* streamOf(...pieces: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === 'string' ? new TextEncoder().encode(piece) : piece
}

/** A local header and its packed member: enough of a zip to be unpacked. */
function zipMember(text: string): Uint8Array {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50)
  head.writeUInt16LE(8, 8)
  head.writeUInt16LE(1, 26)
  return Buffer.concat([head, Buffer.from('a'), deflateRawSync(text)])
}
