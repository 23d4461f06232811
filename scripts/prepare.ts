// What npm runs at the end of an install: builds the portal. npm also runs it for the first `npx otpost` of a folder,
// which must neither wait for a build nor take the portal from under an Otpost that serves it.

import { execSync } from 'node:child_process'

if (process.env.npm_command !== 'exec') execSync('npm run --silent build:portal', { stdio: 'inherit' })
