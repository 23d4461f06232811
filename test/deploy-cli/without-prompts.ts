// Loaded into the deploy tool before it starts. Its schema of login pages' texts has eight megabytes, and each import
// compiles it twice: half a minute for something that Otpost does not have and the tool is told to leave out. What is
// carried over is checked with the tool's own schemas as ever.

import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const prompts: { schema: object } = require('auth0-deploy-cli/lib/tools/auth0/handlers/prompts.js')
prompts.schema = { type: 'object' }
