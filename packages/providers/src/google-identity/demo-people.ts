/** Somebody who can sign in at the sandbox. */
export interface DemoPerson {
  readonly subject: string
  readonly email: string
  readonly emailVerified: boolean
  readonly name: string
  /** Set for accounts that a Workspace manages. */
  readonly hostedDomain?: string
  /** What makes this person worth trying. */
  readonly note: string
}

/** One of each kind that the linking rules tell apart. */
export const demoPeople: readonly DemoPerson[] = [
  {
    subject: '110000000000000000001',
    email: 'asha.rao@gmail.com',
    emailVerified: true,
    name: 'Asha Rao',
    note: 'a Gmail address, so Google is its authority',
  },
  {
    subject: '110000000000000000002',
    email: 'ravi.iyer@myanalyticsschool.com',
    emailVerified: true,
    name: 'Ravi Iyer',
    hostedDomain: 'myanalyticsschool.com',
    note: 'managed by a Workspace',
  },
  {
    subject: '110000000000000000003',
    email: 'meera.nair@outlook.example',
    emailVerified: true,
    name: 'Meera Nair',
    note: 'verified, but at another mail provider',
  },
  {
    subject: '110000000000000000004',
    email: 'kabir.khan@outlook.example',
    emailVerified: false,
    name: 'Kabir Khan',
    note: 'address not verified',
  },
]
