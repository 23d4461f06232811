import test from 'node:test'
import { followGuide } from './follow-guide.ts'

const name = 'verify-change-reset.md'

test(`who follows docs/guides/${name} sees what it says`, { timeout: 180_000 }, async (t) => {
  await followGuide(t, name)
})
