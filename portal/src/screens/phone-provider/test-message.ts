// A test message with what is typed, saved or not. An Action runs as a draft: its code is saved for that, and nothing of
// it is deployed.

import type { Api } from '../../api/create-api.ts'
import type { ConsoleLine } from '../../ui/console-output.tsx'
import { type FormValues, toProvider } from './form-values.ts'
import { type PageDocument, providerPath, type TestRequest, type TestResult } from './phone-provider-api.ts'
import { type Progress, saveDraft } from './save-page.ts'

export async function sendTestMessage(
  api: Api,
  request: TestRequest,
  values: FormValues,
  saved: PageDocument,
  onDraft: Progress['onDraft'],
): Promise<TestResult> {
  if (values.kind === 'action') return runDraft(api, request, values, saved, onDraft)
  const { disabled: _, ...provider } = toProvider(values, saved, undefined)
  return api.post<TestResult>(`${providerPath}/test`, { ...request, ...provider })
}

interface DraftRun {
  readonly payload: {
    readonly error?: { readonly name: string; readonly message: string }
    readonly result?: { readonly drop?: string; readonly retry?: string }
    readonly console: readonly ConsoleLine[]
    readonly stats: { readonly action_duration_ms: number }
  }
}

async function runDraft(
  api: Api,
  { to, delivery_method }: TestRequest,
  values: FormValues,
  saved: PageDocument,
  onDraft: Progress['onDraft'],
): Promise<TestResult> {
  const { value: action } = await saveDraft(api, values, saved.action, { onStep: () => {}, onDraft })
  const { payload } = await api.post<DraftRun>(`/api/v2/actions/actions/${action.id}/test`, {
    payload: { test_message: { to, delivery_method } },
  })
  const { error, result, console, stats } = payload
  const refusal = result?.drop ?? result?.retry
  return {
    outcome: error || refusal !== undefined ? 'failed' : 'accepted',
    ...(error && { kind: 'script_failed', description: `${error.name}: ${error.message}` }),
    ...(!error && refusal !== undefined && { kind: 'delivery_rejected', description: refusal }),
    duration_ms: stats.action_duration_ms,
    console,
  }
}
