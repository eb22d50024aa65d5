export type Config = { readonly port: number; readonly databaseUrl: string | undefined }

export const readConfig = (env: Record<string, string | undefined>): Config => {
  const port = Number(env.PORT || 3000)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`PORT is "${env.PORT}"; it must be a number from 1 to 65535.`)
  return { port, databaseUrl: env.DATABASE_URL || undefined }
}
