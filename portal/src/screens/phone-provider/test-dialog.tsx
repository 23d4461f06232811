import { Anchor, Button, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { ApiError } from '../../api/api-error.ts'
import { ConsoleOutput } from '../../ui/console-output.tsx'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import { phoneNumberMessage } from '../../ui/field-words.ts'
import { isPhoneNumber, PhoneInput } from '../../ui/phone-input.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { failureWords, wordsFor } from '../../words/message-words.ts'
import { type FormValues, methodsOf } from './form-values.ts'
import type { DeliveryMethod, PageDocument, TestResult } from './phone-provider-api.ts'
import type { Progress } from './save-page.ts'
import { sendTestMessage } from './test-message.ts'

interface Props {
  readonly onClose: () => void
  readonly title: string
  readonly values: FormValues
  readonly saved: PageDocument
  readonly isDirty: boolean
  readonly onDraft: Progress['onDraft']
}

/** A default export: it is loaded when it opens. */
export default function TestDialog({ onClose, title, ...rest }: Props) {
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <TestForm {...rest} onClose={onClose} />
    </Modal>
  )
}

function TestForm({ values, saved, isDirty, onDraft, onClose }: Omit<Props, 'title'>) {
  const api = useApi()
  const methods = methodsOf(saved, values.kind).filter(
    (method, _index, all) => all.length === 1 || values.delivery_methods.includes(method),
  )
  const [to, setTo] = useState('')
  const [method, setMethod] = useState<DeliveryMethod>(methods[0] ?? 'text')
  const test = useMutation({
    mutationFn: () => sendTestMessage(api, { to, delivery_method: method }, values, saved, onDraft),
  })
  const result = test.data
  const isAtNumber = isAboutNumber(test.error) || result?.kind === 'invalid_phone_number'

  return (
    // Not a form: it stands inside the page's form, as far as React is concerned.
    <Stack>
      <Text size="sm">
        Otpost sends a message with the code 000000{isDirty ? ', using your unsaved changes' : ''}.
        {values.kind === 'action' &&
          isDirty &&
          ' It saves the code as a draft. The deployed version keeps delivering messages.'}
      </Text>
      <PhoneInput
        label="Phone number"
        required
        autoFocus
        value={to}
        onChange={setTo}
        error={isAtNumber ? phoneNumberMessage : undefined}
      />
      {methods.length > 1 && (
        <SegmentedControl
          aria-label="Delivery method"
          value={method}
          onChange={(chosen) => setMethod(chosen === 'voice' ? 'voice' : 'text')}
          data={[
            { value: 'text', label: 'Text' },
            { value: 'voice', label: 'Voice' },
          ]}
        />
      )}
      {!isAboutNumber(test.error) && <ErrorAlert error={test.error} />}
      <div role="status">{result && <Result result={result} kind={values.kind} />}</div>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button disabled={!isPhoneNumber(to)} loading={test.isPending} onClick={() => test.mutate()}>
          Send
        </Button>
      </Group>
    </Stack>
  )
}

interface ResultProps {
  readonly result: TestResult
  readonly kind: FormValues['kind']
}

function Result({ result, kind }: ResultProps) {
  const {
    outcome,
    kind: failure,
    provider_error_code: code,
    description,
    http_status: status,
    message,
  } = result
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <StatusBadge status={outcome} />
        <Text size="sm">{Math.round(result.duration_ms)} ms</Text>
        {status !== undefined && <Text size="sm">HTTP {status}</Text>}
        {code !== undefined && <Text size="sm">Provider error code {code}</Text>}
      </Group>
      {failure !== undefined && <Text size="sm">{wordsFor(failureWords, failure)}.</Text>}
      {description !== undefined && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {description}
        </Text>
      )}
      <ConsoleOutput lines={result.console} />
      {message && (
        <Group gap="md">
          <Anchor
            size="sm"
            renderRoot={(props) => <Link to="/messages/$id" params={{ id: message.id }} {...props} />}
          >
            View in Messages
          </Anchor>
          {kind === 'inbox' && (
            <Anchor size="sm" renderRoot={(props) => <Link to="/inbox" {...props} />}>
              View in Inbox
            </Anchor>
          )}
        </Group>
      )}
    </Stack>
  )
}

function isAboutNumber(error: unknown): boolean {
  return error instanceof ApiError && error.kind === 'invalid-phone-number'
}
