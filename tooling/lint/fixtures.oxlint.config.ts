import { defineConfig } from 'oxlint'
import project from '../../oxlint.config.ts'

/** The project's own configuration, except that it looks at the fixtures. */
export default defineConfig({ ...project, jsPlugins: ['./plugin.ts'], ignorePatterns: [] })
