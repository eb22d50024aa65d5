/** The secret that the sandbox takes, and the page its tokens come from; the slots need both without the sandbox. */
export const sandboxHumanCheck = { secret: 'mas-sandbox-secret', hostname: 'localhost' } as const
