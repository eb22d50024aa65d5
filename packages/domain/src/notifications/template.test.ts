import { expect, test } from 'bun:test'
import { kind, kindOf, kinds, isKindName } from '@mas/contracts/notifications'
import fc from 'fast-check'
import { z } from 'zod'
import { codeTemplate, noticeLink } from './code-templates/index.ts'
import { sampleScope } from './sample-scope.ts'
import { escapeHtml, Unrenderable } from './template-render.ts'
import { parseTemplate, pathsIn, positionOf } from './template-syntax.ts'
import { compileTemplate, renderTemplate } from './template.ts'

const trial = kind({
  class: 'transactional',
  channels: ['email'],
  topic: 'payments',
  source: 'call',
  variables: z.object({
    name: z.string().optional(),
    amount: z.int().optional(),
    at: z.string().optional(),
    link: z.string().optional(),
    person: z.object({ city: z.string() }).optional(),
    many: z.int().optional(),
  }),
  sample: {},
})
const render = (parts: { subject?: string; html?: string | null; text?: string | null }, scope: Record<string, unknown>) =>
  renderTemplate(compileTemplate({ subject: 'S', html: null, text: null, ...parts }, trial), scope)
const problems = (parts: { subject?: string; html?: string | null; text?: string | null }) =>
  compileTemplate({ subject: 'S', html: null, text: null, ...parts }, trial).problems

test('values, defaults, filters and blocks come out as the rule says', () => {
  const scope = { name: 'Asha', amount: 12_345_650, at: '2026-11-23T18:30:00.000Z', many: 123_456, person: { city: 'Pune' } }
  expect(
    render({ text: '{{name}} {{ person.city }} {{amount | inr}} {{at|ist-date}} {{at | ist-time}} {{many | count}}' }, scope).text,
  ).toBe('Asha Pune ₹1,23,456.50 24 Nov 2026 00:00 IST 1,23,456')
  expect(render({ text: '{{name ?? "a \\"friend\\""}}{{#if name}} in{{#if person}} {{person.city}}{{/if}}{{/if}}.' }, {}).text).toBe(
    'a "friend".',
  )
  expect(render({ text: '{{#if name}}yes{{/if}}' }, { name: '' }).text).toBe('')
})

test('a missing value, a value that does not fit its filter and a line break in the subject are never sent', () => {
  expect(() => render({ text: '{{name}}' }, {})).toThrow(Unrenderable)
  expect(() => render({ text: '{{amount | inr}}' }, { amount: 1.5 })).toThrow(Unrenderable)
  expect(() => render({ text: '{{at | ist-date}}' }, { at: 'soon' })).toThrow(Unrenderable)
  expect(() => render({ text: '{{person}}' }, { person: { city: 'x' } })).toThrow(Unrenderable)
  expect(() => render({ subject: '{{name}}', text: 'x' }, { name: 'Hi\r\nBcc: all@people.example' })).toThrow(Unrenderable)
  // Nothing that every object has can be named.
  expect(() => render({ text: '{{person.city}}' }, { person: Object.create({ city: 'inherited' }) })).toThrow(Unrenderable)
})

test('problems name part, line and column', () => {
  expect(problems({ text: 'one\n  {{nobody}}' })).toMatchObject([
    { part: 'text', line: 2, column: 3, message: expect.stringContaining('nobody') },
  ])
  expect(problems({ subject: '{{name | shout}}' })).toMatchObject([
    { part: 'subject', line: 1, column: 1, message: expect.stringContaining('shout') },
  ])
  expect(problems({ text: 'a\n{{#if name}}\nb' })).toMatchObject([{ line: 2, column: 1 }])
  expect(problems({ text: 'a {{/if}}' })).toMatchObject([{ line: 1, column: 3 }])
  expect(problems({ text: 'a {{name' })).toMatchObject([{ line: 1, column: 3 }])
  expect(problems({ text: '{{ name() }} {{{name}}} {{constructor.constructor}}' })).toHaveLength(3)
})

test('html takes values in text and quoted attributes only, and links only with a harmless scheme', () => {
  for (const html of [
    '<a href={{link}}>x</a>',
    '<p {{name}}>',
    '<p style="{{name}}">',
    '<p onclick="{{name}}">',
    '<script>{{name}}</script>',
    '<a href="javascript:alert(1)">x</a>',
    '<!-- {{name}} -->',
    '<p {{#if name}}title="x">{{/if}}',
    '<p',
  ])
    expect(problems({ html }).length).toBeGreaterThan(0)
  expect(problems({ html: '<a href="{{link}}" title="{{name}}">{{name}}</a><a href="https://mas.example/x?q={{name}}">y</a>' })).toEqual([])
  expect(render({ html: '<a href="https://mas.example/x?q={{name}}">y</a>' }, { name: 'a&b="c' }).html).toBe(
    '<a href="https://mas.example/x?q=a%26b%3D%22c">y</a>',
  )
  for (const link of ['javascript:alert(1)', 'data:text/html,x', ' https', '//evil.example', 'JAVASCRIPT:x'])
    expect(() => render({ html: '<a href="{{link}}">x</a>' }, { link })).toThrow(Unrenderable)
  expect(render({ html: '<p>Hi</p><p>See <a href="{{link}}">this</a></p>' }, { link: 'https://mas.example/a?b=1&c=2' }).text).toBe(
    'Hi\nSee this (https://mas.example/a?b=1&c=2)',
  )
})

test('whatever a value holds, it adds no tag, attribute or entity to the html', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
      const { html } = render({ html: '<p title="{{name}}">{{name}}</p>' }, { name })
      expect(html).toBe(`<p title="${escapeHtml(name)}">${escapeHtml(name)}</p>`)
      expect(escapeHtml(name)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/)
    }),
  )
})

test('any text parses without throwing; every {{ is understood or a problem inside the text', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.string(),
      fc.constantFrom('{{', '}}', '{{name}}', '{{#if name}}', '{{/if}}', '{{name ?? "x"}}', '\n', '<a href="', '"', '>'),
    ),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(pieces, (list) => {
      const source = list.join('')
      const parsed = parseTemplate(source)
      for (const { index } of parsed.problems) {
        expect(source.startsWith('{{', index)).toBeTrue()
        const { line, column } = positionOf(source, index)
        expect(
          source
            .split('\n')
            [line - 1]?.slice(column - 1)
            .startsWith('{{'),
        ).toBeTrue()
      }
      compileTemplate({ subject: source, html: source, text: source }, trial)
      // What names another variable, or one that has no value here, parses and is refused later.
      const renders = parsed.problems.length === 0 && pathsIn(parsed.nodes).every((path) => path === 'name')
      if (renders) expect(render({ text: source || 'x' }, { name: 'N' }).text).not.toContain('{{')
    }),
  )
})

test('a text without braces comes out as it went in', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !text.includes('{{')),
      (text) => expect(render({ text }, {}).text).toBe(text),
    ),
  )
})

test('every kind has a text that ships for each of its channels and renders with its sample', () => {
  for (const name of Object.keys(kinds).filter(isKindName)) {
    const facts = kindOf(name)
    const sample = facts.variables.parse(facts.sample)
    for (const channel of facts.channels) {
      const shipped = codeTemplate(name, channel)
      if (shipped === undefined) throw new Error(`${name} has no text for ${channel}`)
      const template = compileTemplate(shipped, facts)
      expect(template.problems).toEqual([])
      const rendered = renderTemplate(template, sampleScope(name, sample, 'mr-mentor'))
      expect(`${rendered.subject}${rendered.text}${rendered.html}`).not.toMatch(/\{\{|undefined|null/)
    }
    const link = noticeLink(name)
    if (link !== null) expect(link).toMatch(/^\/[^/]/)
  }
})
