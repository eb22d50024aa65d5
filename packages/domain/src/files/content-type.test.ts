import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import type { FilePurpose } from '@mas/contracts/files'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { contentType } from './content-type.ts'
import { docxFile, zipFile } from './fixtures/zip-file.ts'
import { eicar, pdfFile, webmFile } from './fixtures/sample-files.ts'
import { announcedType, media, typeOfHead } from './media-types.ts'
import { pdfPages } from './pdf-pages.ts'
import { pictureSize } from './picture-size.ts'
import { purposes } from './purposes.ts'

const text = (value: string) => new TextEncoder().encode(value)
const hex = (value: string) => new Uint8Array(Buffer.from(value.replaceAll(' ', ''), 'hex'))
async function verdict(purpose: FilePurpose, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const answer = await contentType(new Blob([bytes]), purpose, name)
  return 'problem' in answer ? answer.problem : answer.type
}
const png = (width: number, height: number) => {
  const bytes = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000080200000000000000', 'hex')
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return new Uint8Array(bytes)
}
const jpeg = (width: number, height: number) => {
  const frame = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc00011080000000003012200021101031101ffd9', 'hex')
  frame.writeUInt16BE(height, 25)
  frame.writeUInt16BE(width, 27)
  return new Uint8Array(frame)
}

test('the kind is found in the bytes and must be what the name promises', async () => {
  const wav = hex('52494646 24000000 57415645 666d7420')
  const mp4 = hex('00000020 66747970 69736f6d')
  const cases: [FilePurpose, string, Uint8Array<ArrayBuffer>, string][] = [
    ['resume', 'cv.pdf', pdfFile(), media.pdf],
    ['resume', 'cv.PDF', pdfFile(), media.pdf],
    ['resume', 'cv.docx', docxFile(), media.docx],
    ['resume', 'cv.pdf', text(eicar), 'files.type-mismatch'],
    ['resume', 'cv.docx', pdfFile(), 'files.type-mismatch'],
    ['resume', 'cv.pdf', docxFile(), 'files.type-mismatch'],
    ['resume', 'cv.docx', zipFile({ name: 'a.txt', bytes: 'a' }), 'files.type-mismatch'],
    ['resume', 'cv.docx', zipFile({ name: 'word/document.xml', bytes: 'a' }), 'files.type-mismatch'],
    ['avatar', 'me.png', png(10, 10), media.png],
    ['avatar', 'me.jpg', png(10, 10), 'files.type-mismatch'],
    ['avatar', 'me.jpg', jpeg(10, 10), media.jpeg],
    ['avatar', 'me.png', text('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'files.type-mismatch'],
    ['avatar', 'me.png', png(8_000, 5_001), 'files.image-too-large'],
    ['avatar', 'me.jpg', jpeg(8_000, 5_000), media.jpeg],
    ['avatar', 'me.png', png(0, 10), 'files.type-mismatch'],
    ['recording', 'a.webm', webmFile(500), media.webm],
    ['recording', 'a.mkv', webmFile(500), 'files.type-mismatch'],
    ['recording', 'a.mp4', mp4, media.mp4],
    ['call-audio', 'a.wav', wav, media.wav],
    ['call-audio', 'a.ogg', text('OggS\0'), media.ogg],
    ['call-audio', 'a.mp3', text('ID3\u0003'), media.mp3],
    ['call-audio', 'a.mp3', hex('fffb9064 00000000'), media.mp3],
    ['call-audio', 'a.mp3', hex('ffffffff ffffffff'), 'files.type-mismatch'],
    ['import', 'a.csv', text('Name,Phone\nAsha,1'), media.csv],
    ['import', 'a.csv', hex('fffe 4e00 2c00'), media.csv],
    ['import', 'a.csv', hex('fffe 3c00 7300 7600 6700 3e00'), 'files.type-mismatch'],
    ['import', 'a.csv', text('\ufeff<!DOCTYPE html><p>'), 'files.type-mismatch'],
    ['import', 'a.csv', text('#!/bin/sh\nrm -rf /'), 'files.type-mismatch'],
    ['import', 'a.csv', hex('4d5a9000 03000000'), 'files.type-mismatch'],
    ['import', 'a.csv', hex('7f454c46 02010100'), 'files.type-mismatch'],
    ['document', 'a.docx', docxFile(), 'files.type-mismatch'],
  ]
  for (const [purpose, name, bytes, expected] of cases)
    expect([purpose, name, await verdict(purpose, name, bytes)]).toEqual([purpose, name, expected])
})

test('an archive that lies, leads out, links, carries macros or unpacks to too much is not safe', async () => {
  const mebibytes = (n: number) => Buffer.alloc(n * 1_048_576, 'a').toString()
  const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000)))
    .toString('base64')
    .repeat(1)
  const bad: [string, Uint8Array<ArrayBuffer>][] = [
    ['unpacks to more than it says', docxFile({ name: 'x', bytes: mebibytes(3), claimed: 100 })],
    ['unpacks to less than it says', docxFile({ name: 'x', bytes: 'abc', claimed: 100 })],
    ['is packed more than a hundredfold', docxFile({ name: 'x', bytes: mebibytes(20) })],
    ['claims more than 100 MiB', docxFile({ name: 'x', bytes: 'x', claimed: 101 * 1_048_576 })],
    ['has too many members', docxFile(...Array.from({ length: 2_001 }, (_, n) => ({ name: `m${n}`, bytes: '' })))],
    ['has a link', docxFile({ name: 'word/link', bytes: '/etc/passwd', isLink: true })],
    ['leads out', docxFile({ name: '../../etc/cron.d/x', bytes: 'x' })],
    ['names a member twice', docxFile({ name: 'a', bytes: '1' }, { name: 'a', bytes: '2' })],
    ['carries macros', docxFile({ name: 'word/vbaProject.bin', bytes: 'x' })],
    [
      'unpacks the same bytes again and again',
      zipFile(
        { name: 'a', bytes: noise },
        ...Array.from({ length: 5 }, (_, n) => ({ name: `again${n}`, bytes: noise, isShared: true as const })),
        { name: '[Content_Types].xml', bytes: 'x' },
        { name: 'word/document.xml', bytes: 'x' },
      ),
    ],
    ['is cut', docxFile({ name: 'a', bytes: noise }).slice(0, 20_000)],
    [
      'is one of another kind by its content types',
      zipFile({ name: '[Content_Types].xml', bytes: 'document.macroEnabled.main+xml' }, { name: 'word/document.xml', bytes: 'x' }),
    ],
  ]
  const types = '<?xml version="1.0"?><Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
  const typed = (bytes: string | Uint8Array) => zipFile({ name: '[Content_Types].xml', bytes }, { name: 'word/document.xml', bytes: 'x' })
  const related = (relation: string) =>
    docxFile({ name: 'word/_rels/settings.xml.rels', bytes: `<Relationships><Relationship Id="r1" ${relation}/></Relationships>` })
  const outside = 'Target="https://evil.example/t.dotm" TargetMode="External"'
  const schema = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  bad.push(
    ['says so in UTF-16', typed(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(types, 'utf16le')]))],
    ['says so in references', typed(types.replace('macroEnabled', 'm&#97;cro&#x45;nabled'))],
    ['says so in entities of its own', typed(`<!DOCTYPE x [<!ENTITY m "macroEnabled">]>${types.replace('macroEnabled', '&m;')}`)],
    ['says so in an encoding nobody expects', typed(types.replace('?>', ' encoding="IBM037"?>').replace('macroEnabled', 'x'))],
    [
      'has its macros under another name',
      related(`Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="a.bin"`),
    ],
    ['loads its template from outside', related(`Type="${schema}/attachedTemplate" ${outside}`)],
    ['loads a frame from outside', related(`Type='${schema}/frame' ${outside.replaceAll('"', "'")}`)],
    ['names a part twice in another case', docxFile({ name: '[content_types].xml', bytes: types })],
    ['calls a member otherwise where it lies', docxFile({ name: 'word/a.bin', bytes: 'x', alias: 'word/b.bin' })],
    ['ends twice', commented(docxFile(), end)],
    ['goes on behind its end', new Uint8Array(Buffer.concat([docxFile(), Buffer.from('MZ')]))],
  )
  for (const harmless of ['hyperlink', 'image', 'externalLinkPath'])
    expect(await verdict('resume', 'cv.docx', related(`Type="${schema}/${harmless}" ${outside}`))).toBe(media.docx)
  for (const [what, bytes] of bad) expect([what, await verdict('resume', 'cv.docx', bytes)]).toEqual([what, 'files.unsafe-archive'])
  expect(await verdict('resume', 'cv.docx', docxFile({ name: 'word/media/noise.bin', bytes: noise }))).toBe(media.docx)
})

/** The archive with a comment behind its end. */
function commented(archive: Uint8Array, comment: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(archive)
  bytes.writeUInt16LE(comment.length, bytes.length - 2)
  return new Uint8Array(Buffer.concat([bytes, comment]))
}

test('what each purpose takes, and how much, stands on the page about files', () => {
  const page = readFileSync(new URL('../../../../docs/security.md', import.meta.url), 'utf8')
  const rows = page.slice(page.indexOf('## Files'), page.indexOf('## Data')).split('\n')
  for (const [purpose, { types, maxMib }] of Object.entries(purposes)) {
    const [, , told = '', mib = ''] = rows.find((row) => row.includes(`\`${purpose}\``))?.split('|') ?? []
    const named = (told.split(';')[0] ?? '').split(',').map((word) => word.trim())
    expect([purpose, named.toSorted(), Number(mib)]).toEqual([purpose, Object.keys(types).toSorted(), maxMib])
  }
})

test('a resume has at most 200 pages, packed ones counted too', async () => {
  expect(await verdict('resume', 'cv.pdf', pdfFile(200))).toBe(media.pdf)
  expect(await verdict('resume', 'cv.pdf', pdfFile(201))).toBe('files.too-large')
  const packed = deflateSync(Buffer.from('<< /Type /Page >> '.repeat(250)))
  const pdf = Buffer.concat([
    Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n'),
    packed,
    Buffer.from('\nendstream\nendobj\n'),
  ])
  expect(pdfPages(pdf)).toBe(250)
  expect(await verdict('resume', 'cv.pdf', new Uint8Array(pdf))).toBe('files.too-large')
  expect(
    await verdict('resume', 'cv.docx', docxFile({ name: 'docProps/app.xml', bytes: '<Properties><Pages>201</Pages></Properties>' })),
  ).toBe('files.too-large')
})

test('a pdf that announces the same packed pages for ever is read once', () => {
  const announced = '/Type /ObjStm '.repeat(200_000)
  const packed = deflateSync(Buffer.from('<< /Type /Page >> '.repeat(7))).toString('latin1')
  expect(pdfPages(Buffer.from(`%PDF-1.7\n${announced}stream\n${packed}\nendstream`, 'latin1'))).toBe(7)
  expect(pdfPages(Buffer.from(`%PDF-1.7\n${`${announced.slice(0, 14)}stream\n`.repeat(200_000)}endstream`, 'latin1'))).toBeUndefined()
})

test('whatever the bytes, the rules answer and never throw', async () => {
  const starts = ['', '89504e470d0a1a0a', 'ffd8ffe0', '52494646000000005745425056503858', '504b0304', '255044462d', '1a45dfa3', 'fffe']
  const bytes = fc
    .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 400 }))
    .map(([start, rest]) => new Uint8Array([...hex(start), ...rest]))
  await fc.assert(
    fc.asyncProperty(bytes, fc.constantFrom('a.png', 'a.jpg', 'a.webp'), async (content, name) => {
      expect(await verdict('avatar', name, content)).toMatch(/^(image\/|files\.)/)
      expect(await verdict('resume', 'a.docx', content)).toMatch(/^files\./)
      pictureSize(content)
      typeOfHead(content)
    }),
    { numRuns: 300 },
  )
})

test('announced types are understood as browsers and systems write them', () => {
  expect(announcedType('audio/x-wav')).toBe(media.wav)
  expect(announcedType('Video/WebM; codecs="vp8,opus"')).toBe(media.webm)
  expect(announcedType('application/vnd.ms-excel')).toBe(media.csv)
  expect(announcedType('application/x-msdownload')).toBe('application/x-msdownload')
})
