import type { Arrival } from '@mas/domain/leads'

export interface Person {
  readonly name: string
  readonly phone: string
  readonly email: string
  readonly city: string
  readonly college: string
}

const first = ['Asha', 'Vikram', 'Meena', 'Ravi', 'Sunita', 'Arjun', 'Kavya', 'Imran', 'Divya', 'Joseph', 'Lakshmi', 'Nikhil']
const last = ['Rao', 'Sharma', 'Iyer', 'Khan', 'Das', 'Patel', 'Nair', 'Gupta', 'Reddy', 'Singh', 'Bose', 'Menon', 'Joshi']
const cities = ['Pune', 'Kochi', 'Delhi', 'Indore', 'Chennai', 'Patna']

/** Every fifth row is somebody from further up again, every hundredth has a number that is none and no address. */
export function people(count: number): Person[] {
  const all: Person[] = []
  for (let n = 0; n < count; n++) {
    const earlier = n % 5 === 4 ? all[(Math.imul(n, 2_654_435_761) >>> 0) % n] : undefined
    all.push(n % 100 === 50 ? { ...personOf(n), phone: '12345', email: '' } : (earlier ?? personOf(n)))
  }
  return all
}

function personOf(n: number): Person {
  const [given = '', family = '', city = ''] = [first[n % first.length], last[(n * 31) % last.length], cities[n % cities.length]]
  return {
    name: `${given} ${family}`,
    phone: `98${String(n).padStart(8, '0')}`,
    email: `p${n}@example.in`,
    city,
    college: `College ${n % 900}`,
  }
}

export function csvOf(all: readonly Person[]): string {
  return ['Name,Mobile,Email,City,College', ...all.map((one) => Object.values(one).join(','))].join('\n')
}

/** As a channel would hand them over, already cleaned. */
export function arrivalsOf(all: readonly Person[]): Arrival[] {
  return all.map((one, n) => ({
    channel: 'csv',
    sourceRef: `bench:${n}`,
    fullName: one.name,
    phones: one.email === '' ? [] : [{ value: `+91${one.phone}`, type: 'mobile' }],
    emails: one.email === '' ? [] : [one.email],
    fields: { city: one.city, college: one.college },
    extra: {},
    tags: [],
  }))
}
