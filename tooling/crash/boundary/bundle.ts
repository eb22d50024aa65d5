import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkout } from '../../first-run/checkout.ts'

/**
 * The twin in one file: most of what a strike costs is loading thousands of them. Ours that look for files beside
 * themselves are told where they lay.
 */
export async function bundleTwin(folder: string): Promise<string> {
  const built = await Bun.build({
    entrypoints: [join(checkout, 'tooling/crash/boundary/twin.ts')],
    outdir: folder,
    target: 'bun',
    plugins: [
      {
        name: 'where files lay',
        setup: (build) => {
          build.onLoad({ filter: /\/(?:packages|apps)\/.*\.ts$/ }, async ({ path }) => {
            const text = await Bun.file(path).text()
            return { contents: text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)), loader: 'ts' }
          })
        },
      },
    ],
  })
  const entry = built.outputs.find(({ kind }) => kind === 'entry-point')
  if (entry === undefined) throw new Error('the twin could not be bundled')
  return entry.path
}
