/** The credentials that the sandbox takes. A file of its own: the slots need them without the sandbox itself. */
export const sandboxGoogleClient = {
  clientId: 'mas-sandbox',
  clientSecret: 'mas-sandbox-secret',
  appClientIds: ['mas-sandbox-android', 'mas-sandbox-ios'],
} as const
