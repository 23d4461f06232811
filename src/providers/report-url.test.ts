import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createReportUrl } from './report-url.ts'

test('vendors are given no address that only this machine reaches, and none that nobody named', () => {
  for (const unreachable of [
    undefined,
    'http://localhost:3000',
    'https://otp.localhost',
    'http://127.0.0.1',
    'http://127.1.2.3:80',
    'http://[::1]:3000',
  ]) {
    assert.equal(createReportUrl(unreachable), undefined, unreachable)
  }
  for (const reachable of ['https://otp.example.com', 'http://10.0.0.1:3000', 'https://[2001:db8::1]']) {
    assert.ok(createReportUrl(reachable), reachable)
  }
})
