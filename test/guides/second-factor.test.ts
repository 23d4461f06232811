import test from 'node:test'
import { followGuide } from './follow-guide.ts'

const name = 'second-factor.md'

test(`who follows docs/guides/${name} sees what it says`, { timeout: 180_000 }, async (t) => {
  await followGuide(t, name)
})
