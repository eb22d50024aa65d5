import type { IntakeLookup, KnownLead } from '@mas/db/leads'
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { contactKey, intakeKey } from './intake-draft.ts'
import type { Arrival, IntakeOptions, IntakeResult } from './intake-model.ts'
import { planIntake, type IntakePlan } from './intake-rules.ts'

/** The tables as far as a plan reads and writes them. */
class World {
  readonly leads = new Map<string, KnownLead>()
  readonly owners = new Map<string, { kind: string; value: string; root_id: string }>()
  readonly repeats = new Map<string, IntakeLookup['repeats'][number]>()
  readonly journal: unknown[] = []
  readonly candidates = new Map<string, unknown>()
  readonly facts: unknown[] = []
  #ids = 0
  readonly nextId = () => `id-${String(++this.#ids).padStart(6, '0')}`

  lookup(): IntakeLookup {
    return {
      owners: [...this.owners.values()],
      repeats: [...this.repeats.values()],
      products: [
        { code: 'general', current_session_year: null },
        { code: 'mas-101', current_session_year: 2027 },
      ],
      sources: [],
      campaigns: [],
      tags: [{ id: 't1', slug: 'hot' }],
    }
  }

  take(arrivals: readonly Arrival[], options: IntakeOptions): IntakeResult[] {
    const results: IntakeResult[] = []
    let mergeId: string | undefined
    while (results.length < arrivals.length) {
      const plan = planIntake(
        { lookup: this.lookup(), leads: [...this.leads.values()], apart: new Set() },
        arrivals.slice(results.length),
        {
          now: new Date('2026-11-23T04:30:00Z'),
          actor: 'system:test',
          platform: 'mr-mentor',
          thresholds: { autoMergeBp: 8000, sharedPhoneBp: 4000 },
          options,
          newId: this.nextId,
          nextId: this.nextId,
          ...(mergeId !== undefined && { mergeId }),
        },
      )
      this.#write(plan)
      results.push(...plan.results)
      mergeId = plan.mergeFirst === undefined ? undefined : this.#merge(plan.mergeFirst.survivorId, plan.mergeFirst.absorbedId)
    }
    return results
  }

  #write(plan: IntakePlan): void {
    for (const { at: _at, platform: _p, name_key: _n, captured_by: _c, first_source_id: _s, ...lead } of plan.newLeads)
      this.leads.set(lead.id, {
        ...lead,
        lost_reason: null,
        reopened: 0,
        status_since: new Date('2026-11-23T04:30:00Z'),
        points: [],
        interests: [],
        tags: [],
      })
    for (const { at: _at, name_key: _n, status_since, ...change } of plan.changedLeads)
      Object.assign(this.lead(change.id), change, { status_since: new Date(status_since) })
    for (const point of plan.points) {
      if (point.role === 'identifying') {
        expect(this.owners.has(contactKey(point.kind, point.value))).toBe(false)
        this.owners.set(contactKey(point.kind, point.value), { kind: point.kind, value: point.value, root_id: point.lead_id })
      }
      this.lead(point.lead_id).points.push({ kind: point.kind, value: point.value, is_primary: point.is_primary })
    }
    for (const one of plan.interests)
      this.lead(one.lead_id).interests.push({ product_code: one.product_code, session_year: one.session_year })
    for (const one of plan.leadTags) this.lead(one.lead_id).tags.push(one.tag_id)
    for (const { id, channel, source_ref, outcome, matched_by, reject_code, lead_id } of plan.intakes) {
      expect(this.repeats.has(intakeKey(channel, source_ref))).toBe(false)
      this.repeats.set(intakeKey(channel, source_ref), { id, channel, source_ref, outcome, matched_by, reject_code, lead_id })
    }
    this.journal.push(...plan.intakes, ...plan.activities, ...plan.statusChanges)
    for (const one of plan.candidates)
      if (!this.candidates.has(`${one.lead_a} ${one.lead_b}`)) this.candidates.set(`${one.lead_a} ${one.lead_b}`, one)
    this.facts.push(...plan.facts)
  }

  #merge(survivorId: string, absorbedId: string): string {
    const [survivor, absorbed] = [this.lead(survivorId), this.lead(absorbedId)]
    survivor.points.push(
      ...absorbed.points.map((point) => ({
        ...point,
        is_primary: point.is_primary && !survivor.points.some((own) => own.kind === point.kind && own.is_primary),
      })),
    )
    if (survivor.full_name === '') survivor.full_name = absorbed.full_name
    survivor.interests.push(
      ...absorbed.interests.filter(
        (one) => !survivor.interests.some((own) => own.product_code === one.product_code && own.session_year === one.session_year),
      ),
    )
    for (const owner of this.owners.values()) if (owner.root_id === absorbedId) owner.root_id = survivorId
    for (const repeat of this.repeats.values()) if (repeat.lead_id === absorbedId) repeat.lead_id = survivorId
    this.leads.delete(absorbedId)
    return this.nextId()
  }

  lead(id: string): KnownLead {
    const lead = this.leads.get(id)
    if (lead === undefined) throw new Error(`no lead ${id}`)
    return lead
  }
  /** What remains, in an order that does not depend on how it came about. */
  seen(): unknown {
    return {
      leads: [...this.leads.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      owners: [...this.owners.entries()].toSorted(),
      candidates: this.candidates,
      journal: this.journal.map((one) => JSON.stringify(one)).toSorted(),
      facts: this.facts,
    }
  }
}

const names = ['', 'Asha Rao', 'Asha R.', 'Vikram Sharma', 'Sunita Sharma', 'Meena']
const arrival: fc.Arbitrary<Arrival> = fc
  .record({
    ref: fc.nat(40),
    name: fc.constantFrom(...names),
    phones: fc.uniqueArray(fc.constantFrom('+919800000001', '+919800000002', '+919800000003'), { maxLength: 2 }),
    emails: fc.uniqueArray(fc.constantFrom('a@x.in', 'b@x.in', 'c@x.in'), { maxLength: 2 }),
    city: fc.constantFrom(undefined, 'Pune', 'Delhi'),
    product: fc.constantFrom(undefined, 'mas-101', 'nothing'),
    tags: fc.constantFrom([], ['hot'], ['cold']),
    extra: fc.constantFrom({}, { a: 1 }, { a: 2, b: 1 }),
  })
  .map(({ ref, name, phones, emails, city, product, tags, extra }) => ({
    channel: 'csv',
    sourceRef: `r${ref}`,
    fullName: name,
    phones: phones.map((value) => ({ value, type: 'mobile' })),
    emails,
    fields: { ...(city !== undefined && { city }) },
    extra,
    tags,
    ...(product !== undefined && { productCode: product }),
  }))
const options = fc
  .constantFrom<IntakeOptions['onMatch']>('fill-blank', 'overwrite', 'skip')
  .map((onMatch): IntakeOptions => ({ onMatch, announce: true }))

describe('planning a batch', () => {
  test('N arrivals in one call give exactly what N calls with one give, however they are cut', () => {
    fc.assert(
      fc.property(fc.array(arrival, { minLength: 1, maxLength: 14 }), options, fc.nat(13), (arrivals, option, cut) => {
        const [whole, single, halves] = [new World(), new World(), new World()]
        const inOne = whole.take(arrivals, option)
        const oneByOne = arrivals.flatMap((one) => single.take([one], option))
        const inTwo = [...halves.take(arrivals.slice(0, cut), option), ...halves.take(arrivals.slice(cut), option)]
        expect(inOne.map(answerOf)).toEqual(oneByOne.map(answerOf))
        expect(inTwo.map(answerOf)).toEqual(oneByOne.map(answerOf))
        expect(whole.seen()).toEqual(single.seen())
        expect(halves.seen()).toEqual(single.seen())
      }),
      { numRuns: 400 },
    )
  })

  test('every identifying value has one owner, and every lead at most one primary of a kind', () => {
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 30 }), options, (arrivals, option) => {
        const world = new World()
        world.take(arrivals, option) // writing a second owner of a value fails inside
        for (const lead of world.leads.values()) {
          for (const kind of ['phone', 'email'] as const) {
            const own = lead.points.filter((point) => point.kind === kind)
            expect(own.filter((point) => point.is_primary).length).toBe(own.length === 0 ? 0 : 1)
          }
        }
      }),
    )
  })

  test('an arrival is one intake: the second one of a name gets the first answer', () => {
    fc.assert(
      fc.property(fc.array(arrival, { minLength: 1, maxLength: 20 }), options, (arrivals, option) => {
        const world = new World()
        const results = world.take(arrivals, option)
        expect(world.repeats.size).toBe(new Set(arrivals.map((one) => one.sourceRef)).size)
        results.forEach((result, n) => {
          const first = results[arrivals.findIndex((one) => one.sourceRef === arrivals[n]?.sourceRef)]
          expect([result.intakeId, result.outcome, result.rejectCode]).toEqual([first?.intakeId, first?.outcome, first?.rejectCode])
        })
      }),
    )
  })
})

/** Where a batch was cut by a merge, a repeat is answered from the table instead of the draft: the lead may then be the survivor. */
function answerOf({ intakeId, outcome, rejectCode, matchedBy, repeated, before, mergeId }: IntakeResult) {
  return { intakeId, outcome, rejectCode, matchedBy, repeated, before, mergeId }
}
